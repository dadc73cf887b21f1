"""Products over HTTP, as staff make, change and delete them."""

import json
from typing import TypeAlias

import asyncpg
import pytest

from app.catalog import PRODUCT_ID
from app.core.context import RequestContext
from app.identity import Scope
from tests.support.client import Client
from tests.support.products import catalog_staff, create, mutation, run, told
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONTRACT = """
fragment Outcome on MutationPayload { userErrors { message path retryable } warnings { code message path } }
mutation ProductCreate {
  productCreate(input: { productType: "clothing", name: "Linen shirt", slug: "linen-shirt", translations: [{ languageCode: DE, name: "Leinenhemd" }], variants: [{ sku: "LS-M", options: [{ name: "Size", value: "M" }], hsCode: "620520", originCountryCode: PT }] }) {
    product { id version variants(first: 10) { nodes { id sku } } }
    userErrors { code }
    ...Outcome
  }
}
"""  # noqa: E501 - as frontends have it
FORGED = "product_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> dict[str, str]:  # noqa: ARG001 - the shop is there before the context
    """Headers of a token that may do everything with the catalog."""
    return await catalog_staff(ctx)


async def test_the_contract_makes_a_product(client: Client, staff: dict[str, str], connection: Connection) -> None:
    await connection.execute("UPDATE product SET slug = 'old-linen' WHERE slug = 'linen-shirt'")
    await connection.execute("DELETE FROM slug WHERE slug = 'linen-shirt'")

    made = (await client.data(CONTRACT, headers=staff))["productCreate"]

    assert (made["userErrors"], made["warnings"]) == ([], [])
    assert made["product"]["id"].startswith("product_")
    assert made["product"]["version"] == 1
    assert [node["sku"] for node in made["product"]["variants"]["nodes"]] == ["LS-M"]
    whole = """{ catalogProduct(slug: "linen-shirt") { status translations { languageTag name isSource }
      options { code names { languageCode text } values { code names { languageCode text } } }
      variants { sku hsCode originCountryCode choices { optionCode valueCode } } publications { channelCode }
      product { name } } }"""
    assert (await client.data(whole, headers=staff))["catalogProduct"] == {
        "status": "DRAFT",
        "translations": [
            {"languageTag": "en", "name": "Linen shirt", "isSource": True},
            {"languageTag": "de", "name": "Leinenhemd", "isSource": False},
        ],
        "options": [
            {
                "code": "size",
                "names": [{"languageCode": "EN", "text": "Size"}],
                "values": [{"code": "m", "names": [{"languageCode": "EN", "text": "M"}]}],
            }
        ],
        "variants": [
            {
                "sku": "LS-M",
                "hsCode": "620520",
                "originCountryCode": "PT",
                "choices": [{"optionCode": "size", "valueCode": "m"}],
            }
        ],
        "publications": [],
        "product": {"name": "Linen shirt"},
    }
    assert (await client.data('{ product(slug: "linen-shirt") { id } }'))["product"] is None, "shoppers see no draft"
    entry = await connection.fetchrow("SELECT * FROM audit_entry WHERE action = 'catalog.product_created'")
    assert entry is not None
    assert (entry["actor_name"], entry["before"]) == ("Grace", None)
    assert json.loads(entry["after"])["variants"]["LS-M"]["hs_code"] == "620520"


