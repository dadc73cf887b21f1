"""`tradewind sandbox`: make the sandbox carrier and the sandbox bank act, instead of waiting for them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar

import httpx2
import typer

from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context
from app.core.context import RequestContext
from app.core.described import DescribedEnum
from app.core.settings import Settings
from app.payments.providers.sandbox import UnknownChargeError, decide
from app.shipments.carriers.sandbox import SandboxScan, UnknownSandboxParcelError, advance, find_scans
from app.wiring import Runtime

ResultT = TypeVar("ResultT")

Url = Annotated[
    str | None,
    typer.Option("--url", help="Where the shop answers; if left out, TRADEWIND_PUBLIC_URL or http://127.0.0.1:8000."),
]


class Decision(DescribedEnum):
    """What a payer decides."""

    APPROVE = "approve", "The payment is made."
    DECLINE = "decline", "The payment is refused."


sandbox = typer.Typer(no_args_is_help=True, help="Make the sandbox carrier and the sandbox bank act.")
parcel = typer.Typer(no_args_is_help=True, help="Move parcels of the sandbox carrier.")
sandbox.add_typer(parcel, name="parcel")


@parcel.command("advance")
def advance_parcel(
    number: Annotated[str, typer.Argument(help="The parcel's tracking number.")],
    to_the_end: Annotated[bool, typer.Option("--all", help="Take every step that is left, not only the next.")] = False,
    duplicate: Annotated[bool, typer.Option("--duplicate", help="Report every step twice.")] = False,
    shuffle: Annotated[bool, typer.Option("--shuffle", help="Report the steps in disorder.")] = False,
    url: Url = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Let a parcel take its next step, and have the carrier report it to the shop.

    Example: tradewind sandbox parcel advance SBX123 --all --duplicate --shuffle
    """

    async def move(ctx: RequestContext) -> Sequence[SandboxScan]:
        before = len(await find_scans(ctx, number))
        try:
            await advance(ctx, number, to_the_end=to_the_end, duplicate=duplicate, shuffle=shuffle)
        except httpx2.HTTPError as error:
            _say_that_the_worker_reports(ctx, error)
        return (await find_scans(ctx, number))[before:]

    with command_context(data_dir, **_overrides(url)) as settings:
        scans = _run(settings, move)
    for scan in scans:
        typer.echo(f"{scan.occurred_at:%Y-%m-%d %H:%M:%S} UTC  {scan.raw_code}  {scan.raw_text}, {scan.city or '-'}")
    if not scans:
        typer.echo("The parcel is at the end of its journey.")


@sandbox.command()
def pay(
    reference: Annotated[str, typer.Argument(help="The reference that the bank gave the payment.")],
    decision: Annotated[Decision, typer.Argument(help="What the payer decides.")],
    url: Url = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Decide on a payment that waits for its payer, and have the bank tell the shop. It is decided once.

    Example: tradewind sandbox pay SBX-4T9K-W2PA approve
    """
    with command_context(data_dir, **_overrides(url)) as settings:
        charge = _run(settings, lambda ctx: decide(ctx, reference, approve=decision is Decision.APPROVE))
    typer.echo(f"{charge.reference} is {charge.status.value.lower()}.")


def _overrides(url: str | None) -> dict[str, Any]:
    return {"public_url": url} if url else {}


def _say_that_the_worker_reports(ctx: RequestContext, error: httpx2.HTTPError) -> None:
    typer.echo(
        f"The shop did not take the report at {ctx.settings.public_url} ({error}): a running worker sends it again in "
        "a few seconds. --url says where the shop answers.",
        err=True,
    )


def _run(settings: Settings, use_case: Callable[[RequestContext], Awaitable[ResultT]]) -> ResultT:
    async def run() -> ResultT:
        runtime = await Runtime.open(settings)
        try:
            return await use_case(await runtime.system_context())
        finally:
            await runtime.close()

    try:
        return asyncio.run(run())
    except (UnknownSandboxParcelError, UnknownChargeError) as error:
        raise CommandError(f"{error}. Check the spelling, and that it was sent to the sandbox.") from error
