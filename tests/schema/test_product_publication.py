"""Publishing and deleting products over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import PRODUCT_ID
from app.core.context import RequestContext
from app.identity import Scope
from tests.support.client import Client
from tests.support.products import Staff, catalog_staff, create, run, told
from tests.support.shop import CHANNEL, MAKER, Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PUBLISHED = """catalogProduct { version status problems { code message }
  publications { channelCode startsAt endsAt markets { code startsAt endsAt } } }"""
LATER = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> Staff:  # noqa: ARG001 - the shop is there before the context
    return await catalog_staff(ctx)


async def seen(client: Client, slug: str, country: str) -> bool:
    """Whether a shopper there sees the product."""
    query = f'query @inContext(country: {country}) {{ product(slug: "{slug}") {{ id }} }}'
    return (await client.data(query))["product"] is not None


async def test_a_product_without_safety_data_is_not_offered_in_europe(
    client: Client, staff: Staff, connection: Connection
) -> None:
    product_id, version = await create(client, staff, "toy")
    everywhere = {"id": product_id, "version": version, "publications": [{"channelCode": CHANNEL}]}

    refused = await run(client, staff, "productPublish", PUBLISHED, **everywhere)
    nothing = await connection.fetchval(
        "SELECT count(*) FROM product_publication WHERE product_id = $1", PRODUCT_ID.decode(product_id)
    )
    elsewhere = await run(client, staff, "productPublish", PUBLISHED, **everywhere, withoutSafetyData="LEAVE_OUT")
    seen_elsewhere = [await seen(client, "toy", country) for country in ("DE", "US", "JP")]
    safe = await run(
        client, staff, "productUpdate", PUBLISHED, id=product_id, version=version + 1, manufacturerCode=MAKER
    )
    published = await run(client, staff, "productPublish", PUBLISHED, **{**everywhere, "version": version + 2})

    assert told(refused) == [("EU_SAFETY_DATA_MISSING", ["input", "publications", "0"])]
    (error,) = refused["userErrors"]
    assert error["detail"]["gaps"] == ["MANUFACTURER"]
    assert "eu" in error["detail"]["marketCodes"]
    assert "us" not in error["detail"]["marketCodes"]
    assert "The manufacturer is not named." in error["message"]
    assert nothing == 0
    codes = {market["code"] for market in elsewhere["catalogProduct"]["publications"][0]["markets"]}
    assert codes.isdisjoint(error["detail"]["marketCodes"])
    assert {"us", "jp"} <= codes
    assert seen_elsewhere == [False, True, True]
    assert elsewhere["catalogProduct"]["problems"] == [
        {"code": "MANUFACTURER", "message": "The manufacturer is not named."}
    ]
    assert safe["catalogProduct"]["problems"] == []
    assert published["catalogProduct"]["publications"][0]["markets"] is None
    assert await seen(client, "toy", "DE")


async def test_a_publication_begins_ends_and_is_taken_back(client: Client, staff: Staff) -> None:
    product_id, version = await create(client, staff, "planned", manufacturerCode=MAKER)
    given = {"id": product_id}
    end = LATER + timedelta(days=7)
    plan = {"channelCode": CHANNEL, "startsAt": LATER.isoformat(), "endsAt": end.isoformat()}
    markets = [{"code": "us", "startsAt": (LATER + timedelta(days=1)).isoformat()}]

    planned = await run(
        client,
        staff,
        "productPublish",
        PUBLISHED,
        **given,
        version=version,
        publications=[{**plan, "markets": markets}],
    )
    backwards = await run(
        client,
        staff,
        "productPublish",
        PUBLISHED,
        **given,
        version=version + 1,
        publications=[{**plan, "endsAt": LATER.isoformat()}],
    )
    nowhere = await run(
        client, staff, "productPublish", PUBLISHED, **given, version=version + 1, publications=[{"channelCode": "moon"}]
    )
    back = await run(client, staff, "productUnpublish", PUBLISHED, **given, version=version + 1)

    assert planned["catalogProduct"]["status"] == "SCHEDULED"
    (publication,) = planned["catalogProduct"]["publications"]
    moments = [publication["startsAt"], publication["endsAt"], publication["markets"][0]["startsAt"]]
    assert [datetime.fromisoformat(text) for text in moments] == [LATER, end, LATER + timedelta(days=1)]
    assert told(backwards)[0] == ("VALUE_INVALID", ["input", "publications", "0", "endsAt"])
    assert told(nowhere) == [("REFERENCE_UNKNOWN", ["input", "publications", "0", "channelCode"])]
    assert (back["catalogProduct"]["status"], back["catalogProduct"]["publications"]) == ("DRAFT", [])


async def test_publishing_needs_its_own_scope(client: Client, ctx: RequestContext, staff: Staff) -> None:
    product_id, version = await create(client, staff, "guarded", manufacturerCode=MAKER)
    writer = await catalog_staff(ctx, Scope.CATALOG_WRITE, name="Wim")
    given = {"id": product_id, "version": version, "publications": [{"channelCode": CHANNEL}]}

    answer = await client.ask(
        "mutation ($input: ProductPublishInput!) { productPublish(input: $input) { product { id } } }",
        {"input": given},
        headers=writer,
    )

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def delete(client: Client, staff: Staff, product_id: str, version: int) -> Any:
    return await run(client, staff, "productDelete", "deletedProductId", id=product_id, version=version)


async def test_what_nobody_refers_to_is_deleted_whole(client: Client, staff: Staff, connection: Connection) -> None:
    product_id, version = await create(client, staff, "brief", variants=[{"sku": "BRIEF"}])
    key = PRODUCT_ID.decode(product_id)

    gone = await delete(client, staff, product_id, version)
    again = await delete(client, staff, product_id, version)
    _, anew = await create(client, staff, "brief", variants=[{"sku": "BRIEF"}])

    assert gone["deletedProductId"] == product_id
    assert await connection.fetchval("SELECT count(*) FROM product WHERE id = $1", key) == 0
    assert await connection.fetchval("SELECT count(*) FROM product_variant WHERE product_id = $1", key) == 0
    assert [error["code"] for error in again["userErrors"]] == ["NOT_FOUND"]
    assert anew == 1, "its slug and SKU are free"


async def test_what_stock_refers_to_stays_for_that_and_is_shown_nowhere(
    client: Client, staff: Staff, shop: Shop, connection: Connection
) -> None:
    read = '{ catalogProduct(slug: "stoneware-mug") { productId version } }'
    mug = (await client.data(read, headers=staff))["catalogProduct"]

    gone = await delete(client, staff, mug["productId"], mug["version"])

    assert gone["userErrors"] == []
    product = await connection.fetchrow("SELECT slug, deleted_at, version FROM product WHERE id = $1", shop.mug)
    assert product is not None
    assert product["deleted_at"] is not None
    assert (product["slug"], product["version"]) == (f"deleted-{shop.mug}", mug["version"] + 1)
    variant = await connection.fetchrow(
        "SELECT sku, is_discontinued FROM product_variant WHERE id = $1", shop.mug_variant
    )
    assert variant is not None
    assert tuple(variant) == (f"MUG~{shop.mug_variant}", True)
    assert await connection.fetchval("SELECT sum(on_hand) FROM stock WHERE variant_id = $1", shop.mug_variant) == 53
    assert await connection.fetchval("SELECT count(*) FROM slug WHERE owner_id = $1", shop.mug) == 0
    assert not await seen(client, "stoneware-mug", "DE")
    assert (await client.data(read, headers=staff))["catalogProduct"] is None
    assert (await create(client, staff, "stoneware-mug", variants=[{"sku": "MUG"}]))[1] == 1
    entry = await connection.fetchrow("SELECT before, after FROM audit_entry WHERE subject_id = $1", shop.mug)
    assert entry is not None
    assert entry["after"] is None
    assert '"stoneware-mug"' in entry["before"]


async def test_a_part_of_a_bundle_is_not_deleted(client: Client, staff: Staff) -> None:
    part_id, version = await create(client, staff, "cup")
    bundle = [{"sku": "CUP-SET", "components": [{"sku": "CUP", "quantity": 6}]}]
    await create(client, staff, "cup-set", variants=bundle)

    refused = await delete(client, staff, part_id, version)

    assert [(error["code"], error["path"]) for error in refused["userErrors"]] == [("IN_USE", ["input", "id"])]
    assert (await client.data('{ catalogProduct(sku: "CUP") { version } }', headers=staff))["catalogProduct"]