async def test_only_what_is_given_changes(client: Client, staff: dict[str, str], connection: Connection) -> None:
    product_id, version = await create(
        client, staff, "towel", description="<p>Soft</p>", tags=["bath"], brandSlug="nordlicht"
    )
    shown = "catalogProduct { version slug brandSlug tags translations { languageTag name description } }"

    changed = await run(client, staff, "productUpdate", shown, id=product_id, version=version, name="Bath towel")
    again = await run(client, staff, "productUpdate", shown, id=product_id, version=version + 1, name="Bath towel")
    bare = await run(client, staff, "productUpdate", shown, id=product_id, version=version + 1, brandSlug=None)

    assert changed["catalogProduct"] == {
        "version": 2,
        "slug": "towel",
        "brandSlug": "nordlicht",
        "tags": ["bath"],
        "translations": [{"languageTag": "en", "name": "Bath towel", "description": "<p>Soft</p>"}],
    }
    assert again == changed, "the same again makes no new version"
    assert bare["catalogProduct"]["brandSlug"] is None
    key = PRODUCT_ID.decode(product_id)
    entries = await connection.fetch(
        "SELECT before, after FROM audit_entry WHERE subject_id = $1 AND action LIKE '%updated' ORDER BY id",
        key,
    )
    assert [(json.loads(entry["before"]), json.loads(entry["after"])) for entry in entries] == [
        ({"translations": {"en": {"name": "Towel"}}}, {"translations": {"en": {"name": "Bath towel"}}}),
        ({"brand": "nordlicht"}, {"brand": None}),
    ]


async def test_a_refusal_names_its_place_and_changes_nothing(
    client: Client, staff: dict[str, str], connection: Connection
) -> None:
    count = "SELECT (SELECT count(*) FROM product) + (SELECT count(*) FROM audit_entry)"
    before = await connection.fetchval(count)
    given = {
        "productType": "spaceships",
        "name": "Odd",
        "slug": "stoneware-mug",
        "brandSlug": "nobody",
        "translations": [{"languageCode": "DE", "description": "<p>Ohne Namen</p>"}],
        "variants": [{"sku": "MUG", "hsCode": "62"}],
    }

    nameless = await run(client, staff, "productCreate", **given)
    del given["translations"]
    taken = await run(client, staff, "productCreate", **given)
    unknown = await run(client, staff, "productCreate", **{**given, "slug": "odd"})
    wrong = await run(client, staff, "productCreate", **{**given, "slug": "odd", "variants": [{"sku": "MUG"}]})

    assert told(nameless) == [("NO_NAME", ["input", "translations", "0", "name"])]
    assert told(taken) == [("SLUG_TAKEN", ["input", "slug"])]
    assert ("VALUE_INVALID", ["input", "variants", "0", "hsCode"]) in told(unknown)
    assert told(wrong) == [
        ("REFERENCE_UNKNOWN", ["input", "brandSlug"]),
        ("REFERENCE_UNKNOWN", ["input", "productType"]),
        ("SKU_TAKEN", ["input", "variants", "0", "sku"]),
    ]
    assert await connection.fetchval(count) == before


async def test_a_type_cannot_be_empty(client: Client, staff: dict[str, str], connection: Connection) -> None:
    count = "SELECT count(*) FROM product"
    before = await connection.fetchval(count)
    make = """mutation { productCreate(input: { productType: "", name: "Thing", variants: [{ sku: "T" }] }) {
      product { id } userErrors { path } } }"""

    refused = (await client.data(make, headers=staff))["productCreate"]

    assert refused == {"product": None, "userErrors": [{"path": ["input", "productType"]}]}
    assert await connection.fetchval(count) == before


async def test_a_stale_version_is_refused_with_the_current_one(client: Client, staff: dict[str, str]) -> None:
    product_id, version = await create(client, staff, "stale")
    await run(client, staff, "productUpdate", id=product_id, version=version, name="Fresh")

    for name, more in (
        ("productUpdate", {"name": "Late"}),
        ("productDelete", {}),
        ("productPublish", {"publications": []}),
    ):
        shown = "deletedProductId" if name == "productDelete" else "product { id }"
        stale = await run(client, staff, name, shown, id=product_id, version=version, **more)
        assert stale["userErrors"] == [
            {
                "code": "STALE_VERSION",
                "message": "This has changed in the meantime. Read it again, then repeat.",
                "path": ["input", "version"],
                "retryable": False,
                "detail": {"__typename": "StaleVersion", "currentVersion": version + 1},
            }
        ]
    unknown = await run(client, staff, "productUpdate", id=FORGED, version=1, name="Nobody")
    assert [(error["code"], error["path"]) for error in unknown["userErrors"]] == [("NOT_FOUND", ["input", "id"])]


