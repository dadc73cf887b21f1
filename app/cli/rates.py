"""`tradewind rates`: exchange rates."""

import typer

from app.cli.session import DEFAULT_DATA_DIR, DataDir
from app.cli.use_cases import minute, run_use_case
from app.core import logging
from app.core.context import RequestContext
from app.currencies import EffectiveRate, KeptPair, RatesReport, is_fresh, pair_page, present_rates, update_rates

rates = typer.Typer(name="rates", help="Exchange rates: ask the sources, see what prices go by.", no_args_is_help=True)

_MOST_PAIRS = 10_000


@rates.command()
def update(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Ask every source now, and let the effective rates follow. Exit code 1 where a source failed.

    Example: tradewind rates update
    """
    report = run_use_case(data_dir, _update)
    for outcome in report.outcomes:
        told = outcome.failure or f"{outcome.count} rates, the newest of {minute(outcome.as_of, 'no time')}"
        typer.echo(f"{outcome.source.value:<12}{told}")
    typer.echo(f"{report.stored:,} observations are new.")
    if report.moved:
        typer.echo(f"Moved: {', '.join(report.moved)}.")
    if report.held:
        typer.echo(f"Held until they are confirmed: {', '.join(report.held)}. See `tradewind rates status`.", err=True)
    if any(outcome.failure for outcome in report.outcomes):
        raise typer.Exit(1)


async def _update(ctx: RequestContext) -> RatesReport:
    logging.configure(ctx.settings.environment)  # what is odd about a source is told on standard error
    return await update_rates(ctx)


@rates.command()
def status(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show what prices go by, what the sources say, and what is too old or held back.

    Example: tradewind rates status
    """
    typer.echo("\n".join(run_use_case(data_dir, _status)))


async def _status(ctx: RequestContext) -> list[str]:
    pairs = await pair_page(ctx.db, base=None, quote=None, after=None, limit=_MOST_PAIRS)
    if not pairs:
        return ["The shop converts between no currencies."]
    present = await present_rates(ctx.db, pairs)
    lines = [f"{'pair':<9}{'effective':>18}  {'since':<22}{'live':>18}  {'source':<12}{'as of':<22}"]
    return lines + [_line(ctx, pair, present.get(pair.codes)) for pair in pairs]


def _line(ctx: RequestContext, pair: KeptPair, rate: EffectiveRate | None) -> str:
    live = pair.live
    remarks = [
        "" if live is None or is_fresh(live, ctx.now) else "too old",
        f"held: {pair.held.rate.normalize():f} by {pair.held.source.value}" if pair.held else "",
        "by hand" if rate is not None and rate.source is not None and rate.source.value == "MANUAL" else "",
    ]
    columns = (
        f"{pair.name:<9}{f'{rate.rate.normalize():f}' if rate else 'none':>18}  "
        f"{minute(rate.since if rate else None, '-'):<22}{f'{live.rate.normalize():f}' if live else 'none':>18}  "
        f"{live.source.value if live else '-':<12}{minute(live.as_of if live else None, '-'):<22}"
    )
    return f"{columns}{', '.join(filter(None, remarks))}".rstrip()
