"""Many products in one request: made, changed, published and deleted, with what became of each."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from tests.support.client import Client
from tests.support.products import Staff, catalog_staff, create, run
from tests.support.shop import CHANNEL, MAKER, Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

RESULTS = "results { index product { slug version } userErrors { code path } }"
COUNT = """SELECT (SELECT count(*) FROM product), (SELECT count(*) FROM audit_entry),
  (SELECT count(*) FROM product_publication), (SELECT count(*) FROM outbox_event)"""


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> Staff:  # noqa: ARG001 - the shop is there before the context
    return await catalog_staff(ctx)


def wanted(slug: str, **more: Any) -> dict[str, Any]:
    given = {"productType": "clothing", "name": slug.title(), "slug": slug, "variants": [{"sku": slug.upper()}]}
    return given | more


def outcomes(payload: Any) -> list[Any]:
    """The slug that was written, or the codes and paths of what was wrong."""
    assert [each["index"] for each in payload["results"]] == list(range(len(payload["results"])))
    return [
        each["product"]["slug"] if each["product"] else [(error["code"], error["path"]) for error in each["userErrors"]]
        for each in payload["results"]
    ]


async def test_each_is_written_or_refused_on_its_own(client: Client, staff: Staff, connection: Connection) -> None:
    await create(
        client,
        staff,
        "there",
        tags=["kept"],
        variants=[
            {"sku": "THERE"},
        ],
    )
    products = [
        wanted("new"),
        wanted("broken", brandSlug="nobody"),
        wanted("there", name="Renamed", variants=[{"sku": "THERE", "weightGrams": 5}]),
        wanted("there-not"),
        wanted("taken", variants=[{"sku": "SHIRT-M"}]),
    ]

    written = await run(client, staff, "productsWrite", RESULTS, products=products, mode="BEST_EFFORT")
    again = await run(client, staff, "productsWrite", RESULTS, products=products[2:3], mode="BEST_EFFORT")

    assert written["userErrors"] == []
    assert outcomes(written) == [
        "new",
        [("REFERENCE_UNKNOWN", ["input", "products", "1", "brandSlug"])],
        "there",
        "there-not",
        [("SKU_TAKEN", ["input", "products", "4", "variants", "0", "sku"])],
    ]
    assert written["results"][2]["product"]["version"] == 2
    assert again["results"][0]["product"]["version"] == 2, "the same again makes no new version"
    now = '{ catalogProduct(slug: "there") { tags translations { name } variants { weightGrams } } }'
    assert (await client.data(now, headers=staff))["catalogProduct"] == {
        "tags": ["kept"],
        "translations": [{"name": "Renamed"}],
        "variants": [{"weightGrams": 5}],
    }
    entries = await connection.fetch("SELECT action FROM audit_entry ORDER BY id DESC LIMIT 3")
    assert sorted(entry["action"] for entry in entries) == [  # ids of one millisecond are in no order
        "catalog.product_created",
        "catalog.product_created",
        "catalog.product_updated",
    ]


async def test_all_or_nothing_writes_nothing_where_one_is_refused(
    client: Client, staff: Staff, connection: Connection
) -> None:
    before = await connection.fetchrow(COUNT)
    products = [wanted("fine"), wanted("wrong", categorySlug="nowhere")]

    refused = await run(client, staff, "productsWrite", RESULTS, products=products)
    twice = await run(client, staff, "productsWrite", RESULTS, products=[wanted("twin"), wanted("twin")])
    many = await run(client, staff, "productsWrite", RESULTS, products=[wanted(f"p{n}") for n in range(101)])

    assert outcomes(refused) == [[], [("REFERENCE_UNKNOWN", ["input", "products", "1", "categorySlug"])]]
    assert [(error["code"], error["path"]) for error in twice["userErrors"]] == [
        ("SLUG_TAKEN", ["input", "products", "1", "slug"])
    ]
    assert [(error["code"], error["path"]) for error in many["userErrors"]] == [("TOO_MANY", ["input", "products"])]
    assert twice["results"] == many["results"] == []
    assert await connection.fetchrow(COUNT) == before


async def test_many_are_published_and_deleted(client: Client, staff: Staff, connection: Connection) -> None:
    safe = await create(client, staff, "safe", manufacturerCode=MAKER)
    bare = await create(client, staff, "bare")
    products: list[dict[str, Any]] = [{"id": product_id, "version": version} for product_id, version in (safe, bare)]
    given = {"products": products, "publications": [{"channelCode": CHANNEL}]}
    before = await connection.fetchrow(COUNT)

    none = await run(client, staff, "productsPublish", RESULTS, **given)
    unchanged = await connection.fetchrow(COUNT)
    one = await run(client, staff, "productsPublish", RESULTS, **given, mode="BEST_EFFORT")
    stale = await run(client, staff, "productsDelete", RESULTS, products=products, mode="ALL_OR_NOTHING")
    products[0]["version"] += 1
    gone = await run(client, staff, "productsDelete", RESULTS, products=products)

    missing = [("EU_SAFETY_DATA_MISSING", ["input", "publications", "0"])]
    assert outcomes(none) == [[], missing]
    assert unchanged == before
    assert outcomes(one) == ["safe", missing]
    assert outcomes(stale) == [[("STALE_VERSION", ["input", "products", "0", "version"])], []]
    assert outcomes(gone) == [[], []]
    assert await connection.fetchval("SELECT count(*) FROM product WHERE slug IN ('safe', 'bare')") == 0
