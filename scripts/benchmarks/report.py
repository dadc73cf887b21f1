"""What a run found, as text: a table for the terminal, a page for docs/performance.md."""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from string import Template
from typing import Final

from app.core.clock import utc_now
from scripts.benchmarks.load import CONNECTIONS
from scripts.benchmarks.measure import Method, Profile, Result
from scripts.benchmarks.scenarios import Contender, Scenario

_ANSWERED_BY: Final = {
    Contender.GRAPHQL: "GraphQL",
    Contender.PLAIN: "same statements, plain dicts",
    Contender.SQL: "SQL builds the JSON",
}
_HEAD: Final = ("scenario", "answered by", "requests/s", "p50 ms", "p99 ms", "SQL", "CPU ms", "GraphQL ÷ this")
_SMALLEST_SHARE: Final = 0.01
_ENGINE: Final = frozenset({"graphql-core", "Strawberry", "aiodataloader", "app/execution"})
_SERVER: Final = "uvicorn and Starlette"


def figures(results: Sequence[Result]) -> str:
    """The table: a line for each contender of each scenario."""
    rows = []
    for result in results:
        graphql = result.contenders[Contender.GRAPHQL]
        for contender, measured in result.contenders.items():
            is_graphql = contender is Contender.GRAPHQL
            rows.append(
                (
                    result.scenario.label if is_graphql else "",
                    _ANSWERED_BY[contender],
                    f"{measured.rate:.0f}" if measured.rate >= 100 else f"{measured.rate:.1f}",
                    f"{measured.latency(0.5):.1f}",
                    f"{measured.latency(0.99):.1f}",
                    str(measured.statements),
                    f"{measured.cpu_milliseconds:.2f}",
                    "" if is_graphql else f"{graphql.share_of(measured):.2f}",
                )
            )
    return _table(_HEAD, rows)


def open_loops(results: Sequence[Result]) -> str:
    """The table of latencies at half of the closed loop's throughput; empty where none were measured."""
    rows = [
        (
            result.scenario.label,
            f"{result.open_loop.rate:.1f}",
            str(result.open_loop.requests),
            f"{result.open_loop.p50:.1f}",
            f"{result.open_loop.p99:.1f}",
        )
        for result in results
        if result.open_loop
    ]
    return _table(("scenario", "requests/s sent", "requests", "p50 ms", "p99 ms"), rows) if rows else ""


def profile(found: Profile) -> str:
    """The table of where the CPU of a request goes."""
    rows = [
        (part, f"{share:.0%}", f"{share * found.cpu_milliseconds:.2f}")
        for part, share in found.shares
        if share >= _SMALLEST_SHARE
    ]
    return _table(("part", "share", "CPU ms"), rows)


def functions(found: Profile) -> str:
    """The same by function."""
    rows = [(name, f"{share:.1%}", f"{share * found.cpu_milliseconds:.2f}") for name, share in found.functions]
    return _table(("function", "share", "CPU ms"), rows)


def performance_page(
    results: Sequence[Result], found: Profile, method: Method, machine: Mapping[str, str], products: int
) -> str:
    """docs/performance.md."""
    by_scenario = {result.scenario: result for result in results}
    lists = [by_scenario[each].contenders[Contender.GRAPHQL] for each in (Scenario.LIST_24, Scenario.LIST_100)]
    template = Template((files(__package__) / "page.md").read_text("utf-8"))
    return template.substitute(
        date=f"{utc_now():%-d %B %Y}",
        machine="\n".join(f"- {name}: {value}" for name, value in machine.items()),
        products=f"{products:,}",
        connections=CONNECTIONS,
        rounds=method.rounds,
        seconds=f"{method.seconds:g}",
        warm_up=f"{method.warm_up_seconds:g}",
        open_seconds=f"{method.open_seconds:g}",
        figures=figures(results),
        open_loops=open_loops(results),
        profile=profile(found),
        engine=_share(found, _ENGINE.__contains__),
        server=_share(found, _SERVER.__eq__),
        shop=_share(found, lambda part: part not in _ENGINE and part != _SERVER),
        growth=f"{lists[1].cpu_milliseconds / lists[0].cpu_milliseconds:.1f}",
    )


def _share(found: Profile, belongs: Callable[[str], bool]) -> str:
    return f"{sum(share for part, share in found.shares if belongs(part)):.0%}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that reads well as it is: texts to the left, numbers to the right."""
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    is_number = [all(not cell or cell[0].isdigit() for cell in column[1:]) for column in columns]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(cells, widths, is_number, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * (width - 1) + ":" if number else "-" * width for width, number in zip(widths, is_number, strict=True)]
    return "\n".join([line(head), f"| {' | '.join(rule)} |", *map(line, rows)])
