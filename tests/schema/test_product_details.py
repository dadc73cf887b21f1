"""Everything that a shopper reads of one product beyond lists: attributes, safety, SEO, media, goods, bundles."""

import json
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection

from app.catalog import Upserted
from app.core.clock import utc_now
from app.core.money import parse_amount
from app.pricing import PriceBookCache
from tests.support.client import Client
from tests.support.lamp import make_lamp
from tests.support.shop import Shop

Lamp = tuple[Upserted, Upserted]

CONTRACT = """
query ProductPage($slug: String!, $country: CountryCode, $language: LanguageCode)
@inContext(country: $country, language: $language) {
  product(slug: $slug) {
    id slug name
    brand { id name }
    category { id name slug }
    featuredMedia { id url(maxWidth: 600, format: WEBP) alt width height }
    priceRange { min { displayed { amount } } max { displayed { amount } } }
    description
    localization { languageCode languageTag direction isFallback }
    seo { title description canonicalSlug alternates { languageCode languageTag slug } }
    breadcrumbs { id name slug }
    options { name values { name swatch } }
    attributes { key label value unit }
    media(first: 20) { nodes { id url(maxWidth: 1200) alt type } }
    variants(first: 100) {
      nodes {
        id sku
        selectedOptions { name value }
        availability { code reason quantity }
        price { displayed { amount } gross { amount } net { amount } tax { amount } taxRate }
      }
    }
  }
}
"""


@pytest.fixture(scope="module")
async def lamp(client: Client, shop: Shop) -> Lamp:
    assert shop
    async with client.runtime.database.transaction() as session:
        return await make_lamp(session, utc_now())


async def read(client: Client, fields: str, *, slug: str = "lamp", country: str = "DE", language: str = "DE") -> Any:
    query = f"query($slug: String!) @inContext(country: {country}, language: {language})"
    return (await client.data(f"{query} {{ product(slug: $slug) {{ {fields} }} }}", {"slug": slug}))["product"]


async def put(connection: Connection, variant: UUID, warehouse: UUID, on_hand: int) -> None:
    await connection.execute(
        "INSERT INTO stock (variant_id, warehouse_id, on_hand, reserved) VALUES ($1, $2, $3, 0)"
        " ON CONFLICT (variant_id, warehouse_id) DO UPDATE SET on_hand = $3, reserved = 0",
        variant,
        warehouse,
        on_hand,
    )


async def price(connection: Connection, variant: UUID, amount: str) -> None:
    await connection.execute(
        "INSERT INTO price (variant_id, price_list_id, product_id, amount)"
        " SELECT v.id, l.id, v.product_id, $2 FROM product_variant v, price_list l WHERE v.id = $1",
        variant,
        parse_amount(amount, "EUR"),
    )


@pytest.mark.parametrize(("slug", "statements"), [("linen-shirt", 8), ("lamp", 9)])
async def test_a_product_page_is_eight_statements(client: Client, lamp: Lamp, slug: str, statements: int) -> None:
    """And one for what its attributes refer to; also where the price book has to be read anew meanwhile."""
    assert lamp
    client.runtime.parts[PriceBookCache].forget()
    with client.statements() as seen:
        shown = (await client.data(CONTRACT, {"slug": slug, "country": "DE", "language": "DE"}))["product"]

    assert shown["variants"]["nodes"]
    assert len(seen) == statements, [statement[:80] for statement in seen]


