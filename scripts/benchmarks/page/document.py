"""docs/performance.md, and what the terminal shows."""

from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from scripts.benchmarks.load import CONNECTIONS
from scripts.benchmarks.page import charts, tables
from scripts.benchmarks.page.flame import flame_graph
from scripts.benchmarks.page.verdicts import growth_of_cpu, times_of_cpu, verdicts
from scripts.benchmarks.parts.exchange import PRODUCTS as EXCHANGED
from scripts.benchmarks.parts.profiling import Profile
from scripts.benchmarks.parts.searches import PRODUCTS as SEARCHED
from scripts.benchmarks.parts.soak import CACHE_BYTES, HANG_UP_SHARE
from scripts.benchmarks.parts.subscriptions import ORDERS, WARM_UP
from scripts.benchmarks.results import Run, Soak
from scripts.benchmarks.scenarios import Contender

_PICTURES: Final = "performance"
_GRAPHQL: Final = frozenset({"graphql-core", "Strawberry", "aiodataloader", "app/execution"})
_SERVER: Final = frozenset({"uvicorn and Starlette", "app/http"})
_NOT_SOAKED: Final = "Not measured yet: `./scripts/bench --soak --write`."


def summary(found: Run | Soak) -> str:
    """Everything that was found, for the terminal."""
    machine = "\n".join(f"{name}: {value}" for name, value in found.machine.items())
    parts = [machine, *(_tables(found).values() if isinstance(found, Run) else [_memory(found)])]
    if isinstance(found, Run) and found.profile:
        parts.append(tables.function_table(found.profile))
    return "\n\n".join(part for part in parts if part)


def write_page(docs: Path, run: Run, soak: Soak | None) -> list[Path]:
    """Write the page and its pictures; gives what was written."""
    pages = {docs / "performance.md": _page(run, soak)}
    pages |= {docs / _PICTURES / f"{name}.svg": picture for name, picture in _pictures(run, soak)}
    (docs / _PICTURES).mkdir(exist_ok=True)
    for path, text in pages.items():
        path.write_text(text, "utf-8")
    return list(pages)


def _tables(run: Run, soak: Soak | None = None) -> Mapping[str, str]:
    return {
        "verdicts": tables.verdict_table(verdicts(run, soak)),
        "scenarios": tables.scenario_table(run.scenarios),
        "cached": tables.cached_table(run.cached),
        "overhead": tables.overhead_table(run.overhead),
        "subscriptions": tables.subscription_table(run.subscriptions),
        "open_loops": tables.open_loop_table(run.scenarios, run.cached),
        "workers": tables.worker_table(run.workers),
        "sizes": tables.size_table(run.sizes),
        "catalogs": tables.catalog_table(run.catalogs),
        "trees": tables.tree_table(run.trees),
        "exchange": tables.exchange_table(run.exchange) if run.exchange else "",
        "prices": tables.price_table(run.prices) if run.prices else "",
        "searches": tables.search_table(run.searches) if run.searches else "",
        "concurrency": tables.concurrency_table(run.concurrency),
        "profile": tables.profile_table(run.profile) if run.profile else "",
    }


def _pictures(run: Run, soak: Soak | None) -> Iterator[tuple[str, str]]:
    yield "sizes", charts.by_size(run.sizes)
    yield "catalogs", charts.by_catalog(run.catalogs)
    yield "concurrency", charts.by_connections(run.concurrency)
    if run.profile:
        yield "flame", flame_graph(run.profile.stacks, run.profile.cpu)
    if soak:
        yield "memory", charts.of_memory(soak.result)


def _page(run: Run, soak: Soak | None) -> str:
    method, curves = run.lengths.scenarios, run.lengths.curves
    template = Template((files(__package__) / "page.md").read_text("utf-8"))
    return template.substitute(
        _tables(run, soak),
        date=f"{run.made_on:%-d %B %Y}",
        machine="\n".join(f"- {name}: {value}" for name, value in run.machine.items()),
        products=f"{run.products:,}",
        connections=CONNECTIONS,
        rounds=method.rounds,
        seconds=f"{method.seconds:g}",
        warm_up=f"{method.warm_up_seconds:g}",
        open_seconds=f"{method.open_seconds:g}",
        curve_rounds=curves.rounds,
        curve_seconds=f"{curves.seconds:g}",
        bytes_answered=f"{run.cached[0].bytes_answered:,}",
        growth=f"{growth_of_cpu(run):.1f}",
        strawberry_times=f"{times_of_cpu(run, Contender.STRAWBERRY):.1f}",
        resolvers_times=f"{times_of_cpu(run, Contender.RESOLVERS):.1f}",
        soak=f"{_memory(soak)}\n\n![Memory against requests]({_PICTURES}/memory.svg)" if soak else _NOT_SOAKED,
        exchanged=f"{EXCHANGED:,}",
        searched=f"{SEARCHED:,}",
        followed_orders=ORDERS,
        warm_subscriptions=WARM_UP,
        cache_mebibytes=CACHE_BYTES // 2**20,
        hang_ups=f"{HANG_UP_SHARE:.0%}",
        **_shares(run.profile),
    )


def _memory(soak: Soak) -> str:
    result = soak.result
    begin, settled, end = (size / 2**20 for size in (result.memory[0][1], result.settled, result.memory[-1][1]))
    return (
        f"On {soak.made_on:%-d %B %Y}, in {result.seconds / 60:.0f} minutes: {begin:.0f} MiB before the first request, "
        f"{settled:.0f} MiB after {result.warm_up:,}, {end:.0f} MiB after {result.requests:,}, of which "
        f"{result.hang_ups:,} were not waited for: {result.growth:+.1%} when warm."
    )


def _shares(found: Profile | None) -> Mapping[str, str]:
    """What GraphQL, the HTTP server and the shop take of the CPU."""

    def share(belongs: Callable[[str], bool]) -> str:
        return f"{sum(share for part, share in found.shares if belongs(part)):.0%}" if found else ""

    return {
        "graphql": share(_GRAPHQL.__contains__),
        "server": share(_SERVER.__contains__),
        "shop": share(lambda part: part not in _GRAPHQL | _SERVER),
    }
