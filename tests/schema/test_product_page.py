"""A product and all that belongs to it: texts by language, prices by market, stock, and what is not shown."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection

from app.catalog import (
    BRAND_ID,
    CATEGORY_ID,
    COLLECTION_ID,
    MEDIA_ID,
    PRODUCT_ID,
    VARIANT_ID,
    CollectionDraft,
    MediaDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    Texts,
    VariantDraft,
    set_collection_products,
    upsert_collection,
    upsert_product,
)
from app.core.clock import utc_now
from app.core.ids import IdKind
from app.tax import TaxRatesCache
from tests.support.client import Client
from tests.support.shop import PUBLISHED_AT, Shop, on_sale

PAGE = """
query ProductPage($slug: String!, $country: CountryCode, $language: LanguageCode)
@inContext(country: $country, language: $language) {
  product(slug: $slug) {
    slug name description tags
    localization { languageCode languageTag direction isFallback }
    breadcrumbs { slug name }
    options { name values { name swatch } }
    media(first: 20) { nodes { url(maxWidth: 1200) alt type width height } pageInfo { hasNextPage } }
    priceRange { min { displayed { ...M } } max { displayed { ...M } } }
    variants(first: 100) {
      nodes {
        sku name weightGrams hsCode originCountryCode product { slug }
        selectedOptions { name value }
        availability { code reason quantity }
        price { displayed { ...M } gross { ...M } net { ...M } tax { ...M } taxRate }
      }
    }
  }
}
fragment M on Money { amount currencyCode }
"""

TEE_PUBLISHED_AT = PUBLISHED_AT - timedelta(days=900)
PUBLISH = "INSERT INTO product_publication (product_id, channel_code, starts_at) VALUES ($1, 'default', $2)"
TEE = ProductDraft(
    slug="tee",
    product_type="clothing",
    translations={
        "en": Texts("Tee", "<p onclick='x()'>Soft</p><script>x()</script>"),
        "de": Texts("T-Shirt", "<p>Weich</p>"),
        "ar": Texts("تيشيرت", "<p>ناعم</p>"),
    },
    options=(
        OptionDraft(
            "colour",
            {"en": "Colour", "de": "Farbe"},
            (
                OptionValueDraft("navy", {"en": "Navy", "de": "Marine"}, "#1f2a44"),
                OptionValueDraft("sand", {"en": "Sand"}, "#d9c7a3"),
            ),
        ),
        OptionDraft("size", {"en": "Size", "de": "Größe"}, (OptionValueDraft("m", {"en": "M"}),)),
    ),
    variants=(
        VariantDraft(
            "TEE-NAVY",
            {"colour": "navy", "size": "m"},
            weight_grams=150,
            hs_code="61091000",
            origin_country_code="PT",
        ),
        VariantDraft("TEE-SAND", {"size": "m", "colour": "sand"}),
    ),
    media=(
        MediaDraft("tee.png", {"en": "A tee", "de": "Ein T-Shirt"}, 1000, 800),
        MediaDraft("https://cdn.example/tee.jpg"),
    ),
    tags=("cotton",),
    **on_sale(TEE_PUBLISHED_AT),
)


@pytest.fixture(scope="module")
async def tee(client: Client, shop: Shop) -> UUID:
    """A product with two options, pictures, and no price or stock anywhere."""
    assert shop
    async with client.runtime.database.transaction() as session:
        return (await upsert_product(session, TEE, utc_now())).id


async def page(client: Client, slug: str, country: str, language: str) -> dict[str, Any]:
    product: dict[str, Any] = (await client.data(PAGE, {"slug": slug, "country": country, "language": language}))[
        "product"
    ]
    return product


async def test_a_product_with_all_its_parts(client: Client, tee: UUID) -> None:
    assert tee
    shown = await page(client, "tee", "DE", "DE")

    variants = shown["variants"].pop("nodes")
    assert shown == {
        "slug": "tee",
        "name": "T-Shirt",
        "description": "<p>Weich</p>",
        "tags": ["cotton"],
        "localization": {"languageCode": "DE", "languageTag": "de", "direction": "LTR", "isFallback": False},
        "breadcrumbs": [],
        "options": [
            {
                "name": "Farbe",
                "values": [{"name": "Marine", "swatch": "#1f2a44"}, {"name": "Sand", "swatch": "#d9c7a3"}],
            },
            {"name": "Größe", "values": [{"name": "M", "swatch": None}]},
        ],
        "media": {
            "nodes": [
                {
                    "url": "http://shop.test/media/tee.png?w=1200",
                    "alt": "Ein T-Shirt",
                    "type": "IMAGE",
                    "width": 1000,
                    "height": 800,
                },
                {"url": "https://cdn.example/tee.jpg", "alt": "", "type": "IMAGE", "width": None, "height": None},
            ],
            "pageInfo": {"hasNextPage": False},
        },
        "priceRange": None,
        "variants": {},
    }
    reason = "In Ihrem Land nicht erhältlich."
    assert variants == [
        {
            "sku": "TEE-NAVY",
            "name": "Marine / M",
            "weightGrams": 150,
            "hsCode": "61091000",
            "originCountryCode": "PT",
            "product": {"slug": "tee"},
            "selectedOptions": [{"name": "Farbe", "value": "Marine"}, {"name": "Größe", "value": "M"}],
            "availability": {"code": "NOT_SOLD_HERE", "reason": reason, "quantity": None},
            "price": None,
        },
        {
            "sku": "TEE-SAND",
            "name": "Sand / M",
            "weightGrams": None,
            "hsCode": None,
            "originCountryCode": None,
            "product": {"slug": "tee"},
            "selectedOptions": [{"name": "Farbe", "value": "Sand"}, {"name": "Größe", "value": "M"}],
            "availability": {"code": "NOT_SOLD_HERE", "reason": reason, "quantity": None},
            "price": None,
        },
    ]


@pytest.mark.parametrize(
    ("country", "language", "name", "description", "tag", "direction", "is_fallback"),
    [
        ("DE", "EN", "Tee", "<p>Soft</p>", "en", "LTR", False),
        ("AE", "AR", "تيشيرت", "<p>ناعم</p>", "ar", "RTL", False),
        ("DE", "FR", "Tee", "<p>Soft</p>", "en", "LTR", True),
        ("JP", "JA", "Tee", "<p>Soft</p>", "en", "LTR", True),
        ("AT", "DE_AT", "T-Shirt", "<p>Weich</p>", "de", "LTR", False),
    ],
)
async def test_texts_fall_back_along_the_languages(
    client: Client,
    tee: UUID,
    country: str,
    language: str,
    name: str,
    description: str,
    tag: str,
    direction: str,
    is_fallback: bool,
) -> None:
    assert tee
    shown = await page(client, "tee", country, language)

    assert (shown["name"], shown["description"]) == (name, description)
    assert shown["localization"] == {
        "languageCode": tag.upper(),
        "languageTag": tag,
        "direction": direction,
        "isFallback": is_fallback,
    }


async def test_a_product_without_a_text_in_the_chain_is_shown_in_the_language_it_has(client: Client) -> None:
    draft = ProductDraft("obi", "clothing", {"ja": Texts("帯")}, (VariantDraft("OBI"),), **on_sale(TEE_PUBLISHED_AT))
    async with client.runtime.database.transaction() as session:
        await upsert_product(session, draft, utc_now())

    shown = await page(client, "obi", "DE", "DE")

    assert (shown["name"], shown["localization"]["languageTag"], shown["localization"]["isFallback"]) == (
        "帯",
        "ja",
        True,
    )


@pytest.mark.parametrize(
    ("country", "currency", "displayed", "gross", "net", "tax", "rate"),
    [
        ("DE", "EUR", "59.90", "59.90", "50.34", "9.56", "0.19"),
        ("FI", "EUR", "59.90", "59.90", "47.73", "12.17", "0.255"),
        ("GB", "GBP", "52.00", "52.00", "43.33", "8.67", "0.2"),
        ("JP", "JPY", "9800", "9800", "8909", "891", "0.1"),
        ("AE", "AED", "239.00", "239.00", "227.62", "11.38", "0.05"),
        ("US", "USD", "64.00", None, "64.00", None, None),
    ],
)
async def test_a_price_is_split_by_the_rate_of_the_country(
    client: Client,
    shop: Shop,
    country: str,
    currency: str,
    displayed: str,
    gross: str | None,
    net: str,
    tax: str | None,
    rate: str | None,
) -> None:
    assert shop

    def money(amount: str | None) -> dict[str, str] | None:
        return {"amount": amount, "currencyCode": currency} if amount else None

    shown = await page(client, "linen-shirt", country, "EN")

    assert [variant["price"] for variant in shown["variants"]["nodes"]] == [
        {"displayed": money(displayed), "gross": money(gross), "net": money(net), "tax": money(tax), "taxRate": rate}
    ] * 2
    assert shown["priceRange"] == {side: {"displayed": money(displayed)} for side in ("min", "max")}


async def test_a_new_rate_holds_from_its_day(client: Client, shop: Shop, connection: Connection) -> None:
    async def rate() -> str:
        client.runtime.parts[TaxRatesCache].forget()
        shown: str = (await page(client, "linen-shirt", "NL", "EN"))["variants"]["nodes"][0]["price"]["taxRate"]
        return shown

    async def add(day: date, share: str) -> None:
        await connection.execute(
            "UPDATE tax_rate SET valid_to = $1"
            " WHERE country_code = 'NL' AND tax_class_code = 'standard' AND valid_from < $1"
            " AND (valid_to IS NULL OR valid_to > $1)",
            day,
        )
        await connection.execute(
            "INSERT INTO tax_rate (id, country_code, rate, valid_from, valid_to, source, confidence)"
            " VALUES ($1, 'NL', $2, $3, $4, 'test', 'PUBLISHED')",
            uuid4(),
            Decimal(share),
            day,
            day + timedelta(days=1),
        )

    assert shop
    today = datetime.now(UTC).date()
    before = await rate()
    await add(today + timedelta(days=1), "0.3")
    assert await rate() == before
    await add(today, "0.29")
    assert await rate() == "0.29"


async def test_what_is_in_stock(client: Client, shop: Shop, connection: Connection) -> None:
    async def availability(slug: str) -> list[dict[str, Any]]:
        shown = await page(client, slug, "DE", "DE")
        return [variant["availability"] for variant in shown["variants"]["nodes"]]

    many = {"code": "IN_STOCK", "reason": None, "quantity": None}
    assert await availability("linen-shirt") == [many, {"code": "IN_STOCK", "reason": None, "quantity": 5}]
    assert await availability("stoneware-mug") == [many]

    for reserved, told in ((90, 20), (89, None)):  # of 100 in Shenzhen, beside 10 in Rotterdam
        await connection.execute(
            "UPDATE stock SET reserved = $2 WHERE variant_id = $1 AND on_hand = 100", shop.shirt_m, reserved
        )
        expected = {"code": "IN_STOCK", "reason": None, "quantity": told}
        assert (await availability("linen-shirt"))[0] == expected
    await connection.execute("UPDATE stock SET reserved = on_hand WHERE variant_id = $1", shop.shirt_m)
    sold_out = {"code": "OUT_OF_STOCK", "reason": "Zurzeit ausverkauft.", "quantity": 0}
    assert (await availability("linen-shirt"))[0] == sold_out


async def test_where_it_has_no_price_it_is_not_sold(client: Client, shop: Shop, connection: Connection) -> None:
    await connection.execute(
        "DELETE FROM price USING price_list WHERE price_list.id = price_list_id AND code = 'uk' AND variant_id = $1",
        shop.mug_variant,
    )

    british, german = await page(client, "stoneware-mug", "GB", "EN"), await page(client, "stoneware-mug", "DE", "EN")

    (variant,) = british["variants"]["nodes"]
    assert (british["priceRange"], variant["price"]) == (None, None)
    assert variant["availability"] == {
        "code": "NOT_SOLD_HERE",
        "reason": "Not sold in your country.",
        "quantity": None,
    }
    assert german["priceRange"]["min"] == {"displayed": {"amount": "5.99", "currencyCode": "EUR"}}


NODES = """query ($slug: String!, $id: ID!, $ids: [ID!]!) {
  product(slug: $slug) { id } byId: product(id: $id) { id } node(id: $id) { id } nodes(ids: $ids) { id }
  products(first: 100) { nodes { id } }
}"""


@pytest.mark.parametrize("published_in", [None, timedelta(hours=1)])
async def test_what_is_not_published_is_not_shown_anywhere(
    client: Client, tee: UUID, connection: Connection, published_in: timedelta | None
) -> None:
    variant_id = await connection.fetchval("SELECT id FROM product_variant WHERE sku = 'TEE-NAVY'")
    media_id = await connection.fetchval("SELECT id FROM product_media WHERE product_id = $1 LIMIT 1", tee)
    product, variant, medium = PRODUCT_ID.encode(tee), VARIANT_ID.encode(variant_id), MEDIA_ID.encode(media_id)
    variables = {"slug": "tee", "id": product, "ids": [variant, product, medium]}
    published = await client.data(NODES, variables)
    await connection.execute("DELETE FROM product_publication WHERE product_id = $1", tee)
    if published_in:
        await connection.execute(PUBLISH, tee, datetime.now(UTC) + published_in)

    hidden = await client.data(NODES, variables)

    await connection.execute("DELETE FROM product_publication WHERE product_id = $1", tee)
    await connection.execute(PUBLISH, tee, TEE_PUBLISHED_AT)
    assert published["nodes"] == [{"id": variant}, {"id": product}, {"id": medium}]
    assert {"id": product} in published.pop("products")["nodes"]
    assert {"id": product} not in hidden.pop("products")["nodes"]
    assert hidden == {"product": None, "byId": None, "node": None, "nodes": [None, None, None]}
    assert published["product"] == published["byId"] == published["node"] == {"id": product}


async def test_a_discontinued_variant_is_not_listed(client: Client, shop: Shop, connection: Connection) -> None:
    query = 'query ($id: ID!) { node(id: $id) { id } product(slug: "stoneware-mug") { variants { nodes { sku } } } }'
    variant = VARIANT_ID.encode(shop.mug_variant)
    before = await client.data(query, {"id": variant})
    await connection.execute("UPDATE product_variant SET is_discontinued = true WHERE id = $1", shop.mug_variant)

    after = await client.data(query, {"id": variant})

    await connection.execute("UPDATE product_variant SET is_discontinued = false WHERE id = $1", shop.mug_variant)
    assert before == {"node": {"id": variant}, "product": {"variants": {"nodes": [{"sku": "MUG"}]}}}
    assert after == {"node": None, "product": {"variants": {"nodes": []}}}


async def test_a_product_is_asked_for_by_one_key(client: Client, shop: Shop) -> None:
    query = "query ($slug: String, $id: ID) { product(slug: $slug, id: $id) { slug } }"
    for variables in ({}, {"slug": "linen-shirt", "id": PRODUCT_ID.encode(shop.shirt)}, {"slug": None, "id": None}):
        (error,) = (await client.ask(query, variables))["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["message"] == "Give one of `slug`, `handle` and `id`."
    for slug in ("x" * 10_000, "linen-shirt\x00", "' OR 1=1"):
        assert await client.data(query, {"slug": slug}) == {"product": None}
    half_a_pair = '{"query": "{ product(slug: \\"\\\\ud83d\\") { slug } category(slug: \\"\\\\u0000\\") { slug } }"}'
    response = await client.http.post("/graphql", content=half_a_pair, headers={"content-type": "application/json"})
    assert "INTERNAL_ERROR" not in response.text


async def test_every_kind_of_node_is_found_by_its_id_and_by_no_other(client: Client, shop: Shop, tee: UUID) -> None:
    database = client.runtime.database
    async with database.transaction() as session:
        collection = (await upsert_collection(session, CollectionDraft("found", {"en": Texts("Found")}))).id

    async def key_of(sql: str) -> UUID:
        key: UUID = (await database.fetch(sql, ()))[0][0]
        return key

    keys: dict[IdKind, UUID] = {
        PRODUCT_ID: tee,
        VARIANT_ID: shop.shirt_m,
        CATEGORY_ID: await key_of("SELECT id FROM category WHERE slug = 'shirts'"),
        BRAND_ID: await key_of("SELECT id FROM brand"),
        MEDIA_ID: await key_of("SELECT id FROM product_media WHERE source = 'tee.png'"),
        COLLECTION_ID: collection,
    }
    ids = [kind.encode(key) for kind, key in keys.items()]
    foreign = [kind.encode(key) for kind in keys for other, key in keys.items() if other != kind]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

    nodes = (await client.data(query, {"ids": ids}))["nodes"]

    names = ["Product", "ProductVariant", "Category", "Brand", "Media", "Collection"]
    assert nodes == [{"__typename": name, "id": each} for name, each in zip(names, ids, strict=True)]
    assert (await client.data(query, {"ids": foreign}))["nodes"] == [None] * len(foreign)


async def test_categories_are_a_tree(client: Client, shop: Shop) -> None:
    assert shop
    query = """query ($language: LanguageCode) @inContext(language: $language) {
      categories { slug name parent { slug } children { slug name parent { slug } children { slug } } }
      below: categories(parentSlug: "clothing") { slug } none: categories(parentSlug: "nowhere") { slug }
      category(slug: "shirts") { name description breadcrumbs { slug name } } missing: category(slug: "x") { slug } }"""

    assert await client.data(query, {"language": "DE"}) == {
        "categories": [
            {
                "slug": "clothing",
                "name": "Kleidung",
                "parent": None,
                "children": [{"slug": "shirts", "name": "Hemden", "parent": {"slug": "clothing"}, "children": []}],
            },
            {"slug": "home", "name": "Home", "parent": None, "children": []},
        ],
        "below": [{"slug": "shirts"}],
        "none": [],
        "category": {
            "name": "Hemden",
            "description": "",
            "breadcrumbs": [{"slug": "clothing", "name": "Kleidung"}, {"slug": "shirts", "name": "Hemden"}],
        },
        "missing": None,
    }


async def test_a_collection_keeps_the_order_of_the_hand_that_made_it(client: Client, shop: Shop, tee: UUID) -> None:
    async with client.runtime.database.transaction() as session:
        made = await upsert_collection(
            session, CollectionDraft("picks", {"en": Texts("Picks", "<p>Ours</p>"), "de": Texts("Auswahl")})
        )
        await set_collection_products(session, made.id, [tee, shop.draft, shop.mug, shop.shirt])
    query = """query ($after: String) { collection(slug: "picks") { name description products(first: 2, after: $after) {
      nodes { slug } pageInfo { hasNextPage endCursor } } } }"""

    first = (await client.data(query, headers={"Tradewind-Language": "en"}))["collection"]
    cursor = first["products"]["pageInfo"]["endCursor"]
    rest = (await client.data(query, {"after": cursor}, headers={"Tradewind-Language": "en"}))["collection"]

    assert (first["name"], first["description"]) == ("Picks", "<p>Ours</p>")
    assert first["products"]["pageInfo"]["hasNextPage"] is True
    assert [node["slug"] for node in first["products"]["nodes"]] == ["tee", "stoneware-mug"]
    assert [node["slug"] for node in rest["products"]["nodes"]] == ["linen-shirt"]
    filtered = 'query { products(filters: [{ collectionSlug: "picks" }]) { nodes { slug } } }'
    nodes = (await client.data(filtered))["products"]["nodes"]
    assert [node["slug"] for node in nodes] == ["stoneware-mug", "linen-shirt", "tee"]


async def test_collections_are_paged_by_their_slugs(client: Client, shop: Shop) -> None:
    async with client.runtime.database.transaction() as session:
        for slug in ("aa", "ab", "ac"):
            await upsert_collection(session, CollectionDraft(slug, {"en": Texts(slug.upper())}))
    query = """query ($after: String) { collections(first: 2, after: $after) {
      nodes { slug name } pageInfo { hasNextPage endCursor } } }"""

    first = (await client.data(query))["collections"]
    second = (await client.data(query, {"after": first["pageInfo"]["endCursor"]}))["collections"]

    assert shop
    assert first["nodes"] == [{"slug": "aa", "name": "AA"}, {"slug": "ab", "name": "AB"}]
    assert first["pageInfo"]["hasNextPage"] is True
    assert second["nodes"][0] == {"slug": "ac", "name": "AC"}


@pytest.mark.parametrize("width", [0, -1, 10_001])
async def test_a_width_that_is_none_is_refused(client: Client, tee: UUID, width: int) -> None:
    assert tee
    query = 'query ($w: Int) { product(slug: "tee") { featuredMedia { url(maxWidth: $w) } } }'

    (error,) = (await client.ask(query, {"w": width}))["errors"]

    assert error["extensions"]["code"] == "WIDTH_OUT_OF_RANGE"
    assert error["message"] == f"`maxWidth` must be between 1 and 10000; it was {width}."