async def test_attributes_in_the_order_of_the_type_and_the_words_of_the_place(client: Client, lamp: Lamp) -> None:
    assert lamp
    fields = """attributes { key label kind value unit text rawValue values { code name swatch } file { url name }
        reference { ... on Product { slug name } } localization { languageTag isFallback direction } }"""
    shown = {each["key"]: each for each in (await read(client, fields))["attributes"]}

    assert list(shown) == ["material", "height", "care", "dimmable", "since", "manual", "matches"]
    assert shown["material"] == {
        "key": "material",
        "label": "Material",
        "kind": "MULTI_SELECT",
        "value": "Eiche und Stahl",
        "unit": None,
        "text": "Eiche und Stahl",
        "rawValue": ["oak", "steel"],
        "values": [
            {"code": "oak", "name": "Eiche", "swatch": None},
            {"code": "steel", "name": "Stahl", "swatch": "#b0b7bf"},
        ],
        "file": None,
        "reference": None,
        "localization": {"languageTag": "de", "isFallback": False, "direction": "LTR"},
    }
    height = shown["height"]
    assert (height["label"], height["value"], height["unit"], height["text"]) == ("Höhe", "40,5", "cm", "40,5 cm")
    assert height["rawValue"] == {"amount": "40.5", "unit": "centimeter"}
    assert height["localization"] is None
    care = shown["care"]
    assert (care["label"], care["value"]) == ("Pflege", "Dust it.")
    assert care["localization"] == {"languageTag": "en", "isFallback": True, "direction": "LTR"}
    assert (shown["dimmable"]["value"], shown["dimmable"]["rawValue"]) == ("Ja", True)
    assert (shown["since"]["value"], shown["since"]["rawValue"]) == ("31.03.2027", "2027-03-31")
    assert shown["manual"]["file"] == {"url": "http://shop.test/media/lamp.pdf", "name": "Manual"}
    assert shown["matches"]["value"] == "Steinzeugbecher"
    assert shown["matches"]["reference"] == {"slug": "stoneware-mug", "name": "Steinzeugbecher"}


async def test_attributes_by_key_and_of_variants(client: Client, lamp: Lamp) -> None:
    assert lamp
    shown = await read(
        client,
        """attributes(keys: ["height", "none"]) { value text }
        variants { nodes { sku attributes { key value unit text } } } type { code name }""",
        country="US",
        language="EN",
    )

    assert shown == {
        "attributes": [{"value": "40.5", "text": "40.5 cm"}],
        "type": {"code": "lighting", "name": "Lighting"},
        "variants": {
            "nodes": [
                {"sku": "LAMP-B-S", "attributes": [{"key": "watts", "value": "40", "unit": "W", "text": "40 W"}]},
                {"sku": "LAMP-B-L", "attributes": []},
                {"sku": "LAMP-W-S", "attributes": []},
            ]
        },
    }


async def test_what_is_referred_to_and_not_public_is_left_out(
    client: Client, lamp: Lamp, connection: Connection
) -> None:
    assert lamp
    await connection.execute(
        "UPDATE product_publication SET ends_at = now() FROM product WHERE id = product_id AND slug = 'stoneware-mug'"
    )
    keys = [each["key"] for each in (await read(client, "attributes { key }"))["attributes"]]
    await connection.execute(
        "UPDATE product_publication SET ends_at = NULL FROM product WHERE id = product_id AND slug = 'stoneware-mug'"
    )

    assert keys == ["material", "height", "care", "dimmable", "since", "manual"]


async def test_who_answers_for_it(client: Client, lamp: Lamp) -> None:
    assert lamp
    shown = await read(
        client,
        """manufacturer { name addressLines countryCode countryName email website } responsiblePerson { countryCode }
        warnings { text localization { languageTag isFallback } } certificates { kind number issuer url validUntil }
        restrictions { countryCode reason legalGround }""",
    )

    assert shown["manufacturer"] == {
        "name": "Lumen Ltd",
        "addressLines": ["1 Bulb Street", "Leeds LS1 1AA"],
        "countryCode": "GB",
        "countryName": "Vereinigtes Königreich",
        "email": "safety@lumen.example",
        "website": None,
    }
    assert shown["responsiblePerson"] is not None
    assert shown["warnings"] == {"text": "Gets hot.", "localization": {"languageTag": "en", "isFallback": True}}
    assert shown["certificates"] == [
        {"kind": "CE", "number": None, "issuer": None, "url": None, "validUntil": "2030-01-01"},
        {"kind": "GS", "number": "123", "issuer": "TÜV", "url": None, "validUntil": None},
    ]
    assert shown["restrictions"] == [
        {"countryCode": "FR", "reason": "PROHIBITED", "legalGround": "Règlement (UE) 2019/1148"},
        {"countryCode": "JP", "reason": "DANGEROUS_GOODS", "legalGround": None},
    ]


