"""Tables, in Markdown that is also legible in a terminal."""

from collections.abc import Sequence
from typing import Final

from scripts.benchmarks.page.verdicts import Verdict
from scripts.benchmarks.parts.cached import Answerer, CachedResult
from scripts.benchmarks.parts.catalogs import CatalogResult
from scripts.benchmarks.parts.contenders import ScenarioResult
from scripts.benchmarks.parts.exchange import ExchangeResult
from scripts.benchmarks.parts.overhead import Layer, OverheadResult
from scripts.benchmarks.parts.prices import VARIANTS, VARIANTS_AT_ONCE, PricesResult
from scripts.benchmarks.parts.profiling import Profile
from scripts.benchmarks.parts.searches import SUGGESTIONS_A_SECOND, SearchesResult
from scripts.benchmarks.parts.sizes import Point
from scripts.benchmarks.parts.subscriptions import SubscriptionsResult
from scripts.benchmarks.parts.trees import TreeResult
from scripts.benchmarks.parts.workers import WorkersResult
from scripts.benchmarks.scenarios import Contender
from scripts.benchmarks.turns import Measured, OpenLoop

ANSWERED_BY: Final = {
    Contender.GRAPHQL: "GraphQL",
    Contender.RESOLVERS: "GraphQL, plan turned off",
    Contender.STRAWBERRY: "GraphQL by plain Strawberry",
    Contender.PLAIN: "same statements, plain dicts",
    Contender.SQL: "SQL builds the JSON",
}
_ANSWERERS: Final = {Answerer.CACHE: "response cache", Answerer.CONSTANT: "constant bytes"}
_LAYERS: Final = {Layer.SHOP: "the shop", Layer.BARE: "bare Starlette"}
_SMALLEST_SHARE: Final = 0.01
_BEFORE_NUMBERS: Final = "0123456789+-×"


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    """Each figure beside its aim."""
    rows = [(each.figure, each.aim, each.measured, "yes" if each.holds else "**no**") for each in verdicts]
    return _table(("figure", "aim", "measured", "holds"), rows)


def scenario_table(results: Sequence[ScenarioResult]) -> str:
    """A line for each contender of each scenario."""
    rows = []
    for result in results:
        graphql = result.contenders[Contender.GRAPHQL]
        for contender, measured in result.contenders.items():
            is_graphql = contender is Contender.GRAPHQL
            rows.append(
                (
                    result.scenario.label if is_graphql else "",
                    ANSWERED_BY[contender],
                    *_rate_and_latency(measured),
                    str(measured.statements),
                    f"{measured.cpu:.2f}",
                    "" if is_graphql else f"{graphql.share_of(measured):.2f}",
                )
            )
    head = ("scenario", "answered by", "requests/s", "p50 ms", "p99 ms", "SQL", "CPU ms", "GraphQL ÷ this")
    return _table(head, rows)


def cached_table(results: Sequence[CachedResult]) -> str:
    """The response cache beside constant bytes, and who was busy."""
    rows = []
    for result in results:
        for answerer, measured in result.answerers.items():
            is_cache = answerer is Answerer.CACHE
            rows.append(
                (
                    result.verb if is_cache else "",
                    _ANSWERERS[answerer],
                    *_rate_and_latency(measured),
                    f"{measured.cpu:.3f}",
                    f"{measured.median(lambda each: each.server_busy):.0%}",
                    f"{measured.median(lambda each: each.load_busy):.0%}",
                    "" if is_cache else f"{result.answerers[Answerer.CACHE].share_of(measured):.2f}",
                )
            )
    head = ("asked by", "answered by", "requests/s", "p50 ms", "p99 ms", "CPU ms", "server", "load", "cache ÷ this")
    return _table(head, rows)


def overhead_table(results: Sequence[OverheadResult]) -> str:
    """The whole HTTP layer beside none."""
    rows = []
    for result in results:
        for layer, measured in result.layers.items():
            is_shop = layer is Layer.SHOP
            rows.append(
                (
                    result.verb if is_shop else "",
                    _LAYERS[layer],
                    *_rate_and_latency(measured),
                    f"{measured.cpu:.3f}",
                    "" if is_shop else f"{result.times:.2f}",
                )
            )
    return _table(("asked by", "answered by", "requests/s", "p50 ms", "p99 ms", "CPU ms", "shop ÷ this"), rows)


