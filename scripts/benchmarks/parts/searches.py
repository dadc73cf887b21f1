"""What does a search cost beside the engine's own time, how soon is a change found, and how long does filling take?"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from importlib.resources import files
from itertools import cycle
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

from app import wiring
from app.core.codes import language_code
from app.core.settings import Settings
from app.inventory import set_on_hand
from app.markets import resolve_place
from app.pricing import set_prices
from app.wiring import SYSTEM
from app.worker import Worker
from scripts.benchmarks.carts import COUNTRY_CODE, LANGUAGE_TAG
from scripts.benchmarks.client import ask, graphql_post, post, require_success
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.filling import filled
from scripts.benchmarks.load import Answer, Ask, closed_loop, one_by_one, open_loop
from scripts.benchmarks.process import Bench, running_bench
from scripts.benchmarks.shop import copied
from scripts.benchmarks.turns import Method, milliseconds_at
from search import ProductSearch, SearchClient, search_products

PRODUCTS: Final = 100_000
SUGGESTIONS_A_SECOND: Final = 50
_HITS: Final = 24
_SUGGEST_SECONDS: Final = 8.0
_GUARD_SECONDS: Final = 60.0
_PLACE: Final = {"country": COUNTRY_CODE, "language": language_code(LANGUAGE_TAG)}
_AMOUNT: Final = 9_876_543
_ASKED: Final = """query ($country: CountryCode!, $filters: [ProductFilterInput!]!) @inContext(country: $country) {
  search(query: "", first: 100, filters: $filters) { nodes { slug } }
}"""
_NEWEST: Final = """
    SELECT product.id, product.slug, array_agg(DISTINCT price.variant_id) AS variant_ids, price.price_list_id AS list_id
    FROM product
    JOIN product_listing ON product_listing.product_id = product.id
        AND list_id = '00000000-0000-0000-0000-000000000000' AND product_listing.starts_at <= now()
    JOIN price ON price.product_id = product.id AND price.min_quantity = 1
    JOIN price_list ON price_list.id = price.price_list_id AND cardinality(group_codes) = 0
    JOIN market_country ON price_list.market_ids = ARRAY[market_country.market_id] AND country_code = $1
    GROUP BY product.id, product.slug, product_listing.starts_at, price.price_list_id
    ORDER BY product_listing.starts_at DESC, product.id DESC LIMIT 1
"""
_STOCK: Final = "SELECT warehouse_id, variant_id, reserved FROM stock WHERE variant_id = ANY($1)"


@dataclass(frozen=True)
class SearchesResult:
    """What was found, with `PRODUCTS` products in six languages. Times of requests are medians in milliseconds."""

    search_ms: float
    """A whole request for a page of hits, one at a time."""
    engine_ms: float
    """The engine's own answer to the same question, by plain HTTP."""
    list_ms: float
    """The same products by their ids, by a whole request."""
    list_without_rest_ms: float
    """The same, asked for again and again, so that the server never rests."""
    times: float
    """What the request takes beyond the engine, as a multiple of the list, round by round."""
    suggest_ms: float
    """At `SUGGESTIONS_A_SECOND` requests a second."""
    suggest_p99_ms: float
    fill_seconds: float
    engine_bytes: int
    """The most memory of its own that the engine held while it was filled: its files, which it maps, are not in it."""
    price_seconds: float
    """From the call that sets a price to the first search that finds the product by it."""
    stock_seconds: float
    """The same for the last piece that leaves the stock, to a search of what is in stock that no longer finds it."""


class _Recording(SearchClient):
    """Remembers what the engine is asked."""

    asked: list[tuple[str, Mapping[str, Any]]]

    async def ask(self, index: str, body: Mapping[str, Any]) -> Any:
        self.asked.append((f"/indexes/{index}/search", body))
        return await super().ask(index, body)

    async def ask_pages(self, bodies: Any) -> Any:
        if bodies:
            self.asked.append(("/multi-search", {"queries": list(bodies)}))
        return await super().ask_pages(bodies)

    async def ask_merged_page(self, bodies: Any, federation: Any) -> Any:
        self.asked.append(("/multi-search", {"queries": list(bodies), "federation": federation}))
        return await super().ask_merged_page(bodies, federation)

    async def ask_many(self, bodies: Any, federation: Any = None) -> Any:
        whole = {"queries": list(bodies)} | ({"federation": federation} if federation is not None else {})
        self.asked.append(("/multi-search", whole))
        return await super().ask_many(bodies, federation)