async def test_only_public_metadata_is_shown(client: Client, lamp: Lamp) -> None:
    assert lamp
    shown = await read(
        client,
        """all: metadata one: metadata(keys: ["shelf", "margin"]) variants(first: 1) { nodes { metadata } }
        brand { metadata description website } version isBundle""",
    )

    assert shown == {
        "all": {"shelf": 3, "colour": "red"},
        "one": {"shelf": 3},
        "variants": {"nodes": [{"metadata": {"shelf": 4}}]},
        "brand": {"metadata": {"founded": 1990}, "description": "<p>Warm.</p>", "website": "https://hygge.example"},
        "version": 1,
        "isBundle": False,
    }


async def test_what_search_engines_are_told(client: Client, lamp: Lamp) -> None:
    assert lamp
    fields = "seo { title description canonicalSlug alternates { languageCode languageTag slug } }"
    german, english = await read(client, fields), await read(client, fields, language="EN")
    french = await read(client, fields, language="FR", slug="lampe", country="BE")

    alternates = [
        {"languageCode": "EN", "languageTag": "en", "slug": "lamp"},
        {"languageCode": "DE", "languageTag": "de", "slug": "lampe"},
    ]
    told = german["seo"].pop("alternates")
    assert sorted(told, key=lambda each: each["slug"]) == alternates
    assert german["seo"] == {"title": "Lampe", "description": "Die Lampe.", "canonicalSlug": "lampe"}
    assert english["seo"]["title"] == "Buy a lamp"
    assert english["seo"]["description"] == "A lamp & its shade. It glows."
    assert english["seo"]["canonicalSlug"] == french["seo"]["canonicalSlug"] == "lamp"


async def test_structured_data_can_stand_in_a_script(
    client: Client, lamp: Lamp, shop: Shop, connection: Connection
) -> None:
    variants = lamp[0].variant_ids
    await price(connection, variants["LAMP-B-S"], "99.00")
    await price(connection, variants["LAMP-W-S"], "89.00")
    await put(connection, variants["LAMP-B-S"], shop.warehouses["rotterdam"], 3)

    text = (await read(client, "seo { jsonLd }", language="EN"))["seo"]["jsonLd"]

    assert "<" not in text
    assert ">" not in text
    assert json.loads(text) == {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Lamp </script>",
        "description": "A lamp & its shade. It glows.",
        "inLanguage": "en",
        "brand": {"@type": "Brand", "name": "Hygge"},
        "image": ["http://shop.test/media/lamp.jpg?w=1200", "http://shop.test/media/black.jpg?w=1200"],
        "offers": [
            {
                "@type": "Offer",
                "sku": "LAMP-B-S",
                "name": "Black / S",
                "gtin": "4006381333931",
                "price": "99.00",
                "priceCurrency": "EUR",
                "availability": "https://schema.org/InStock",
            },
            {
                "@type": "Offer",
                "sku": "LAMP-W-S",
                "name": "White / S",
                "price": "89.00",
                "priceCurrency": "EUR",
                "availability": "https://schema.org/OutOfStock",
            },
        ],
    }
    restricted = json.loads((await read(client, "seo { jsonLd }", country="FR", language="EN"))["seo"]["jsonLd"])
    assert "offers" not in restricted


async def test_a_restricted_variant_tells_the_law(client: Client, lamp: Lamp) -> None:
    assert lamp
    fields = "variants(first: 1) { nodes { availability { code reason quantity } } }"

    french = (await read(client, fields, country="FR", language="FR"))["variants"]["nodes"][0]["availability"]
    japanese = (await read(client, fields, country="JP", language="JA"))["variants"]["nodes"][0]["availability"]

    assert french == {
        "code": "RESTRICTED",
        "reason": "Son importation dans votre pays n’est pas autorisée. (Règlement (UE) 2019/1148)",
        "quantity": None,
    }
    assert japanese["reason"] == "危険物にあたるため、お客様の国へ運べる運送会社がありません。"


