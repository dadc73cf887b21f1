"""The aims, and whether what was measured reaches them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scripts.benchmarks.parts.cached import Answerer
from scripts.benchmarks.parts.contenders import ScenarioResult
from scripts.benchmarks.parts.exchange import SIZES
from scripts.benchmarks.parts.prices import VARIANTS, VARIANTS_AT_ONCE
from scripts.benchmarks.parts.searches import PRODUCTS as SEARCHED
from scripts.benchmarks.parts.searches import SUGGESTIONS_A_SECOND
from scripts.benchmarks.parts.subscriptions import SUBSCRIPTIONS
from scripts.benchmarks.results import Run, Soak
from scripts.benchmarks.scenarios import Contender, Scenario
from scripts.benchmarks.turns import Measured

LEAST_SHARE_OF_SQL: Final = 0.65
LEAST_CPU_OF_STRAWBERRY: Final = 8.0
LEAST_SHARE_OF_CONSTANT: Final = 0.8
MOST_OVERHEAD: Final = 1.5
MOST_CPU_OF_100: Final = 4.2
MOST_OF_A_LATE_PAGE: Final = 1.2
MOST_OF_A_LARGE_TREE: Final = 1.3
MOST_STATEMENTS: Final = 5
MOST_GROWTH: Final = 0.20
LEAST_PRODUCTS_A_SECOND: Final = 1_000.0
MOST_MEBIBYTES: Final = 300.0
MOST_MS_OF_PRICES: Final = 3.0
MOST_STATEMENTS_OF_PRICES: Final = 2
MOST_BEYOND_THE_ENGINE: Final = 1.3
MOST_MS_OF_SUGGESTIONS: Final = 20.0
MOST_MINUTES_OF_FILLING: Final = 15.0
MOST_GIBIBYTES_OF_THE_ENGINE: Final = 2.0
MOST_SECONDS_TO_SEARCH: Final = 3.0


@dataclass(frozen=True)
class Verdict:
    """One figure beside its aim."""

    figure: str
    aim: str
    measured: str
    holds: bool


def verdicts(run: Run, soak: Soak | None) -> list[Verdict]:
    """A verdict on each figure that was measured."""
    parts = (_of_lists, _of_the_cache, _of_http, _of_growth, _of_exchange, _of_prices, _of_searches)
    found = [verdict for part in parts for verdict in part(run)]
    if soak:
        growth = soak.result.growth
        figure = f"memory of one worker after {soak.result.requests:,} mixed requests, against that when warm"
        found.append(_at_most(figure, growth, MOST_GROWTH, "{:+.0%}"))
    return found


def growth_of_cpu(run: Run) -> float | None:
    """CPU of 100 products as a multiple of that of 24."""
    by_size = {point.at: point.measured for point in run.sizes if point.contender is Contender.GRAPHQL}
    return by_size[100].ratio_to(by_size[24], lambda each: each.cpu) if by_size else None


def times_of_cpu(run: Run, contender: Contender) -> float | None:
    """What a contender takes for a list of 24 products, as a multiple of the plan's CPU."""
    result = next((each for each in run.scenarios if each.scenario is Scenario.LIST_24), None)
    return result.contenders[contender].ratio_to(_graphql(result), lambda each: each.cpu) if result else None


def _of_lists(run: Run) -> Iterator[Verdict]:
    by_scenario = {result.scenario: result for result in run.scenarios}
    for scenario in (Scenario.LIST_24, Scenario.LIST_100):
        if result := by_scenario.get(scenario):
            share = _graphql(result).share_of(result.contenders[Contender.SQL])
            yield _at_least(
                f"{scenario.label}, uncached: throughput ÷ that of SQL which builds the JSON",
                share,
                LEAST_SHARE_OF_SQL,
                "{:.2f}",
            )
    if (times := times_of_cpu(run, Contender.STRAWBERRY)) is not None:
        figure = "list of 24 products: CPU by plain Strawberry ÷ CPU by plan"
        yield _at_least(figure, times, LEAST_CPU_OF_STRAWBERRY, "{:.1f}")


def _of_the_cache(run: Run) -> Iterator[Verdict]:
    for result in run.cached:
        cache, constant = result.answerers[Answerer.CACHE], result.answerers[Answerer.CONSTANT]
        figure = f"cached answer by {result.verb}: throughput ÷ that of a handler of constant bytes, the same by CPU"
        share = min(cache.share_of(constant), constant.ratio_to(cache, lambda each: each.cpu))
        yield _at_least(f"{figure}: the smaller", share, LEAST_SHARE_OF_CONSTANT, "{:.2f}")


def _of_http(run: Run) -> Iterator[Verdict]:
    for result in run.overhead:
        figure = f"the whole HTTP layer by {result.verb}: CPU per request ÷ that of a bare Starlette server, same bytes"
        yield _at_most(figure, result.times, MOST_OVERHEAD, "{:.2f}")
    for following in run.subscriptions:
        yield Verdict(
            f"subscriptions open on one worker by {following.transport.label}, each told of a change; memory of each",
            f"{SUBSCRIPTIONS:,}",
            f"{following.subscriptions:,}; {following.bytes_each / 1024:.0f} KiB",
            following.subscriptions >= SUBSCRIPTIONS,
        )