@dataclass
class _Lane:
    """One of those that take turns, request by request."""

    port: int
    asks: Iterator[Ask]
    p50: list[float] = field(default_factory=list)


async def measure_searches(settings: Settings, server_cpu: str, method: Method) -> SearchesResult:
    """On a copy of a shop with `PRODUCTS` products: fill, ask, suggest, change."""
    async with copied(settings, PRODUCTS, searched=False, purpose="searches") as copy:
        own = copy.model_copy(update={"search_prefix": f"{copy.search_prefix}searches_"})
        print(f"Filling the indexes with {PRODUCTS:,} products in six languages …", flush=True)
        fill_seconds, engine_bytes = await filled(own)
        print(f"  {fill_seconds / 60:.1f} minutes, {engine_bytes / 2**20:,.0f} MiB", flush=True)
        async with running_bench(own, server_cpu) as bench:
            lanes = await _lanes(bench, own)
            times = await _in_turns(lanes, method)
            without_rest = await closed_loop([bench.port], lanes[2].asks, connections=1, seconds=method.seconds)
            suggest = await open_loop(
                [bench.port], _suggestions(bench), rate=SUGGESTIONS_A_SECOND, seconds=_SUGGEST_SECONDS
            )
            price_seconds, stock_seconds = await _changes(bench)
    return SearchesResult(
        search_ms=median(lanes[0].p50),
        engine_ms=median(lanes[1].p50),
        list_ms=median(lanes[2].p50),
        list_without_rest_ms=milliseconds_at(without_rest, 0.5),
        times=times,
        suggest_ms=milliseconds_at(suggest, 0.5),
        suggest_p99_ms=milliseconds_at(suggest, 0.99),
        fill_seconds=fill_seconds,
        engine_bytes=engine_bytes,
        price_seconds=price_seconds,
        stock_seconds=stock_seconds,
    )


async def _lanes(bench: Bench, settings: Settings) -> list[_Lane]:
    """The whole request, the engine's part of it, and the same products by their ids, for each of the words."""
    document, by_ids = _document("search_page.graphql"), _document("nodes.graphql")
    whole, engine, listed = [], [], []
    recording = _Recording.of(settings)
    bench.runtime.parts[SearchClient], replaced = recording, bench.runtime.parts[SearchClient]
    try:
        for word in bench.supplies.words:
            request = graphql_post("/bench/graphql", document, {**_PLACE, "query": word})
            found = json.loads(await ask(bench.port, request))["data"]["search"]
            ids = [edge["node"]["id"] for edge in found["edges"]]
            if len(ids) < _HITS:
                continue
            whole.append(Ask(request, require_success))
            listed.append(Ask(graphql_post("/bench/graphql", by_ids, {**_PLACE, "ids": ids}), require_success))
            engine.append(await _same_question(bench, recording, word, settings))
    finally:
        bench.runtime.parts[SearchClient] = replaced
        await recording.close()
    if not whole:
        raise BenchError("no word finds a whole page")
    engine_port = urlsplit(settings.meili_url).port or 7700
    return [_Lane(bench.port, cycle(whole)), _Lane(engine_port, cycle(engine)), _Lane(bench.port, cycle(listed))]


def _document(name: str) -> str:
    return (files("scripts.benchmarks") / "documents" / name).read_text("utf-8")


async def _same_question(bench: Bench, recording: _Recording, word: str, settings: Settings) -> Ask:
    """What the shop asks the engine for this page, as a plain request to the engine."""
    recording.asked = []
    place = resolve_place(await bench.runtime.atlas.get(), COUNTRY_CODE, LANGUAGE_TAG, None)
    ctx = bench.runtime.context(place, SYSTEM, "bench")
    await search_products(ctx, ProductSearch.of(word), _HITS, None)
    if len(recording.asked) != 1:
        raise BenchError(f"a page for {word!r} asks the engine {len(recording.asked)} times")
    ((path, body),) = recording.asked
    key = settings.meili_search_key.get_secret_value() or settings.meili_key.get_secret_value()
    head, _, content = post(path, body).partition(b"\r\n\r\n")
    return Ask(b"%b\r\nAuthorization: Bearer %b\r\n\r\n%b" % (head, key.encode(), content), _require_hits)