async def test_what_a_variant_is_as_a_thing(client: Client, lamp: Lamp) -> None:
    assert lamp
    fields = """variants(first: 2) { nodes { gtin barcode weight { amount unit formatted }
        dimensions { length { formatted } width { formatted } height { amount unit formatted } }
        content { quantity { formatted } reference { formatted } }
        hsCode american: hsCode(countryCode: US) german: hsCode(countryCode: DE) customsDescription } }"""
    whole, bare = (await read(client, fields))["variants"]["nodes"]

    assert whole == {
        "gtin": "4006381333931",
        "barcode": "4006381333931",
        "weight": {"amount": "1.25", "unit": "kilogram", "formatted": "1,25 kg"},
        "dimensions": {
            "length": {"formatted": "12,5 cm"},
            "width": {"formatted": "12 cm"},
            "height": {"amount": "40", "unit": "centimeter", "formatted": "40 cm"},
        },
        "content": {"quantity": {"formatted": "250\u00a0ml"}, "reference": {"formatted": "100\u00a0ml"}},
        "hsCode": "940521",
        "american": "9405214010",
        "german": "940521",
        "customsDescription": "LED table lamp",
    }
    assert bare["weight"] == {"amount": "900", "unit": "gram", "formatted": "900 g"}
    assert (bare["gtin"], bare["barcode"], bare["dimensions"], bare["content"]) == (None, "B-L", None, None)


async def test_options_tell_what_can_be_bought(client: Client, lamp: Lamp, shop: Shop, connection: Connection) -> None:
    variants = lamp[0].variant_ids
    await connection.execute("DELETE FROM price WHERE product_id = $1", lamp[0].id)
    await price(connection, variants["LAMP-B-S"], "99.00")
    await price(connection, variants["LAMP-W-S"], "89.00")
    await put(connection, variants["LAMP-B-S"], shop.warehouses["rotterdam"], 3)
    fields = """options { values { name any: availability { code quantity }
        black: availability(togetherWith: [{name: "Farbe", value: "Schwarz"}]) { code }
        white: availability(togetherWith: [{name: "colour", value: "white"}]) { code } } }"""

    colour, size = (await read(client, fields))["options"]

    assert [(each["name"], each["any"]["code"], each["any"]["quantity"]) for each in colour["values"]] == [
        ("Schwarz", "IN_STOCK", 3),
        ("Weiß", "OUT_OF_STOCK", 0),
    ]
    assert [(each["name"], each["any"]["code"]) for each in size["values"]] == [
        ("S", "IN_STOCK"),
        ("L", "NOT_SOLD_HERE"),
    ]
    assert [(each["black"]["code"], each["white"]["code"]) for each in size["values"]] == [
        ("IN_STOCK", "OUT_OF_STOCK"),
        ("NOT_SOLD_HERE", "NOT_SOLD_HERE"),
    ]


@pytest.mark.parametrize(
    ("options", "sku"),
    [
        ([("Farbe", "Schwarz"), ("Größe", "L")], "LAMP-B-L"),
        ([("size", "s"), ("colour", "white")], "LAMP-W-S"),
        ([("colour", "black")], "LAMP-B-S"),
        ([("colour", "white"), ("size", "l")], None),
        ([("colour", "black"), ("shape", "round")], None),
        ([("Colour", "Black")], None),  # names of another language
    ],
)
async def test_a_variant_by_its_options(
    client: Client, lamp: Lamp, options: list[tuple[str, str]], sku: str | None
) -> None:
    assert lamp
    query = """query($options: [SelectedOptionInput!]!) @inContext(country: DE, language: DE)
        { product(slug: "lamp") { variantBySelectedOptions(options: $options) { sku } } }"""
    given = [{"name": name, "value": value} for name, value in options]

    found = (await client.data(query, {"options": given}))["product"]["variantBySelectedOptions"]

    assert found == (None if sku is None else {"sku": sku})


