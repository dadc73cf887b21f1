"""What do prices cost, and how soon does everybody see that something costs something else?"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final
from uuid import UUID

import asyncpg

from app import wiring
from app.cli.database import connected
from app.core.context import RequestContext
from app.core.settings import Settings
from app.currencies import ExchangeRatesCache, NewManualRate, set_rate_by_hand
from app.markets import AtlasCache, resolve_place
from app.pricing import PriceBookCache, PricedVariant, Shopper, prices_of_variants, prior_prices, set_prices
from app.worker import Worker
from scripts.benchmarks.carts import COUNTRY_CODE
from scripts.benchmarks.client import ask, graphql_post
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.process import Bench, running_bench
from scripts.benchmarks.shop import copied
from search import index_all

VARIANTS_AT_ONCE: Final = 300
VARIANTS: Final = 1_000_000
_ON_SALE: Final = 30
_ROUNDS: Final = 100
_AT_ONCE: Final = 100_000
_GUARD_SECONDS: Final = 30.0
_CURRENCY: Final = "CHF"
_CACHE_BYTES: Final = 10_000_000

_LIST_OF: Final = """
    SELECT price_list.id, price_list.currency_code, market_id FROM price_list
    JOIN market_country ON market_ids = ARRAY[market_id]
    WHERE market_country.country_code = $1 AND cardinality(group_codes) = 0
"""
_PRICED: Final = (
    "SELECT variant_id FROM price WHERE price_list_id = $1 AND min_quantity = 1 ORDER BY product_id LIMIT $2"
)
_PLAIN: Final = "SELECT variant_id, amount FROM price WHERE variant_id = ANY($1) AND price_list_id = $2"
_SALE: Final = """
    INSERT INTO sale (id, code, names, kind, percent, product_ids)
    SELECT gen_random_uuid(), 'bench', '{"en": "Sale"}', 'PERCENT', 10, array_agg(DISTINCT product_id)
    FROM product_variant WHERE id = ANY($1)
"""
_SALE_OF_ALL: Final = "UPDATE sale SET product_ids = '{}' WHERE code = 'bench'"
_OFFER: Final = "UPDATE market SET more_currency_codes = ARRAY[$2] WHERE id = $1"
_CONVERT: Final = """
    INSERT INTO market_pricing (market_id, base_price_list_id) VALUES ($1, $2)
    ON CONFLICT (market_id) DO UPDATE SET base_price_list_id = excluded.base_price_list_id
"""
_VARIANT_ID: Final = "('a0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
_PRODUCT_ID: Final = "(SELECT id FROM product ORDER BY id LIMIT 1)"
_PLANTED: Final = (
    f"""
    INSERT INTO product_variant (id, product_id, sku, position, names)
    SELECT {_VARIANT_ID}, {_PRODUCT_ID}, 'PRICED-' || n, n, '{{"en": ""}}'
    FROM generate_series($1::int, $2::int) AS n WHERE $3::uuid IS NOT NULL
    """,
    f"""
    INSERT INTO price (variant_id, price_list_id, product_id, amount)
    SELECT {_VARIANT_ID}, $3::uuid, {_PRODUCT_ID}, 1000 + n % 9000 FROM generate_series($1::int, $2::int) AS n
    """,
)
_LAST_PLANTED: Final = UUID(f"a0000000-0000-7000-8000-{VARIANTS:012x}")
_WRITTEN: Final = """
    SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables
    WHERE relname IN ('price', 'dated_price', 'price_past', 'product_variant', 'product')
"""
_NEWEST: Final = """
    SELECT product.id, product.slug, array_agg(price.variant_id) AS variant_ids FROM product
    JOIN product_listing ON product_listing.product_id = product.id
        AND list_id = '00000000-0000-0000-0000-000000000000' AND starts_at <= now()
    JOIN price ON price.product_id = product.id AND price.price_list_id = $1 AND price.min_quantity = 1
    GROUP BY product.id, product.slug, starts_at ORDER BY starts_at DESC, product.id DESC LIMIT 1
