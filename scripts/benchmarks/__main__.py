"""`./scripts/bench`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop

from app.cli.failures import CommandError, plain_errors
from app.cli.interruption import stoppable
from app.core.settings import Settings
from app.embedded import load_settings, running_services
from scripts.benchmarks import machine
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.measuring import FULL, QUICK, Order, Part, measure, measure_soak
from scripts.benchmarks.page import summary, write_page
from scripts.benchmarks.parts.soak import REQUESTS
from scripts.benchmarks.results import Run, Soak, keep, kept
from scripts.benchmarks.scenarios import Scenario
from scripts.benchmarks.shop import alone

_ROOT: Final = Path(__file__).parents[2]
_DOCS: Final = _ROOT / "docs"
_QUICKLY: Final = (
    Part.LIST_24, Part.LIST_100, Part.PRODUCT, Part.SEARCH, Part.CART, Part.COMPLETION, Part.CACHED,
)  # fmt: skip
_QUICK_SOAK_REQUESTS: Final = 10_000

program = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@program.command()
def main(
    quick: Annotated[bool, typer.Option("--quick", help="Short rounds: about a minute, and rougher figures.")] = False,
    only: Annotated[list[Part] | None, typer.Option(help="Only this part. May be repeated.")] = None,
    products: Annotated[int, typer.Option(min=200, help="How many products are generated, beside the demo's.")] = 1000,
    profiled: Annotated[
        Scenario | None, typer.Option("--profile", help="Only show where the server's CPU goes in this scenario.")
    ] = None,
    soaks: Annotated[bool, typer.Option("--soak", help=f"Only the memory of {REQUESTS:,} mixed requests.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write docs/performance.md, from a full run.")] = False,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Measure nothing: write docs/performance.md from what was kept.")
    ] = False,
    data_dir: Annotated[
        Path, typer.Option(help="The folder of the bench's own servers.", show_default=".bench")
    ] = _ROOT / ".bench",
) -> None:
    """Measure the shop on this machine, beside answers written by hand.

    Example: ./scripts/bench --quick --only list24
    """
    if write and (quick or only or profiled or rewrite):
        raise typer.BadParameter("--write takes a full run: leave the other options out, or add --soak alone.")
    if soaks and (only or profiled or rewrite):
        raise typer.BadParameter("--soak is a measurement of its own: leave --only, --profile and --rewrite out.")
    results = data_dir / "results"
    with plain_errors():
        if not rewrite:
            parts = [Part.PROFILE] if profiled else only or (_QUICKLY if quick else list(Part))
            order = Order(parts, QUICK if quick else FULL, products, profiled or Scenario.LIST_24)
            requests = (_QUICK_SOAK_REQUESTS if quick else REQUESTS) if soaks else 0
            found = _measure(data_dir, order, requests)
            print("\n" + summary(found))
            if not quick and (soaks or len(parts) == len(Part)):
                keep(results, found)
        if write or rewrite:
            _write(results)


def _measure(data_dir: Path, order: Order, soaked_requests: int) -> Run | Soak:
    server_cpu = machine.share_processors()
    described = machine.describe(server_cpu)
    with stoppable(), running_services(data_dir, long_lived=True) as services:
        settings = load_settings(data_dir, services)
        try:
            return uvloop.run(_measure_alone(settings, order, soaked_requests, server_cpu, described))
        except BenchError as error:
            raise CommandError(f"The bench stopped: {error}") from error


async def _measure_alone(
    settings: Settings, order: Order, soaked_requests: int, server_cpu: str, described: Mapping[str, str]
) -> Run | Soak:
    async with alone(settings.database_url):
        if soaked_requests:
            return await measure_soak(settings, order.products, soaked_requests, server_cpu, described)
        return await measure(settings, order, server_cpu, described)


def _write(results: Path) -> None:
    run = kept(results, Run)
    if run is None:
        raise CommandError("No full run of this bench was kept: make one with ./scripts/bench --write.")
    for path in write_page(_DOCS, run, kept(results, Soak)):
        print(f"Written: {path.relative_to(_ROOT)}")


if __name__ == "__main__":
    program(prog_name="./scripts/bench")
