"""`./scripts/bench`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop

from app.cli.failures import CommandError, plain_errors
from app.cli.interruption import stoppable
from app.core.settings import Settings
from app.embedded import load_settings, running_services
from scripts.benchmarks import machine, report
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.measure import FULL, QUICK, Method, Profile, Result, measure, profile
from scripts.benchmarks.process import running_bench
from scripts.benchmarks.scenarios import Contender, Scenario
from scripts.benchmarks.shop import bench_settings, copied

_ROOT: Final = Path(__file__).parents[2]
_PAGE: Final = _ROOT / "docs" / "performance.md"
_PROFILED_SECONDS: Final = 6.0


@dataclass(frozen=True)
class Plan:
    """What was asked for."""

    scenarios: Sequence[Scenario]
    method: Method
    products: int
    profiled: Scenario | None


program = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@program.command()
def main(
    quick: Annotated[bool, typer.Option("--quick", help="Short rounds: about a minute, and rougher figures.")] = False,
    only: Annotated[list[Scenario] | None, typer.Option(help="Only this scenario. May be repeated.")] = None,
    products: Annotated[int, typer.Option(min=200, help="How many products are generated, beside the demo's.")] = 1000,
    profiled: Annotated[
        Scenario | None, typer.Option("--profile", help="Only show where the server's CPU goes in this scenario.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write docs/performance.md, from a full run.")] = False,
    data_dir: Annotated[
        Path, typer.Option(help="The folder of the bench's own servers.", show_default=".bench")
    ] = _ROOT / ".bench",
) -> None:
    """Measure the shop on this machine, beside answers written by hand.

    Example: ./scripts/bench --quick --only list24
    """
    if write and (quick or only or profiled):
        raise typer.BadParameter("--write takes a full run: leave --quick, --only and --profile out.")
    plan = Plan(only or list(Scenario), QUICK if quick else FULL, products, Scenario.LIST_24 if write else profiled)
    server_cpu = machine.share_processors()
    described = machine.describe(server_cpu)
    with stoppable(), plain_errors(), running_services(data_dir, long_lived=True) as services:
        settings = load_settings(data_dir, services)
        try:
            results, found = uvloop.run(_run(settings, plan, server_cpu, measures=profiled is None))
        except BenchError as error:
            raise CommandError(f"The bench stopped: {error}") from error
        _show(results, found, described)
        if write and found:
            page = report.performance_page(results, found, plan.method, described, products)
            _PAGE.write_text(page, "utf-8")
            print(f"Written: {_PAGE.relative_to(_ROOT)}")


def _show(results: Sequence[Result], found: Profile | None, described: Mapping[str, str]) -> None:
    print("\n" + "\n".join(f"{name}: {value}" for name, value in described.items()))
    tables = [report.figures(results), report.open_loops(results)] if results else []
    tables += [report.profile(found), report.functions(found)] if found else []
    print("".join(f"\n{table}\n" for table in tables if table))


async def _run(
    settings: Settings, plan: Plan, server_cpu: str, *, measures: bool
) -> tuple[list[Result], Profile | None]:
    kept = bench_settings(settings, plan.products)
    results = []
    async with (
        copied(settings.database_url, kept, plan.products) as copy,
        running_bench(copy, server_cpu) as bench,
    ):
        for scenario in plan.scenarios if measures else ():
            print(f"Measuring: {scenario.label} …", flush=True)
            results.append(await measure(bench.port, scenario, await bench.feed(scenario), plan.method))
            print(f"  {results[-1].contenders[Contender.GRAPHQL].rate:.1f} requests/s by GraphQL", flush=True)
        found = None
        if plan.profiled:
            print(f"Profiling: {plan.profiled.label} …", flush=True)
            found = await profile(bench.port, await bench.feed(plan.profiled), _PROFILED_SECONDS)
    return results, found


if __name__ == "__main__":
    program(prog_name="./scripts/bench")
