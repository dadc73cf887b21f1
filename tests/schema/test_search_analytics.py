"""Events of searches over HTTP: each is counted once, what is wrong with one keeps no other out, and charts add up."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.catalog import PRODUCT_ID
from app.core.ids import new_id
from app.identity import Scope
from tests.support.client import Client
from tests.support.shop import Shop
from tests.support.staff import Headers, staff_headers

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Event: TypeAlias = dict[str, Any]

SEND = """
mutation ($input: SearchEventsSendInput!, $country: CountryCode, $language: LanguageCode)
@inContext(country: $country, language: $language) {
  searchEventsSend(input: $input) {
    results { index outcome userErrors { code path message } } userErrors { code path message }
  }
}
"""
FIGURES = (
    "{ searches withoutResults clickedSearches clicks orderedSearches orders clickThroughRate meanClickPosition "
    "meanOrderPosition }"
)
ANALYTICS = f"""
query ($from: Date!, $to: Date, $language: LanguageCode, $market: String, $text: String = "mug") {{
  searchAnalytics(from: $from, to: $to, languageCode: $language, marketCode: $market) {{
    totals {FIGURES}
    byDay {{ day figures {{ searches clicks }} }}
    topQueries(first: 3) {{ query figures {{ searches }} }}
    queriesWithoutResults {{ query figures {{ withoutResults }} }}
    query(text: $text) {{
      query figures {FIGURES}
      products {{ productId clicks orders meanClickPosition meanOrderPosition product {{ slug }} }}
    }}
  }}
}}
"""
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("searches", "withoutResults", "clickedSearches", "clicks", "orderedSearches", "orders"), 0),
    **dict.fromkeys(("clickThroughRate", "meanClickPosition", "meanOrderPosition")),
}


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    assert client.runtime
    assert shop
    return await staff_headers(database_url, "Grace", [Scope.SEARCH_READ])


@pytest.fixture(autouse=True)
async def nothing_counted(staff: Headers, connection: Connection) -> None:
    assert staff
    await connection.execute("TRUNCATE seen_search_event, search_day, search_query_day, search_product_day")


def searched(query: str, results: int = 3, **more: Any) -> Event:
    return {"id": str(new_id()), "kind": "SEARCHED", "query": query, "resultCount": results, **more}


def of_hit(kind: str, search: Event, product: UUID, position: int, **more: Any) -> Event:
    return {
        "id": str(new_id()),
        "kind": kind,
        "query": search["query"],
        "searchId": search["id"],
        "productId": PRODUCT_ID.encode(product),
        "position": position,
        **more,
    }


async def send(client: Client, *events: Event, **place: str) -> list[str]:
    """What became of each."""
    payload = (await client.data(SEND, {"input": {"events": list(events)}, **place}))["searchEventsSend"]
    assert payload["userErrors"] == []
    assert [result["index"] for result in payload["results"]] == list(range(len(events)))
    return [result["outcome"] for result in payload["results"]]


async def analytics(client: Client, staff: Headers, **variables: Any) -> Mapping[str, Any]:
    today = datetime.now(UTC).date().isoformat()
    found = await client.data(ANALYTICS, {"from": today, **variables}, headers=staff)
    shown: Mapping[str, Any] = found["searchAnalytics"]
    return shown


async def test_what_is_searched_clicked_and_ordered_adds_up(client: Client, staff: Headers, shop: Shop) -> None:
    mug, again, shirt, nothing = searched("Mug"), searched(" mug"), searched("shirt"), searched("sofa", 0)
    events = [
        *(mug, again, shirt, nothing),
        of_hit("CLICKED", mug, shop.mug, 1),
        of_hit("CLICKED", mug, shop.shirt, 4),
        of_hit("CLICKED", again, shop.mug, 1),
        of_hit("ORDERED", mug, shop.mug, 1),
        of_hit("ORDERED", again, shop.shirt, 4),
    ]
    assert await send(client, *events, country="GB", language="EN") == ["COUNTED"] * 9
    found = await analytics(client, staff)
    assert found["totals"] == {
        "searches": 4,
        "withoutResults": 1,
        "clickedSearches": 2,
        "clicks": 3,
        "orderedSearches": 2,
        "orders": 2,
        "clickThroughRate": 0.5,
        "meanClickPosition": 2.0,
        "meanOrderPosition": 2.5,
    }
    assert found["topQueries"] == [
        {"query": "mug", "figures": {"searches": 2}},
        {"query": "shirt", "figures": {"searches": 1}},
        {"query": "sofa", "figures": {"searches": 1}},
    ]
    assert found["queriesWithoutResults"] == [{"query": "sofa", "figures": {"withoutResults": 1}}]
    assert found["query"] == {
        "query": "mug",
        "figures": found["totals"] | {"searches": 2, "withoutResults": 0, "clickThroughRate": 1.0},
        "products": [
            {
                "productId": PRODUCT_ID.encode(shop.mug),
                "clicks": 2,
                "orders": 1,
                "meanClickPosition": 1.0,
                "meanOrderPosition": 1.0,
                "product": {"slug": "stoneware-mug"},
            },
            {
                "productId": PRODUCT_ID.encode(shop.shirt),
                "clicks": 1,
                "orders": 1,
                "meanClickPosition": 4.0,
                "meanOrderPosition": 4.0,
                "product": {"slug": "linen-shirt"},
            },
        ],
    }


async def test_an_event_is_counted_once_however_often_it_is_sent(client: Client, staff: Headers, shop: Shop) -> None:
    search = searched("mug")
    click = of_hit("CLICKED", search, shop.mug, 2)
    assert await send(client, search, search, click) == ["COUNTED", "REPEATED", "COUNTED"]
    assert await send(client, click | {"position": 9}, search | {"id": search["id"].upper()}) == ["REPEATED"] * 2
    totals = (await analytics(client, staff))["totals"]
    assert (totals["searches"], totals["clicks"], totals["meanClickPosition"]) == (1, 1, 2.0)
    # Another click of the same search is a click more, and no search more with one.
    assert await send(client, of_hit("CLICKED", search, shop.mug, 4)) == ["COUNTED"]
    totals = (await analytics(client, staff))["totals"]
    assert (totals["clickedSearches"], totals["clicks"], totals["clickThroughRate"]) == (1, 2, 1.0)


async def test_what_is_wrong_with_one_event_keeps_no_other_out(
    client: Client, staff: Headers, shop: Shop, connection: Connection
) -> None:
    search = searched("mug")
    forged = of_hit("CLICKED", search, UUID(int=5), 1)
    wrong = [
        (searched("mug", id="1"), "INVALID_EVENT_ID", "id"),
        (searched("mug", occurredAt="2020-01-01T00:00:00Z"), "EVENT_TOO_OLD", "occurredAt"),
        (searched("mug", occurredAt="9999-12-31T23:59:59-12:00"), "EVENT_IN_FUTURE", "occurredAt"),
        (searched("x" * 201), "QUERY_TOO_LONG", "query"),
        ({**searched("mug"), "kind": "CLICKED"}, "VALUE_MISSING", "searchId"),
        (forged, "PRODUCT_NOT_FOUND", "productId"),
        (forged | {"productId": "category_01h455vb4pex5vsknk084sn02q"}, "PRODUCT_NOT_FOUND", "productId"),
        (of_hit("ORDERED", search, shop.mug, 0), "POSITION_OUT_OF_RANGE", "position"),
    ]
    sent = {"input": {"events": [search, *(event for event, _, _ in wrong)]}}
    results = (await client.data(SEND, sent))["searchEventsSend"]["results"]
    assert [result["outcome"] for result in results] == ["COUNTED", *["REFUSED"] * 8]
    errors = [(error["code"], error["path"]) for result in results for error in result["userErrors"]]
    assert errors == [
        (code, ["input", "events", str(place), field]) for place, (_, code, field) in enumerate(wrong, start=1)
    ]
    assert all("{" not in error["message"] for result in results for error in result["userErrors"])
    assert (await analytics(client, staff))["totals"] == NOTHING | {"searches": 1, "clickThroughRate": 0.0}
    assert await connection.fetchval("SELECT count(*) FROM seen_search_event") == 1


async def test_too_many_events_are_refused_as_a_whole(client: Client, connection: Connection) -> None:
    events = [searched("mug") for _ in range(101)]
    payload = (await client.data(SEND, {"input": {"events": events}}))["searchEventsSend"]
    assert payload["results"] == []
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [("TOO_MANY", ["input", "events"])]
    assert await connection.fetchval("SELECT count(*) FROM search_day") == 0
    assert await send(client, *events[:100]) == ["COUNTED"] * 100
    assert await send(client) == []


async def test_events_count_where_and_when_they_happened(client: Client, staff: Headers) -> None:
    now = datetime.now(UTC)
    late = (now - timedelta(days=2)).isoformat()
    assert await send(client, searched("mug"), country="GB", language="EN") == ["COUNTED"]
    assert await send(client, searched("becher", occurredAt=late), country="DE", language="DE") == ["COUNTED"]
    fast = (now + timedelta(minutes=8)).isoformat()
    assert await send(client, searched("becher", occurredAt=fast), country="DE", language="DE") == ["COUNTED"]

    days = [now.date() - timedelta(days=ago) for ago in (2, 1, 0)]
    found = await analytics(client, staff, **{"from": days[0].isoformat(), "to": days[2].isoformat()})
    assert [(each["day"], each["figures"]["searches"]) for each in found["byDay"]] == [
        (day.isoformat(), searches) for day, searches in zip(days, (1, 0, 2), strict=True)
    ]
    for narrowed, searches in (({"language": "DE"}, 1), ({"market": "uk"}, 1), ({"market": "us"}, 0)):
        assert (await analytics(client, staff, **narrowed))["totals"]["searches"] == searches, narrowed
    assert (await analytics(client, staff, text="BECHER", language="EN"))["query"] == {
        "query": "becher",
        "figures": NOTHING,
        "products": [],
    }


async def test_nothing_is_kept_of_words_that_may_tell_who_typed_them(
    client: Client, staff: Headers, shop: Shop, connection: Connection
) -> None:
    search = searched("jane@example.org")
    assert await send(client, search, of_hit("CLICKED", search, shop.mug, 1)) == ["COUNTED"] * 2
    found = await analytics(client, staff)
    assert (found["totals"]["searches"], found["totals"]["clicks"], found["topQueries"]) == (1, 1, [])
    for table in ("search_query_day", "search_product_day"):
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 - names of this file


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-02", "2026-11-01"), ("2025-01-01", "2026-11-01"), ("0001-01-01", "9999-12-31")]
)
async def test_days_that_are_none_are_refused(client: Client, staff: Headers, first: str, last: str) -> None:
    answer = await client.ask(ANALYTICS, {"from": first, "to": last}, headers=staff)
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_DAYS"