def open_loop_table(scenarios: Sequence[ScenarioResult], cached: Sequence[CachedResult]) -> str:
    """Latencies at half of the closed loop's throughput."""
    found = [
        *((result.scenario.label, result.open_loop) for result in scenarios),
        *((f"list of 24 products from the response cache, {result.verb}", result.open_loop) for result in cached),
    ]
    rows = [
        (label, f"{each.rate:.1f}", str(each.requests), f"{each.p50:.1f}", f"{each.p99:.1f}")
        for label, each in found
        if each
    ]
    return _table(("scenario", "requests/s sent", "requests", "p50 ms", "p99 ms"), rows)


def subscription_table(results: Sequence[SubscriptionsResult]) -> str:
    """Open subscriptions on one worker."""
    rows = [
        (
            each.transport.label,
            f"{each.subscriptions:,}",
            f"{each.bytes_each / 1024:.1f}",
            f"{each.opened_seconds:.1f}",
            f"{each.told_median_ms:,.0f}",
            f"{each.told_all_ms:,.0f}",
        )
        for each in results
    ]
    head = ("by", "subscriptions", "KiB each", "opened in s", "half told after ms", "all told after ms")
    return _table(head, rows)


def worker_table(results: Sequence[WorkersResult]) -> str:
    """One process and two."""
    rows = []
    for result in results:
        for workers, measured, opened in ((1, result.one, result.one_open), (2, result.two, result.two_open)):
            rows.append(
                (
                    result.label if workers == 1 else "",
                    str(workers),
                    *_rate_and_latency(measured),
                    "" if workers == 1 else f"{measured.share_of(result.one):.2f}",
                    _latencies(opened),
                )
            )
    head = ("scenario", "workers", "requests/s", "p50 ms", "p99 ms", "÷ one", "open loop, p50 / p99 ms")
    return _table(head, rows)


def size_table(points: Sequence[Point]) -> str:
    """Lists of several lengths."""
    rows = [
        (
            str(point.at),
            ANSWERED_BY[point.contender],
            f"{point.measured.p50:.2f}",
            f"{point.measured.p99:.2f}",
            f"{point.measured.cpu:.2f}",
            str(point.measured.statements),
        )
        for point in points
    ]
    return _table(("products", "answered by", "p50 ms", "p99 ms", "CPU ms", "SQL"), rows)


def concurrency_table(points: Sequence[Point]) -> str:
    """The same list for more and more connections."""
    rows = [(str(point.at), ANSWERED_BY[point.contender], *_rate_and_latency(point.measured)) for point in points]
    return _table(("connections", "answered by", "requests/s", "p50 ms", "p99 ms"), rows)


def catalog_table(results: Sequence[CatalogResult]) -> str:
    """Catalogs of several sizes."""
    rows = []
    for result in results:
        for page, measured in ((1, result.first), (result.late_page, result.late)):
            ratio = "" if page == 1 else f"{measured.ratio_to(result.first, lambda each: each.p50):.2f}"
            label = f"{result.products:,} products" if page == 1 else ""
            rows.append(
                (label, f"{page:,}", f"{measured.p50:.2f}", f"{measured.p99:.2f}", f"{measured.cpu:.2f}", ratio)
            )
    return _table(("catalog", "page", "p50 ms", "p99 ms", "CPU ms", "p50 ÷ page 1"), rows)


def tree_table(results: Sequence[TreeResult]) -> str:
    """The page of a category in trees of several sizes."""
    rows = []
    for result in results:
        size = f"{result.categories:,} and {result.products:,}"
        for place, measured in (("the top", result.top), ("one below it", result.middle)):
            base = results[0].top if measured is result.top else results[0].middle
            ratio = "" if result is results[0] else f"{measured.ratio_to(base, lambda each: each.p50):.2f}"
            figures = (f"{measured.p50:.2f}", f"{measured.p99:.2f}", f"{measured.cpu:.2f}", str(measured.statements))
            rows.append((size, place, *figures, ratio))
    head = ("categories and products", "category", "p50 ms", "p99 ms", "CPU ms", "SQL", "p50 ÷ that of the first")
    return _table(head, rows)


