"""What staff want of a search, as shoppers see it: pinned, boosted and buried products, redirects, and their dates."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.catalog import ProductDraft, Texts, VariantDraft, upsert_product
from app.catalog.models import Category, CategoryTranslation
from app.core.clock import utc_now
from app.core.settings import Settings
from app.merchandising import RuleMatch, SearchRulesCache
from app.merchandising.models import SearchRule
from app.wiring import Runtime
from search import SearchSort, index_all
from tests.support.client import Client, open_client
from tests.support.shop import PUBLISHED_AT, Shop, on_sale

pytestmark = pytest.mark.slow

NAMES = ["bowl one", "bowl two", "bowl three", "bowl four", "bowl five", "bowl six", "plate", "ladle"]
"""Newest first, which is their order where they match alike."""
BOWLS = [name.replace(" ", "-") for name in NAMES[:6]]

SEARCH = """
query Search($query: String, $first: Int = 20, $after: String, $sort: SearchSort = RELEVANCE,
             $filters: [ProductFilterInput!], $country: CountryCode = GB, $language: LanguageCode = EN)
@inContext(country: $country, language: $language) {
  search(query: $query, first: $first, after: $after, sort: $sort, filters: $filters) {
    totalCount degraded redirect nodes { slug }
    pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture(scope="module")
async def ids(runtime: Runtime, settings: Settings, shop: Shop) -> dict[str, UUID]:
    """The products by their slugs, indexed; and the category of the bowls."""
    assert shop.markets
    found: dict[str, UUID] = {}
    async with runtime.database.transaction() as session:
        kitchen = Category(slug="kitchen", position=0)
        session.add(kitchen)
        await session.flush()
        session.add(CategoryTranslation(category_id=kitchen.id, language_tag="en", name="Kitchen"))
        await session.flush()
        for age, name in enumerate(NAMES, 1):
            slug = name.replace(" ", "-")
            draft = ProductDraft(
                slug=slug,
                product_type="clothing",
                category="kitchen",
                translations={"en": Texts(name, "")},
                variants=(VariantDraft(sku=f"K-{age}"),),
                tags=("odd",) if age % 2 else (),
                **on_sale(PUBLISHED_AT.replace(year=2025 - age)),
            )
            found[slug] = (await upsert_product(session, draft, utc_now())).id
    assert await index_all(settings) == 10
    return found | {"kitchen": kitchen.id, "shirt": shop.shirt, "draft": shop.draft}


@pytest.fixture
async def shop_client(settings: Settings, ids: dict[str, UUID]) -> AsyncIterator[Client]:
    """A client of a process that keeps no answers; all rules are gone at the end."""
    assert ids
    async with open_client(settings.model_copy(update={"response_cache_bytes": 0})) as client:
        yield client
        async with client.runtime.database.transaction() as session:
            await session.execute(delete(SearchRule))


async def set_rule(client: Client, **values: Any) -> None:
    facts = {"code": "rule", "match": RuleMatch.EXACT, "queries": ["bowl"], **values}
    async with client.runtime.database.transaction() as session:
        session.add(SearchRule(**facts))
    client.runtime.parts[SearchRulesCache].forget()


async def search(client: Client, query: str = "bowl", **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(SEARCH, {"query": query, **variables}))["search"]
    assert found["degraded"] is False
    return found


def slugs(found: dict[str, Any]) -> list[str]:
    return [node["slug"] for node in found["nodes"]]


async def walk(client: Client, size: int, query: str = "bowl", **variables: Any) -> list[str]:
    """The whole list, in pages of this size."""
    found: list[str] = []
    after = None
    for _ in range(30):
        page = await search(client, query, first=size, after=after, **variables)
        found += slugs(page)
        assert page["totalCount"] >= len(found)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found
    raise AssertionError("the list does not end")


def pins(ids: dict[str, UUID], **positions: int) -> list[dict[str, Any]]:
    return [
        {"product_id": ids[slug.replace("_", "-")].hex, "position": position} for slug, position in positions.items()
    ]


def weights(kind: str, value: str, weight: float) -> list[dict[str, Any]]:
    return [{"targets": [{"kind": kind, "value": value, "code": None}], "weight": weight}]


async def test_without_a_rule_relevance_decides(shop_client: Client) -> None:
    assert await walk(shop_client, 4) == BOWLS


@pytest.mark.parametrize("size", [1, 2, 3, 7, 20])
async def test_pinned_products_stand_at_their_positions_on_any_page(
    shop_client: Client, ids: dict[str, UUID], size: int
) -> None:
    await set_rule(shop_client, pins=pins(ids, bowl_six=1, ladle=3, plate=50, draft=2))
    assert await walk(shop_client, size) == [
        *("bowl-six", "bowl-one", "ladle", "bowl-two", "bowl-three", "bowl-four", "bowl-five", "plate")
    ], "what nobody may see is not pinned, and a position beyond the end is the end"


async def test_pins_meet_the_filters_and_leave_sorted_lists_alone(shop_client: Client, ids: dict[str, UUID]) -> None:
    await set_rule(shop_client, pins=pins(ids, ladle=1, plate=2))
    assert await walk(shop_client, 3, filters=[{"tag": "odd"}]) == ["bowl-one", "plate", "bowl-three", "bowl-five"]
    assert await walk(shop_client, 3, sort="NEWEST") == BOWLS


@pytest.mark.parametrize("sort", [each.name for each in SearchSort])
@pytest.mark.parametrize("query", ["bowl", "", "qqqq"])
async def test_pins_are_counted_in_no_sort_but_by_relevance(
    shop_client: Client, ids: dict[str, UUID], query: str, sort: str
) -> None:
    before = await walk(shop_client, 3, query, sort=sort)
    await set_rule(shop_client, queries=[query or "bowl"], pins=pins(ids, ladle=1, bowl_two=2, plate=9, draft=3))
    after = await walk(shop_client, 3, query, sort=sort)
    if sort != "RELEVANCE" or not query:
        assert after == before
    else:
        assert set(after) == {*before, "ladle", "bowl-two", "plate"}
        assert len(after) == len(set(after))


async def test_a_pin_is_found_where_no_word_is(shop_client: Client, ids: dict[str, UUID]) -> None:
    await set_rule(shop_client, queries=["qqqq"], pins=pins(ids, ladle=4))
    assert await walk(shop_client, 5, "qqqq") == ["ladle"]


@pytest.mark.parametrize("size", [1, 4, 20])
async def test_boosts_and_buries_weigh_relevance(shop_client: Client, size: int) -> None:
    await set_rule(shop_client, boosts=weights("TAG", "odd", 3.0))
    odd_first = ["bowl-one", "bowl-three", "bowl-five", "bowl-two", "bowl-four", "bowl-six"]
    assert await walk(shop_client, size) == odd_first


@pytest.mark.parametrize("size", [1, 4, 20])
async def test_buried_products_come_last_and_pins_stand_above_both(
    shop_client: Client, ids: dict[str, UUID], size: int
) -> None:
    await set_rule(
        shop_client,
        boosts=weights("PRODUCT", ids["bowl-four"].hex, 2.0),
        buries=weights("TAG", "odd", 0.1),
        pins=pins(ids, bowl_three=2),
    )
    expected = ["bowl-four", "bowl-three", "bowl-two", "bowl-six", "bowl-one", "bowl-five"]
    assert await walk(shop_client, size) == expected


@pytest.mark.parametrize("size", [1, 3, 20])
async def test_a_category_without_words_is_merchandised_too(
    shop_client: Client, ids: dict[str, UUID], size: int
) -> None:
    await set_rule(
        shop_client,
        match=None,
        queries=[],
        category_ids=[ids["kitchen"]],
        boosts=weights("TAG", "odd", 2.0),
        buries=weights("PRODUCT", ids["bowl-one"].hex, 0.0),
        pins=pins(ids, ladle=2),
    )
    expected = [
        *("bowl-three", "ladle", "bowl-five", "plate", "bowl-two", "bowl-four", "bowl-six"),
        "bowl-one",
    ]
    boosted_first = ["bowl-one", "ladle", "bowl-three", "bowl-five", "plate", "bowl-two", "bowl-four", "bowl-six"]
    walked = await walk(shop_client, size, "", filters=[{"categorySlug": "kitchen"}])
    assert walked in (expected, boosted_first)
    assert walked == boosted_first, "of two that name a product the boost counts"
    assert (await search(shop_client, ""))["totalCount"] == 10
    assert slugs(await search(shop_client, ""))[:2] == ["stoneware-mug", "linen-shirt"]


async def test_a_rule_holds_from_its_beginning_to_its_end(shop_client: Client, ids: dict[str, UUID]) -> None:
    now = utc_now()
    later, earlier = now + timedelta(hours=1), now - timedelta(hours=1)
    await set_rule(shop_client, code="to-come", pins=pins(ids, plate=1), starts_at=later)
    await set_rule(shop_client, code="over", pins=pins(ids, ladle=1), ends_at=earlier)
    await set_rule(shop_client, code="paused", pins=pins(ids, bowl_five=1), is_paused=True)
    assert await walk(shop_client, 9) == BOWLS
    await set_rule(shop_client, code="now", pins=pins(ids, bowl_two=1), starts_at=earlier, ends_at=later)
    assert await walk(shop_client, 9) == ["bowl-two", "bowl-one", *BOWLS[2:]]


async def test_a_redirect_is_told_beside_what_is_found(shop_client: Client) -> None:
    await set_rule(shop_client, match=RuleMatch.CONTAINED, queries=["return"], redirect="/pages/returns")
    found = await search(shop_client, "how to Return a bowl")
    assert found["redirect"] == "/pages/returns"
    assert (await search(shop_client, "bowl"))["redirect"] is None
    assert (await search(shop_client, "returning"))["redirect"] is None


async def test_a_rule_for_another_language_does_not_hold_here(shop_client: Client, ids: dict[str, UUID]) -> None:
    await set_rule(shop_client, pins=pins(ids, bowl_six=1), language_tags=["de"])
    assert await walk(shop_client, 9) == BOWLS
    assert (await walk(shop_client, 9, country="DE", language="DE"))[0] == "bowl-six"