async def test_tokens_do_what_their_scopes_allow(client: Client, ctx: RequestContext, staff: dict[str, str]) -> None:
    product_id, version = await create(client, staff, "scoped")
    translator = await catalog_staff(ctx, Scope.TRANSLATIONS_WRITE, name="Toni")
    words = [{"languageCode": "FR", "name": "Portée"}]

    refused = await client.ask(
        mutation("productUpdate"), {"input": {"id": product_id, "version": version, "name": "X"}}, headers=translator
    )
    shopper = await client.ask(mutation("productUpdate"), {"input": {"id": product_id, "version": version}})
    unread = await client.ask("{ catalogProducts { nodes { slug } } }", headers=translator)
    shown = "catalogProduct { translations { languageTag name } }"
    done = await run(client, translator, "productTranslate", shown, id=product_id, version=version, translations=words)

    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert shopper["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert unread["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert done["catalogProduct"]["translations"] == [
        {"languageTag": "en", "name": "Scoped"},
        {"languageTag": "fr", "name": "Portée"},
    ]


async def test_a_copy_has_new_names_and_the_old_prices(client: Client, staff: dict[str, str]) -> None:
    original = (await client.data('{ catalogProduct(sku: "MUG") { productId } }', headers=staff))["catalogProduct"]
    shown = """catalogProduct { slug status variants { sku } translations { languageTag name } manufacturerCode }
      product { priceRange { min { displayed { amount } } } }"""

    copy = await run(
        client, staff, "productDuplicate", shown, id=original["productId"], slug="mug-two", name="Second mug"
    )
    again = await run(client, staff, "productDuplicate", shown, id=original["productId"], slug="mug-two")

    assert copy["userErrors"] == []
    assert copy["catalogProduct"]["status"] == "DRAFT"
    assert copy["catalogProduct"]["variants"] == [{"sku": "MUG-COPY"}]
    assert copy["catalogProduct"]["translations"][0] == {"languageTag": "en", "name": "Second mug"}
    price = '{ product(slug: "stoneware-mug") { priceRange { min { displayed { amount } } } } }'
    assert copy["product"]["priceRange"] == (await client.data(price))["product"]["priceRange"]
    assert [error["code"] for error in again["userErrors"]] == ["SLUG_TAKEN"]


async def test_moving_tagging_and_metadata(client: Client, staff: dict[str, str]) -> None:
    product_id, version = await create(client, staff, "desk", tags=["wood"])
    shown = "catalogProduct { version categorySlug tags metadata { key value } privateMetadata { key value } }"

    moved = await run(client, staff, "productMove", shown, id=product_id, version=version, categorySlug="home")
    lost = await run(client, staff, "productMove", shown, id=product_id, version=version + 1, categorySlug="nowhere")
    await run(client, staff, "productTagsAdd", id=product_id, tags=["oak", "wood"])
    tagged = await run(client, staff, "productTagsRemove", shown, id=product_id, tags=["wood", "never"])
    kept = await run(
        client,
        staff,
        "metadataSet",
        shown,
        id=product_id,
        metadata=[{"key": "erp", "value": {"id": 7}}],
        privateMetadata=[{"key": "margin", "value": "0.3"}],
    )
    dropped = await run(client, staff, "metadataSet", shown, id=product_id, metadata=[{"key": "erp", "value": None}])

    assert moved["catalogProduct"]["categorySlug"] == "home"
    assert [(error["code"], error["path"]) for error in lost["userErrors"]] == [
        ("REFERENCE_UNKNOWN", ["input", "categorySlug"])
    ]
    assert tagged["catalogProduct"]["tags"] == ["oak"]
    assert kept["catalogProduct"]["metadata"] == [{"key": "erp", "value": {"id": 7}}]
    assert kept["catalogProduct"]["privateMetadata"] == [{"key": "margin", "value": "0.3"}]
    assert dropped["catalogProduct"]["metadata"] == []
    assert dropped["catalogProduct"]["privateMetadata"] == [{"key": "margin", "value": "0.3"}]
