"""The audit log and the staff's lists of products over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.context import RequestContext
from app.identity import Scope
from tests.support.client import Client
from tests.support.products import Staff, catalog_staff, create, run
from tests.support.shop import CHANNEL, MAKER, Shop

LOG = """query (
  $first: Int! = 20, $after: String, $subjectId: ID, $actor: String, $action: String, $since: DateTime
) {
  auditLog(first: $first, after: $after, subjectId: $subjectId, actor: $actor, action: $action, since: $since) {
    nodes { id at actorName actorTokenId action subjectId before after }
    pageInfo { hasNextPage endCursor }
  }
}"""
PRODUCTS = """query (
  $first: Int! = 20, $after: String, $filter: CatalogProductFilterInput, $sort: CatalogProductSort!
) {
  catalogProducts(first: $first, after: $after, filter: $filter, sort: $sort) {
    nodes { slug status }
    pageInfo { hasNextPage endCursor }
  }
}"""


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> Staff:  # noqa: ARG001 - the shop is there before the context
    return await catalog_staff(ctx, name="Grace")


async def test_the_log_says_who_changed_what_from_what_to_what(
    client: Client, staff: Staff, ctx: RequestContext
) -> None:
    auditor = await catalog_staff(ctx, Scope.AUDIT_READ, name="Ada")
    product_id, version = await create(client, staff, "logged", description=f"<p>{'long ' * 100}</p>")
    await run(client, staff, "productUpdate", id=product_id, version=version, slug="noted")
    started = datetime.now(UTC) - timedelta(hours=1)

    async def log(**asked: Any) -> Any:
        return (await client.data(LOG, asked, headers=auditor))["auditLog"]

    both = await log(subjectId=product_id)
    first = await log(subjectId=product_id, first=1)
    rest = await log(subjectId=product_id, first=1, after=first["pageInfo"]["endCursor"])
    refused = await client.ask(LOG, headers=staff)

    assert [(each["action"], each["actorName"], each["subjectId"]) for each in both["nodes"]] == [
        ("catalog.product_updated", "Grace", product_id),
        ("catalog.product_created", "Grace", product_id),
    ]
    assert (both["nodes"][0]["before"], both["nodes"][0]["after"]) == ({"slug": "logged"}, {"slug": "noted"})
    assert both["nodes"][1]["before"] is None
    text = both["nodes"][1]["after"]["translations"]["en"]["description"]
    assert len(text) == 301
    assert text.endswith("…")
    assert first["pageInfo"]["hasNextPage"]
    assert [first["nodes"] + rest["nodes"], rest["pageInfo"]["hasNextPage"]] == [both["nodes"], False]
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    node = "query ($id: ID!) { node(id: $id) { ... on AuditEntry { action } } }"
    entry = {"id": both["nodes"][0]["id"]}
    assert await client.data(node, entry, headers=auditor) == {"node": {"action": "catalog.product_updated"}}
    assert await client.data(node, entry, headers=staff) == {"node": None}
    token = both["nodes"][0]["actorTokenId"]
    found = [
        await log(subjectId=product_id, **more)
        for more in ({"actor": "Grace"}, {"actor": token}, {"since": started.isoformat()})
    ]
    assert [len(each["nodes"]) for each in found] == [2, 2, 2]
    assert len((await log(subjectId=product_id, action="catalog.product_created"))["nodes"]) == 1
    for nobody in (
        {"actor": "Nobody"},
        {"actor": "no\x00body"},
        {"subjectId": "product_1"},
        {"since": "2099-01-01T00:00:00Z"},
    ):
        assert (await log(**nobody))["nodes"] == []


async def test_staff_find_every_product(client: Client, staff: Staff) -> None:
    await create(client, staff, "scarf", manufacturerCode=MAKER, variants=[{"sku": "SCARF-1", "hsCode": "621410"}])
    ended_id, version = await create(client, staff, "ended", manufacturerCode=MAKER)
    past = datetime(2026, 1, 1, tzinfo=UTC)
    plan = {"channelCode": CHANNEL, "startsAt": past.isoformat(), "endsAt": (past + timedelta(days=1)).isoformat()}
    await run(client, staff, "productPublish", id=ended_id, version=version, publications=[plan])

    async def slugs(**asked: Any) -> list[str]:
        answer = await client.data(PRODUCTS, {"sort": "OLDEST"} | asked, headers=staff)
        return [each["slug"] for each in answer["catalogProducts"]["nodes"]]

    everything = await slugs()
    assert set(everything[:3]) == {"linen-shirt", "stoneware-mug", "draft"}  # made in the same instant
    assert everything[-2:] == ["scarf", "ended"]
    assert (await slugs(sort="RECENTLY_UPDATED"))[:2] == ["ended", "scarf"]
    assert sorted(await slugs(filter={"status": "PUBLISHED"})) == ["linen-shirt", "stoneware-mug"]
    assert await slugs(filter={"status": "ENDED"}) == ["ended"]
    assert "draft" in await slugs(filter={"status": "DRAFT"})
    assert await slugs(filter={"sku": "SCARF-1"}) == ["scarf"]
    assert sorted(await slugs(filter={"productType": "home"})) == ["draft", "stoneware-mug"]
    assert await slugs(filter={"categorySlug": "shirts"}) == ["linen-shirt"]
    assert await slugs(filter={"updatedSince": "2099-01-01T00:00:00Z"}) == []
    assert "scarf" not in await slugs(filter={"missing": ["HS_CODE"]})
    assert await slugs(filter={"missing": ["HS_CODE", "CATEGORY"]}) == [
        each for each in everything if each not in ("linen-shirt", "stoneware-mug", "draft", "scarf")
    ]
    german = await slugs(filter={"missing": ["TRANSLATION"], "missingLanguageCode": "DE"})
    assert {"linen-shirt", "stoneware-mug"}.isdisjoint(german)
    assert {"draft", "scarf"} <= set(german)


async def test_pages_of_products_follow_each_other(client: Client, staff: Staff) -> None:
    for sort in ("OLDEST", "RECENTLY_UPDATED"):
        whole = (await client.data(PRODUCTS, {"sort": sort, "first": 100}, headers=staff))["catalogProducts"]["nodes"]
        paged, after, more = [], None, True
        while more:
            asked = {"sort": sort, "first": 2, "after": after}
            page = (await client.data(PRODUCTS, asked, headers=staff))["catalogProducts"]
            paged += page["nodes"]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert paged == whole
    foreign = await client.ask(PRODUCTS, {"sort": "OLDEST", "after": after}, headers=staff)
    assert foreign["errors"][0]["extensions"]["code"] == "CURSOR_OF_ANOTHER_CONTEXT"


async def test_a_product_is_found_by_any_of_its_names(client: Client, staff: Staff) -> None:
    product_id, version = await create(client, staff, "before", externalId="erp:1")
    await run(client, staff, "productUpdate", id=product_id, version=version, slug="after")

    for name in (f'id: "{product_id}"', 'slug: "after"', 'slug: "before"', 'sku: "BEFORE"', 'externalId: "erp:1"'):
        found = await client.data(f"{{ catalogProduct({name}) {{ productId }} }}", headers=staff)
        assert found["catalogProduct"] == {"productId": product_id}, name
    assert await client.data('{ catalogProduct(sku: "NONE") { productId } }', headers=staff) == {"catalogProduct": None}
    both = await client.ask('{ catalogProduct(sku: "A", slug: "b") { productId } }', headers=staff)
    assert both["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
