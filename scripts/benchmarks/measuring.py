"""What there is to measure, and how long each part of it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.clock import utc_now
from app.core.settings import Settings
from scripts.benchmarks.parts.cached import Verb, measure_cached
from scripts.benchmarks.parts.catalogs import measure_catalogs
from scripts.benchmarks.parts.contenders import measure_scenario
from scripts.benchmarks.parts.exchange import PRODUCTS, measure_exchange
from scripts.benchmarks.parts.overhead import measure_overhead
from scripts.benchmarks.parts.prices import measure_prices
from scripts.benchmarks.parts.profiling import profile
from scripts.benchmarks.parts.searches import measure_searches
from scripts.benchmarks.parts.sizes import measure_concurrency, measure_sizes
from scripts.benchmarks.parts.soak import CACHE_BYTES, soak
from scripts.benchmarks.parts.subscriptions import measure_subscriptions
from scripts.benchmarks.parts.trees import measure_trees
from scripts.benchmarks.parts.workers import measure_workers
from scripts.benchmarks.process import Bench, running_bench
from scripts.benchmarks.results import Lengths, Run, Soak
from scripts.benchmarks.scenarios import Contender, Scenario
from scripts.benchmarks.shop import copied
from scripts.benchmarks.turns import Method

CATALOG_SIZES: Final = [1_000, 10_000, 100_000]
TREE_SIZES: Final = [(11, 1_000), (10_000, 1_000_000)]
"""Categories and products."""


class Part(StrEnum):
    """What can be measured. The value is the name that `--only` takes."""

    LIST_24 = "list24"
    LIST_100 = "list100"
    PRODUCT = "product"
    SEARCH = "search"
    CART = "cart"
    COMPLETION = "completion"
    CACHED = "cached"
    OVERHEAD = "overhead"
    SUBSCRIPTIONS = "subscriptions"
    WORKERS = "workers"
    SIZES = "sizes"
    CONCURRENCY = "concurrency"
    CATALOGS = "catalogs"
    TREES = "trees"
    EXCHANGE = "exchange"
    PRICES = "prices"
    SEARCHES = "searches"
    PROFILE = "profile"


_OF_THEIR_OWN: Final = (Part.CATALOGS, Part.TREES, Part.EXCHANGE, Part.PRICES, Part.SEARCHES)
"""Parts that make shops of their own."""

FULL: Final = Lengths(
    scenarios=Method(rounds=5, seconds=1.5, warm_up_seconds=1.0, open_seconds=4.0),
    curves=Method(rounds=3, seconds=0.8, warm_up_seconds=0.4),
    catalogs=Method(rounds=5, seconds=1.0, warm_up_seconds=0.6),
    profiled_seconds=8.0,
)
QUICK: Final = Lengths(
    scenarios=Method(rounds=3, seconds=0.4, warm_up_seconds=0.2),
    curves=Method(rounds=2, seconds=0.15, warm_up_seconds=0.1),
    catalogs=Method(rounds=3, seconds=0.4, warm_up_seconds=0.2),
    profiled_seconds=2.0,
)


@dataclass(frozen=True)
class Order:
    """What a run is to measure."""

    parts: Sequence[Part]
    lengths: Lengths
    products: int
    profiled: Scenario = Scenario.LIST_24


async def measure(settings: Settings, order: Order, server_cpu: str, machine: Mapping[str, str]) -> Run:
    """Measure what was ordered."""
    run = Run(utc_now().date(), machine, order.lengths, order.products)
    parts = [part for part in order.parts if part not in _OF_THEIR_OWN]
    if parts:
        async with copied(settings, order.products) as copy, running_bench(copy, server_cpu) as bench:
            for part in parts:
                _say(part)
                await _measure_part(bench, part, order, run, server_cpu)
    if Part.CATALOGS in order.parts:
        _say(Part.CATALOGS)
        run.catalogs = await measure_catalogs(settings, server_cpu, CATALOG_SIZES, order.lengths.catalogs)
    if Part.TREES in order.parts:
        _say(Part.TREES)
        run.trees = await measure_trees(settings, server_cpu, TREE_SIZES, order.lengths.catalogs)
    if Part.EXCHANGE in order.parts:
        _say(Part.EXCHANGE)
        run.exchange = await measure_exchange(settings, PRODUCTS, server_cpu)
    if Part.PRICES in order.parts:
        _say(Part.PRICES)
        run.prices = await measure_prices(settings, server_cpu)
    if Part.SEARCHES in order.parts:
        _say(Part.SEARCHES)
        run.searches = await measure_searches(settings, server_cpu, order.lengths.catalogs)
    return run


async def _measure_part(bench: Bench, part: Part, order: Order, run: Run, server_cpu: str) -> None:
    lengths = order.lengths
    match part:
        case Part.CACHED:
            run.cached = [await measure_cached(bench, verb, lengths.scenarios) for verb in Verb]
        case Part.OVERHEAD:
            run.overhead = await measure_overhead(bench, lengths.scenarios, server_cpu)
        case Part.SUBSCRIPTIONS:
            run.subscriptions = await measure_subscriptions(bench, server_cpu)
        case Part.WORKERS:
            run.workers = await measure_workers(bench, lengths.scenarios)
        case Part.SIZES:
            run.sizes = await measure_sizes(bench, lengths.curves)
        case Part.CONCURRENCY:
            run.concurrency = await measure_concurrency(bench, lengths.curves)
        case Part.PROFILE:
            run.profile = await profile(bench, order.profiled, lengths.profiled_seconds)
        case _:
            found = await measure_scenario(bench, Scenario(part.value), lengths.scenarios)
            run.scenarios.append(found)
            print(f"  {found.contenders[Contender.GRAPHQL].rate:.1f} requests/s by GraphQL", flush=True)


async def measure_soak(
    settings: Settings, products: int, requests: int, server_cpu: str, machine: Mapping[str, str]
) -> Soak:
    """Soak a server of its own."""
    print(f"Soaking with {requests:,} requests …", flush=True)
    async with copied(settings, products) as copy:
        bound = copy.model_copy(update={"response_cache_bytes": CACHE_BYTES})
        async with running_bench(bound, server_cpu) as bench:
            return Soak(utc_now().date(), machine, await soak(bench, requests))


def _say(part: Part) -> None:
    print(f"Measuring: {part} …", flush=True)
