"""`tradewind prices`: what the shop charges, and charged."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir
from app.cli.use_cases import run_use_case
from app.core.context import RequestContext
from app.pricing import tell_prices_held_since

prices = typer.Typer(name="prices", help="Prices: say since when those of a moved shop hold.", no_args_is_help=True)

Since = Annotated[
    str, typer.Argument(metavar="DATE", help="A day, in UTC, or a time with its offset: 2026-01-31T00:00:00+01:00.")
]


@prices.callback()
def about() -> None:
    """Prices: say since when those of a moved shop hold."""


@prices.command("held-since")
def held_since(date: Since, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Say that price lists and prices were the same since a day, where the shop knows nothing of the time before them.

    For a shop that has moved here: the law counts reductions from the lowest price of the days before. What the shop
    has seen itself stays as it is. For prices that changed meanwhile: `tradewind import price-history`.

    Example: tradewind prices held-since 2026-09-01
    """
    moment = _moment(date)
    run_use_case(data_dir, lambda ctx: _hold(ctx, moment))
    typer.echo(f"Where nothing else is known, today's prices hold since {moment.isoformat()}.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"{text!r} is no day. Write it like 2026-09-01.") from error
    return moment


async def _hold(ctx: RequestContext, moment: datetime) -> None:
    if moment >= ctx.now:
        raise CommandError("That is not past: prices can only have held since a day that was.")
    await tell_prices_held_since(ctx, moment)
