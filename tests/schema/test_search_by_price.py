"""A search narrowed down and sorted by price, and its price facet, say what the same answer shows: in two markets and
three currencies, with the engine and without it, while a rate moves and a sale begins. Nothing is indexed meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import asyncpg
import pytest

from app.core.settings import Settings
from app.wiring import Runtime
from search import SearchSort, index_all
from tests.support.client import Client, open_client
from tests.support.conversion import forget_prices, move_rate, plan_sale, sell_in_more_currencies
from tests.support.goods import GOODS, add_goods
from tests.support.shop import Shop
from tests.support.shown_prices import documents_written, forget

pytestmark = pytest.mark.slow

PRODUCTS: Final = GOODS + 2
ENDS: Final = "min { displayed { amount } } max { displayed { amount } }"
SEARCH: Final = f"""
query ($sort: SearchSort!, $filters: [ProductFilterInput!], $first: Int = 100, $after: String) {{
  search(query: "", sort: $sort, filters: $filters, first: $first, after: $after) {{
    totalCount degraded pageInfo {{ hasNextPage endCursor }}
    facets(keys: ["price"]) {{ range {{ min max unit histogram {{ from to count input }} }} }}
    nodes {{
      slug priceRange {{ {ENDS} }}
      variants(first: 5) {{ nodes {{ price {{ displayed {{ amount }} }} }} }}
    }}
  }}
}}
"""
LIST: Final = f"""
query ($sort: ProductSort!, $filters: [ProductFilterInput!]) {{
  products(first: 100, sort: $sort, filters: $filters) {{ totalCount nodes {{ slug priceRange {{ {ENDS} }} }} }}
}}
"""
ORDERS: Final = {"PRICE_ASCENDING": "PRICE_LOW_TO_HIGH", "PRICE_DESCENDING": "PRICE_HIGH_TO_LOW"}

PLACES: Final = {
    "EUR": {"Tradewind-Country": "DE", "Tradewind-Language": "en"},
    "SEK": {"Tradewind-Country": "SE", "Tradewind-Language": "en", "Tradewind-Currency": "SEK"},
    "USD": {"Tradewind-Country": "US", "Tradewind-Language": "en"},
}
"""The market of the EU, by its list and converted; and that of the USA, where two things have a price in dollars and
the others are converted."""


@pytest.fixture(scope="module")
async def bare(database_url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="module", autouse=True)
async def goods(runtime: Runtime, settings: Settings, shop: Shop, bare: "asyncpg.Connection[Any]") -> None:
    """Products of which some have discontinued variants with prices, indexed once."""
    await add_goods(runtime.database, shop)
    await sell_in_more_currencies(runtime, bare, shop)
    await bare.execute(
        "INSERT INTO market_pricing (market_id, base_price_list_id, conversion_fee)"
        " SELECT $1, id, 0.02 FROM price_list WHERE code = 'eu'",
        shop.markets["us"],
    )
    await move_rate(runtime, "USD", Decimal("1.0837"))
    assert await index_all(settings) == PRODUCTS


@pytest.fixture
async def clients(settings: Settings, client: Client) -> AsyncIterator[list[Client]]:
    """One whose engine answers, and one whose engine does not."""
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as without:
        yield [client, without]


@dataclass(frozen=True)
class Shown:
    """A product as an answer shows it."""

    slug: str
    least: Decimal | None
    most: Decimal | None
    prices: frozenset[Decimal]
    """Of its variants."""

    @classmethod
    def of(cls, node: dict[str, Any]) -> "Shown":
        priced, span = [each["price"] for each in node["variants"]["nodes"] if each["price"]], node["priceRange"]
        return cls(
            node["slug"],
            Decimal(span["min"]["displayed"]["amount"]) if span else None,
            Decimal(span["max"]["displayed"]["amount"]) if span else None,
            frozenset(Decimal(each["displayed"]["amount"]) for each in priced),
        )


async def search(
    client: Client, currency: str, sort: str, span: dict[str, str] | None = None, **page: Any
) -> dict[str, Any]:
    filters = [{"price": span}] if span else []
    asked = {"sort": sort, "filters": filters, **page}
    found: dict[str, Any] = (await client.data(SEARCH, asked, headers=PLACES[currency]))["search"]
    return found


def expect_order(shown: Sequence[Shown], sort: str) -> None:
    """By the least price, what is not sold last."""
    sold = [each.least for each in shown if each.least is not None]
    assert sold == sorted(sold, reverse=sort == "PRICE_DESCENDING")
    assert all(each.least is None for each in shown[len(sold) :])


def within(shown: Sequence[Shown], span: dict[str, str]) -> set[str]:
    least, most = Decimal(span.get("min", 0)), Decimal(span.get("max", 10**9))
    return {each.slug for each in shown if any(least <= price <= most for price in each.prices)}


async def expect_as_shown(client: Client, currency: str, *, degraded: bool) -> dict[str, Decimal]:
    """Range, filter, facet and both orders, of searches and of lists, against what all nodes show: by slug, the least
    price."""
    found = await search(client, currency, "PRICE_ASCENDING")
    shown = [Shown.of(node) for node in found["nodes"]]
    assert (found["degraded"], found["totalCount"], len(shown)) == (degraded, PRODUCTS, PRODUCTS)
    for each in shown:
        assert (each.least, each.most) == (min(each.prices, default=None), max(each.prices, default=None)), each.slug
    prices = sorted({price for each in shown for price in each.prices})
    (facet,) = found["facets"]
    assert facet["range"]["unit"] == currency
    assert [Decimal(facet["range"][end]) for end in ("min", "max")] == [prices[0], prices[-1]]
    spans = [bar["input"]["price"] for bar in facet["range"]["histogram"]]
    assert len(spans) > 3
    assert [bar["count"] for bar in facet["range"]["histogram"]] == [len(within(shown, span)) for span in spans]

    exact, middle = str(prices[7]), str(prices[len(prices) // 2])
    for span in (None, {"min": exact, "max": exact}, {"max": middle}, {"min": middle}, spans[0], spans[-1]):
        expected = {each.slug for each in shown} if span is None else within(shown, span)
        for sort, order in ORDERS.items():
            narrowed = await search(client, currency, sort, span)
            nodes = [Shown.of(node) for node in narrowed["nodes"]]
            expect_order(nodes, sort)
            assert {each.slug for each in nodes} == expected, (currency, span)
            assert (narrowed["totalCount"], narrowed["degraded"]) == (len(expected), degraded)
            asked = {"sort": order, "filters": [{"price": span}] if span else []}
            listed = (await client.data(LIST, asked, headers=PLACES[currency]))["products"]
            assert {node["slug"] for node in listed["nodes"]} == expected
            ends = {each.slug: each.least for each in nodes}
            assert [ends[node["slug"]] for node in listed["nodes"]] == [each.least for each in nodes]
    return {each.slug: each.least for each in shown if each.least is not None}


async def test_what_is_found_by_price_is_what_is_shown(
    clients: list[Client], runtime: Runtime, shop: Shop, settings: Settings, bare: "asyncpg.Connection[Any]"
) -> None:
    async def seen() -> dict[str, dict[str, Decimal]]:
        """By currency, what is shown with the engine, which is what is shown without."""
        for each in clients:
            forget_prices(each.runtime)
            forget(each.runtime)
        found: dict[str, dict[str, Decimal]] = {}
        for currency in PLACES:
            found[currency], without = [
                await expect_as_shown(each, currency, degraded=place == 1) for place, each in enumerate(clients)
            ]
            assert found[currency] == without
        return found

    documents = await documents_written(settings)
    before = await seen()
    assert before["SEK"]["linen-shirt"] == Decimal(679)

    await move_rate(runtime, "SEK", Decimal("12.00"))
    moved = await seen()
    # 59.90 x 12.00 x 1.015 = 729.58, and the nearest price that ends in 9 is 729.
    assert moved["SEK"]["linen-shirt"] == Decimal(729)
    assert (moved["EUR"], moved["USD"]) == (before["EUR"], before["USD"])

    await plan_sale(runtime, bare, "night", 10, timedelta(seconds=2), market_ids=[shop.markets["eu"]])
    await asyncio.sleep(2)
    reduced = await seen()
    # 10 % off 59.90 is 53.91, and off 729.00 it is 656.10.
    assert (reduced["EUR"]["linen-shirt"], reduced["SEK"]["linen-shirt"]) == (Decimal("53.91"), Decimal("656.10"))
    assert reduced["USD"] == before["USD"]
    assert await documents_written(settings) == documents


@pytest.mark.parametrize("sort", [each.name for each in SearchSort])
@pytest.mark.parametrize("span", [None, {"max": "45.00"}], ids=["all", "cheap"])
async def test_as_many_are_counted_as_there_are_on_all_pages(
    clients: list[Client], sort: str, span: dict[str, str] | None
) -> None:
    for client in clients:
        slugs: list[str] = []
        counts, after = set(), None
        while True:
            page = await search(client, "EUR", sort, span, first=17, after=after)
            slugs += [node["slug"] for node in page["nodes"]]
            counts.add(page["totalCount"])
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert counts == {len(slugs)} == {len(set(slugs))}
        assert span is not None or len(slugs) == PRODUCTS