def _of_growth(run: Run) -> Iterator[Verdict]:
    if (times := growth_of_cpu(run)) is not None:
        yield _at_most("CPU of 100 products ÷ CPU of 24", times, MOST_CPU_OF_100, "{:.1f}")
    if run.catalogs:
        largest = max(run.catalogs, key=lambda each: each.products)
        figure = f"page {largest.late_page:,} ÷ page 1 of {largest.products:,} products, by cursor: time"
        yield _at_most(
            figure, largest.late.ratio_to(largest.first, lambda each: each.p50), MOST_OF_A_LATE_PAGE, "{:.2f}"
        )
    if len(run.trees) > 1:
        small, large = run.trees[0], run.trees[-1]
        times = max(
            large.top.ratio_to(small.top, lambda each: each.p50),
            large.middle.ratio_to(small.middle, lambda each: each.p50),
        )
        figure = (
            f"page of a category among {large.categories:,} with {large.products:,} products ÷ the same among "
            f"{small.categories:,} with {small.products:,}: time"
        )
        yield _at_most(figure, times, MOST_OF_A_LARGE_TREE, "{:.2f}")
    if run.sizes:
        statements = max(point.measured.statements for point in run.sizes if point.contender is Contender.GRAPHQL)
        yield _at_most("SQL statements of a list, of any length", statements, MOST_STATEMENTS, "{:d}")


def _of_exchange(run: Run) -> Iterator[Verdict]:
    if run.exchange is None:
        return
    variants = run.exchange.new.products * len(SIZES)
    for way, passage in (("import", run.exchange.new), ("export", run.exchange.out)):
        size = f"{way} of {passage.products:,} products"
        size = f"{size} with {variants:,} variants in six languages" if way == "import" else size
        yield _at_least(f"{size}: products per second", passage.rate, LEAST_PRODUCTS_A_SECOND, "{:,.0f}")
        mebibytes = passage.peak_bytes / 2**20
        yield _at_most(f"{way} of the same: most memory ever, in MiB", mebibytes, MOST_MEBIBYTES, "{:,.0f}")


def _of_prices(run: Run) -> Iterator[Verdict]:
    if run.prices is None:
        return
    figure = f"prices of {VARIANTS_AT_ONCE} variants, a tenth of them on sale, with what the law wants beside them"
    yield _at_most(f"{figure}: CPU in ms", run.prices.cpu_ms, MOST_MS_OF_PRICES, "{:.2f}")
    yield _at_most(f"{figure}: SQL statements", run.prices.statements, MOST_STATEMENTS_OF_PRICES, "{:d}")
    figure = f"rows that a new exchange rate writes of prices, variants and products, with {VARIANTS:,} variants"
    yield _at_most(figure, run.prices.rows_written, 0, "{:d}")
    seconds = max(run.prices.list_seconds, run.prices.search_seconds)
    yield _at_most("a new price is in lists, search and kept answers: seconds", seconds, 1, "{:.2f}")


def _of_searches(run: Run) -> Iterator[Verdict]:
    if (found := run.searches) is None:
        return
    size = f"{SEARCHED:,} products in six languages"
    figure = f"search among {size}: what a request takes beyond the engine's own answer ÷ the list of the same products"
    yield _at_most(figure, found.times, MOST_BEYOND_THE_ENGINE, "{:.2f}")
    figure = f"suggestions among them, {SUGGESTIONS_A_SECOND} requests a second: p50 in ms"
    yield _at_most(figure, found.suggest_ms, MOST_MS_OF_SUGGESTIONS, "{:.1f}")
    yield _at_most(
        f"filling the index with {size}: minutes", found.fill_seconds / 60, MOST_MINUTES_OF_FILLING, "{:.1f}"
    )
    gibibytes = found.engine_bytes / 2**30
    yield _at_most("the engine's memory meanwhile, in GiB", gibibytes, MOST_GIBIBYTES_OF_THE_ENGINE, "{:.2f}")
    seconds = max(found.price_seconds, found.stock_seconds)
    yield _at_most("a changed price or stock is searchable: seconds", seconds, MOST_SECONDS_TO_SEARCH, "{:.2f}")


def _graphql(result: ScenarioResult) -> Measured:
    return result.contenders[Contender.GRAPHQL]


def _at_least(figure: str, measured: float, aim: float, form: str) -> Verdict:
    return Verdict(figure, f"at least {form.format(aim)}", form.format(measured), measured >= aim)


def _at_most(figure: str, measured: float, aim: float, form: str) -> Verdict:
    return Verdict(figure, f"at most {form.format(aim)}", form.format(measured), measured <= aim)