def _require_hits(answer: Answer) -> None:
    if answer.status != HTTPStatus.OK or b'"hits":[{' not in answer.body:
        raise BenchError(f"the engine answered {answer.status}: {answer.body[:300].decode(errors='replace')}")


async def _in_turns(lanes: Sequence[_Lane], method: Method) -> float:
    """Let them take turns, and give what the first takes beyond the second as a multiple of the third."""
    asked = [(lane.port, lane.asks) for lane in lanes]
    await one_by_one(asked, seconds=len(lanes) * method.warm_up_seconds)
    for _ in range(method.rounds):
        found = await one_by_one(asked, seconds=len(lanes) * method.seconds)
        for lane, of_lane in zip(lanes, found, strict=True):
            lane.p50.append(milliseconds_at(of_lane, 0.5))
    whole, engine, listed = (lane.p50 for lane in lanes)
    return median((mine - its) / other for mine, its, other in zip(whole, engine, listed, strict=True))


def _suggestions(bench: Bench) -> Iterator[Ask]:
    """What a shopper asks while typing: each word, letter by letter."""
    typed = [word[:length] for word in bench.supplies.words for length in range(1, len(word) + 1)]
    document = _document("suggest.graphql")
    return cycle(
        [Ask(graphql_post("/bench/graphql", document, {**_PLACE, "query": each}), require_success) for each in typed]
    )


async def _changes(bench: Bench) -> tuple[float, float]:
    """A price and a stock, each changed as staff change them, with a worker beside."""
    row = await bench.connection.fetchrow(_NEWEST, COUNTRY_CODE)
    if row is None:
        raise BenchError("the shop shows no product that has a price")
    async with _working(bench):
        amount = str(Decimal(_AMOUNT) / 100)
        by_price = [{"price": {"min": amount, "max": amount}}]
        started = time.perf_counter()
        async with bench.runtime.database.transaction() as session:
            await set_prices(session, row["id"], {row["list_id"]: dict.fromkeys(row["variant_ids"], _AMOUNT)})
        price_seconds = await _until(bench, by_price, row["slug"], started, is_found=True)
        in_stock = [*by_price, {"inStock": True}]
        await _until(bench, in_stock, row["slug"], time.perf_counter(), is_found=True)
        ctx = await bench.runtime.system_context()
        rows = await bench.connection.fetch(_STOCK, row["variant_ids"])
        counted = {(each["warehouse_id"], each["variant_id"]): each["reserved"] for each in rows}
        started = time.perf_counter()
        async with ctx.transaction() as session:
            await set_on_hand(session, ctx.viewer, counted, "bench")
        stock_seconds = await _until(bench, in_stock, row["slug"], started, is_found=False)
    return price_seconds, stock_seconds


async def _until(bench: Bench, filters: list[Any], slug: str, started: float, *, is_found: bool) -> float:
    asked = graphql_post("/bench/graphql", _ASKED, {"country": COUNTRY_CODE, "filters": filters})
    while (f'"{slug}"'.encode() in await ask(bench.port, asked)) is not is_found:
        if time.perf_counter() - started > _GUARD_SECONDS:
            raise BenchError(f"a change was not seen within {_GUARD_SECONDS:.0f} seconds")
        await asyncio.sleep(0.01)
    return time.perf_counter() - started


@asynccontextmanager
async def _working(bench: Bench) -> AsyncIterator[None]:
    runtime = bench.runtime
    handlers, listeners = wiring.job_handlers(), wiring.listeners()
    worker = Worker(runtime.database, bench.settings.database_url, handlers, listeners, runtime.system_context)
    await bench.connection.execute("DELETE FROM pgqueuer")  # what filling the shop has left to do
    working = asyncio.create_task(worker.run_forever())
    try:
        yield
    finally:
        worker.stop()
        await working