"""
_ASKED_LIST: Final = """query ($country: CountryCode!) @inContext(country: $country) {
  products(first: 1) { nodes { slug priceRange { min { displayed { amount } } } } }
}"""
_ASKED_SEARCH: Final = """query ($country: CountryCode!, $amount: Decimal!) @inContext(country: $country) {
  search(query: "", first: 1, filters: [{price: {min: $amount, max: $amount}}]) { nodes { slug } }
}"""


@dataclass(frozen=True)
class PricesResult:
    """What was found. CPU is this process's; PostgreSQL works beside it."""

    cpu_ms: float
    """Of the prices of `VARIANTS_AT_ONCE` variants for one shopper, a tenth of them on sale, with the prior prices."""
    reduced_cpu_ms: float
    """The same with all of them on sale."""
    statements: int
    plain_cpu_ms: float
    """Of reading the same amounts and nothing else, by the driver."""
    rate_seconds: float
    """From the call that sets a rate by hand to a price by it, with `VARIANTS` more variants in the list."""
    rows_written: int
    """Of prices, variants and products, by that."""
    list_seconds: float
    """From the call that sets prices of a product to a list that shows one, in another process that keeps answers."""
    search_seconds: float
    """The same to a search by the new price that finds it, with the worker beside."""

    @property
    def times(self) -> float:
        """The CPU as a multiple of that of the plain read."""
        return self.cpu_ms / self.plain_cpu_ms


async def measure_prices(settings: Settings, server_cpu: str) -> PricesResult:
    """On a copy of the shop: first what is read, then how soon a change is there."""
    async with AsyncExitStack() as opened:
        copy = await opened.enter_async_context(copied(settings, 1_000, searched=False, purpose="prices"))
        own = {"response_cache_bytes": _CACHE_BYTES, "search_prefix": f"{copy.search_prefix}prices_"}
        kept = copy.model_copy(update=own)
        await index_all(kept)
        bench = await opened.enter_async_context(running_bench(kept, server_cpu))
        market = await bench.connection.fetchrow(_LIST_OF, COUNTRY_CODE)
        if market is None:
            raise BenchError(f"no price list is for the market of {COUNTRY_CODE}")
        list_seconds, search_seconds = await _change_of_price(bench, market["id"])
        reads = await _reads(bench, market["id"])
        rate_seconds, rows_written = await _change_of_rate(bench, *market)
    return PricesResult(*reads, rate_seconds, rows_written, list_seconds, search_seconds)


