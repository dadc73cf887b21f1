"""`tradewind token`: the tokens by which staff act."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, TypeVar

import typer

from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context
from app.core.context import RequestContext
from app.core.ids import IdKind
from app.core.settings import Settings
from app.identity import Scope, create_staff_token, list_staff_tokens, revoke_staff_token
from app.wiring import Runtime

STAFF_TOKEN_ID = IdKind("token")

ResultT = TypeVar("ResultT")

token = typer.Typer(no_args_is_help=True, help="Make, list and revoke the tokens by which staff act.")


@token.command()
def create(
    scope: Annotated[
        list[Scope],
        typer.Option("--scope", help="What it allows; repeat the option for more: " + ", ".join(Scope)),
    ],
    name: Annotated[str, typer.Option("--name", help="Whose it is: the audit log shows this name.")] = "staff",
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=3650, help="How long it lives; for ever if left out.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Make a token and print it: it is shown here and never again.

    Example: tradewind token create --name Ada --scope orders:read --scope orders:write
    """
    lifetime = timedelta(days=days) if days else None
    with command_context(data_dir) as settings:
        made = _run(settings, lambda ctx: create_staff_token(ctx, name=name, scopes=scope, lifetime=lifetime))
    typer.echo(made)


@token.command("list")
def list_tokens(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show the tokens that open something: id, name, scopes, end.

    Example: tradewind token list
    """
    with command_context(data_dir) as settings:
        rows = _run(settings, list_staff_tokens)
    for row in rows:
        end = row.expires_at.date().isoformat() if row.expires_at else "no end"
        typer.echo(f"{STAFF_TOKEN_ID.encode(row.id)}  {row.name}  {' '.join(row.scopes)}  {end}")
    if not rows:
        typer.echo("No tokens. Make one with `tradewind token create --scope …`.")


@token.command()
def revoke(
    token_id: Annotated[str, typer.Argument(help="The id that `tradewind token list` shows.")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Let a token open nothing any more, within five seconds.

    Example: tradewind token revoke token_01h455vb4pex5vsknk084sn02q
    """
    decoded = STAFF_TOKEN_ID.decode(token_id)
    with command_context(data_dir) as settings:
        if decoded is None or not _run(settings, lambda ctx: revoke_staff_token(ctx, decoded)):
            raise CommandError(f"{token_id} is no token that opens anything: see `tradewind token list`.")
    typer.echo("Revoked.")


def _run(settings: Settings, use_case: Callable[[RequestContext], Awaitable[ResultT]]) -> ResultT:
    async def run() -> ResultT:
        runtime = await Runtime.open(settings)
        try:
            return await use_case(await runtime.system_context())
        finally:
            await runtime.close()

    return asyncio.run(run())