@pytest.mark.parametrize("options", [[], [{"name": str(each), "value": "x"} for each in range(11)]])
async def test_no_options_and_too_many_are_refused(client: Client, lamp: Lamp, options: list[dict[str, str]]) -> None:
    assert lamp
    query = """query($options: [SelectedOptionInput!]!)
        { product(slug: "lamp") { variantBySelectedOptions(options: $options) { sku } } }"""

    (error,) = (await client.ask(query, {"options": options}))["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_media_by_role_and_of_variants(client: Client, lamp: Lamp, connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO product_media (id, product_id, type, role, source, status, alts, position)"
        " VALUES (gen_random_uuid(), $1, 'IMAGE', 'GALLERY', 'later.jpg', 'PENDING', '{}', -1)",
        lamp[0].id,
    )
    shown = await read(
        client,
        """featuredMedia { url } all: media { nodes { url type role mimeType duration focalPoint { x y } } }
        some: media(roles: [DETAIL, LIFESTYLE]) { nodes { role } }
        variants { nodes { featuredMedia { url } media { url alt } } }""",
        language="EN",
    )

    def at(name: str) -> str:
        return f"http://shop.test/media/{name}"

    assert shown["featuredMedia"] == {"url": at("lamp.jpg")}
    assert [each["url"] for each in shown["all"]["nodes"]] == [at("lamp.jpg"), at("black.jpg"), at("lamp.mp4")]
    assert shown["all"]["nodes"][0]["focalPoint"] == {"x": "0.25", "y": "0.5"}
    assert (shown["all"]["nodes"][2]["type"], shown["all"]["nodes"][2]["duration"]) == ("VIDEO", "12.5")
    assert [each["role"] for each in shown["some"]["nodes"]] == ["DETAIL", "LIFESTYLE"]
    own, *others = shown["variants"]["nodes"]
    assert own == {
        "featuredMedia": {"url": at("black.jpg")},
        "media": [{"url": at("black.jpg"), "alt": "A black lamp"}],
    }
    assert all(len(each["media"]) == 3 and each["featuredMedia"] == {"url": at("lamp.jpg")} for each in others)


async def test_a_bundle_has_what_its_components_make_up(
    client: Client, lamp: Lamp, shop: Shop, connection: Connection
) -> None:
    parts, bundle = lamp[0].variant_ids, lamp[1].variant_ids["LAMP-SET"]
    await connection.execute("DELETE FROM price WHERE variant_id = $1", bundle)
    await price(connection, bundle, "240.00")
    for place, black, white in (("rotterdam", 5, 9), ("shenzhen", 3, 0), ("ohio", 0, 7)):
        await put(connection, parts["LAMP-B-S"], shop.warehouses[place], black)
        await put(connection, parts["LAMP-W-S"], shop.warehouses[place], white)
    await put(connection, bundle, shop.warehouses["ohio"], 50)  # which a bundle cannot have

    shown = await read(
        client,
        """isBundle variants { nodes { availability { code quantity }
        bundleItems { quantity variant { sku product { slug } bundleItems { quantity } } } } }""",
        slug="lamp-set",
    )

    assert shown["isBundle"] is True
    assert shown["variants"]["nodes"] == [
        {
            # 5 black ones in Rotterdam make up 2; the 3 and the 7 stand in different places.
            "availability": {"code": "IN_STOCK", "quantity": 2},
            "bundleItems": [
                {"quantity": 2, "variant": {"sku": "LAMP-B-S", "product": {"slug": "lampe"}, "bundleItems": []}},
                {"quantity": 1, "variant": {"sku": "LAMP-W-S", "product": {"slug": "lampe"}, "bundleItems": []}},
            ],
        }
    ]