async def _reads(bench: Bench, list_id: UUID) -> tuple[float, float, int, float]:
    """Each way in turns with a plain read, so that a machine that drifts bends no ratio; the median of the rounds."""
    ids = [row["variant_id"] for row in await bench.connection.fetch(_PRICED, list_id, VARIANTS_AT_ONCE)]
    if len(ids) < VARIANTS_AT_ONCE:
        raise BenchError(f"the list has fewer than {VARIANTS_AT_ONCE} prices")
    await bench.connection.execute(_SALE, ids[:: VARIANTS_AT_ONCE // _ON_SALE])
    some_ms, plain_ms, some = await _turns(bench, list_id, ids)
    await bench.connection.execute(_SALE_OF_ALL)
    all_ms, _, every = await _turns(bench, list_id, ids)
    return some_ms, all_ms, max(some, every), plain_ms


async def _turns(bench: Bench, list_id: UUID, ids: list[UUID]) -> tuple[float, float, int]:
    """CPU of the prices and of the plain read, and the statements of the prices."""
    ctx, seen = await bench.runtime.system_context(), list[str]()
    shopper = await _shopper(ctx, None)
    ctx.part(PriceBookCache).forget()

    async def full() -> None:
        priced = await _priced(ctx, shopper, ids)
        book = await ctx.part(PriceBookCache).get()
        await prior_prices(ctx.db, book, shopper, ctx.now, priced)

    async def plain() -> None:
        await ctx.db.fetch(_PLAIN, (ids, list_id))

    cpu: dict[Callable[[], Awaitable[None]], list[float]] = {full: [], plain: []}
    for _ in range(_ROUNDS):
        for work, found in cpu.items():
            started = time.process_time()
            await work()
            found.append((time.process_time() - started) * 1000)
    await ctx.part(PriceBookCache).get()
    bench.runtime.database.observers.append(seen.append)
    await full()
    bench.runtime.database.observers.remove(seen.append)
    return median(cpu[full]), median(cpu[plain]), len(seen)


async def _change_of_rate(bench: Bench, list_id: UUID, base: str, market_id: UUID) -> tuple[float, int]:
    """The list is offered in another currency by its rate, and the rate changes."""
    print(f"Planting {VARIANTS:,} variants …", flush=True)
    for first in range(1, VARIANTS + 1, _AT_ONCE):
        async with bench.connection.transaction():
            for statement in _PLANTED:
                await bench.connection.execute(statement, first, first + _AT_ONCE - 1, list_id)
    await bench.connection.execute(_OFFER, market_id, _CURRENCY)
    await bench.connection.execute(_CONVERT, market_id, list_id)
    ctx = await bench.runtime.system_context()
    await set_rate_by_hand(ctx, NewManualRate(base, _CURRENCY, Decimal(2), is_confirmed=True))
    bench.runtime.atlas.forget()
    shopper = await _shopper(ctx, _CURRENCY)
    before = (await _priced(await _anew(bench), shopper, [_LAST_PLANTED]))[_LAST_PLANTED].price.displayed
    written = await _written(bench)
    started = time.perf_counter()
    await set_rate_by_hand(ctx, NewManualRate(base, _CURRENCY, Decimal(3), is_confirmed=True))
    while (await _priced(await _anew(bench), shopper, [_LAST_PLANTED]))[_LAST_PLANTED].price.displayed == before:
        _guard(started)
    seconds = time.perf_counter() - started
    return seconds, await _written(bench) - written


async def _change_of_price(bench: Bench, list_id: UUID) -> tuple[float, float]:
    """As staff change a price, with the server and a worker running as they do."""
    row = await bench.connection.fetchrow(_NEWEST, list_id)
    if row is None:
        raise BenchError("the shop shows no product that has a price")
    runtime = bench.runtime
    handlers, listeners = wiring.job_handlers(), wiring.listeners()
    worker = Worker(runtime.database, bench.settings.database_url, handlers, listeners, runtime.system_context)
    await bench.connection.execute("DELETE FROM pgqueuer")  # what filling the shop has left to do
    working = asyncio.create_task(worker.run_forever())
    try:
        return await _until_seen(bench, list_id, row)
    finally:
        worker.stop()
        await working


async def _until_seen(bench: Bench, list_id: UUID, row: "asyncpg.Record") -> tuple[float, float]:
    place = {"country": COUNTRY_CODE}
    asked = graphql_post("/graphql", _ASKED_LIST, place)
    for _ in range(3):
        await ask(bench.port, asked)
    found = graphql_post("/graphql", _ASKED_SEARCH, {**place, "amount": "98765.43"})
    started = time.perf_counter()
    async with bench.runtime.database.transaction() as session:
        await set_prices(session, row["id"], {list_id: dict.fromkeys(row["variant_ids"], 9_876_543)})
    list_seconds = await _until(bench, asked, b"98765.43", started)
    search_seconds = await _until(bench, found, row["slug"].encode(), started)
    return list_seconds, search_seconds


async def _until(bench: Bench, asked: bytes, text: bytes, started: float) -> float:
    while text not in await ask(bench.port, asked):
        _guard(started)
        await asyncio.sleep(0.005)
    return time.perf_counter() - started


async def _anew(bench: Bench) -> RequestContext:
    """A context of now, in a process that has heard of everything."""
    bench.runtime.parts[ExchangeRatesCache].forget()
    bench.runtime.parts[PriceBookCache].forget()
    return await bench.runtime.system_context()


async def _shopper(ctx: RequestContext, currency_code: str | None) -> Shopper:
    atlas = await ctx.part(AtlasCache).get()
    return Shopper.of(resolve_place(atlas, COUNTRY_CODE, None, currency_code))


async def _priced(ctx: RequestContext, shopper: Shopper, ids: list[UUID]) -> dict[UUID, PricedVariant]:
    book = await ctx.part(PriceBookCache).get()
    return await prices_of_variants(ctx.db, book.tariff(shopper, ctx.now), ids, moment=ctx.now)


async def _written(bench: Bench) -> int:
    """As PostgreSQL counts: in a connection of its own, which tells what the others did when it looks first."""
    await bench.connection.execute("SELECT pg_stat_force_next_flush()")
    await asyncio.sleep(1.0)
    async with connected(bench.settings.database_url) as connection:
        count: int = await connection.fetchval(_WRITTEN)
    return count


def _guard(started: float) -> None:
    if time.perf_counter() - started > _GUARD_SECONDS:
        raise BenchError(f"a change was not seen within {_GUARD_SECONDS:.0f} seconds")