def price_table(result: PricesResult) -> str:
    """Prices read, and how soon a change of one is seen."""
    seconds = "{:.2f} s".format
    rows = [
        (f"prices of {VARIANTS_AT_ONCE} variants, a tenth of them on sale: CPU", f"{result.cpu_ms:.2f} ms"),
        ("the same with all of them on sale", f"{result.reduced_cpu_ms:.2f} ms"),
        ("the first ÷ a plain read of the amounts: CPU", f"{result.times:.1f}"),
        ("SQL statements of it", str(result.statements)),
        (f"a new exchange rate is in the prices of {VARIANTS:,} variants after", seconds(result.rate_seconds)),
        ("rows of prices, variants and products that it writes", str(result.rows_written)),
        ("a new price is in lists of another process that keeps answers after", seconds(result.list_seconds)),
        ("and is searched by after", seconds(result.search_seconds)),
    ]
    return _table(("what", "figure"), rows)


def search_table(result: SearchesResult) -> str:
    """A page of hits beside what it consists of, suggestions, filling, and how soon a change is found."""
    milliseconds, seconds = "{:.1f} ms".format, "{:.2f} s".format
    rows = [
        ("a page of hits, the whole request: p50", milliseconds(result.search_ms)),
        ("the engine's own answer to the same question: p50", milliseconds(result.engine_ms)),
        ("the same products by their ids, the whole request: p50", milliseconds(result.list_ms)),
        ("(the first − the second) ÷ the third", f"{result.times:.2f}"),
        ("the third again and again, so that the server never rests: p50", milliseconds(result.list_without_rest_ms)),
        (f"suggestions, {SUGGESTIONS_A_SECOND} requests a second: p50", milliseconds(result.suggest_ms)),
        ("the same: p99", milliseconds(result.suggest_p99_ms)),
        ("filling the indexes of six languages", f"{result.fill_seconds / 60:.1f} minutes"),
        ("memory of the engine's own meanwhile", f"{result.engine_bytes / 2**20:,.0f} MiB"),
        ("a new price is searched by after", seconds(result.price_seconds)),
        ("what is sold out is no longer found as in stock after", seconds(result.stock_seconds)),
    ]
    return _table(("what", "figure"), rows)


def exchange_table(result: ExchangeResult) -> str:
    """A large catalog on its way in and out."""
    passages = {
        "import of new products": result.new,
        "import of the same file again": result.again,
        "export of everything": result.out,
        f"import with prices in {result.price_lists} lists": result.priced_everywhere,
    }
    rows = [
        (
            what,
            f"{each.products:,}",
            f"{each.seconds:.0f}",
            f"{each.rate:,.0f}",
            f"{each.cpu_seconds / each.products * 1000:.2f}",
            f"{each.peak_bytes / 2**20:.0f}",
        )
        for what, each in passages.items()
    ]
    return _table(("command", "products", "seconds", "products/s", "CPU ms each", "peak MiB"), rows)


def profile_table(found: Profile) -> str:
    """Where the CPU of a request goes, and what throughput could gain at most if a part of it cost nothing."""
    rows = [
        (part, f"{share:.0%}", f"{share * found.cpu:.2f}", f"× {1 / (1 - share):.2f}" if share < 1 else "")
        for part, share in found.shares
        if share >= _SMALLEST_SHARE
    ]
    return _table(("part", "share", "CPU ms", "without it"), rows)


def function_table(found: Profile) -> str:
    """The same by function."""
    rows = [(name, f"{share:.1%}", f"{share * found.cpu:.2f}") for name, share in found.functions]
    return _table(("function", "share", "CPU ms"), rows)


def _rate_and_latency(measured: Measured) -> tuple[str, str, str]:
    rate = f"{measured.rate:,.0f}" if measured.rate >= 100 else f"{measured.rate:.1f}"
    return rate, f"{measured.p50:.1f}", f"{measured.p99:.1f}"


def _latencies(opened: OpenLoop | None) -> str:
    return f"{opened.p50:.1f} / {opened.p99:.1f}" if opened else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Texts to the left, numbers to the right; nothing where there are no rows."""
    if not rows:
        return ""
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    is_number = [all(not cell or cell[0] in _BEFORE_NUMBERS for cell in column[1:]) for column in columns]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(cells, widths, is_number, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * (width - 1) + ":" if number else "-" * width for width, number in zip(widths, is_number, strict=True)]
    return "\n".join([line(head), f"| {' | '.join(rule)} |", *map(line, rows)])
