"""`tradewind token`: the tokens by which staff act."""

from datetime import timedelta
from typing import Annotated

import typer

from app.cli.session import DEFAULT_DATA_DIR, DataDir
from app.cli.use_cases import day, minute, run_use_case
from app.core.lifetimes import DEFAULT_GRACE_HOURS, LONGEST_DAYS, LONGEST_GRACE_HOURS
from app.identity import (
    STAFF_TOKEN_ID,
    Scope,
    create_staff_token,
    list_staff_tokens,
    revoke_staff_token,
    rotate_staff_token,
)

TokenId = Annotated[str, typer.Argument(help="The id that `tradewind token list` shows.")]

token = typer.Typer(no_args_is_help=True, help="Make, list, rotate and revoke the tokens by which staff act.")


@token.command()
def create(
    scope: Annotated[
        list[Scope],
        typer.Option("--scope", help="What it allows; repeat the option for more: " + ", ".join(Scope)),
    ],
    name: Annotated[str, typer.Option("--name", help="Whose it is: the audit log shows this name.")] = "staff",
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=LONGEST_DAYS, help="How long it lives; for ever if left out.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Make a token and print it: it is shown here and never again.

    Example: tradewind token create --name Ada --scope orders:read --scope orders:write
    """
    lifetime = timedelta(days=days) if days else None
    made = run_use_case(data_dir, lambda ctx: create_staff_token(ctx, name=name, scopes=scope, lifetime=lifetime))
    typer.echo(made)


@token.command("list")
def list_tokens(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show the tokens that open something: id, name, scopes, made, last used, end.

    Example: tradewind token list
    """
    rows = run_use_case(data_dir, list_staff_tokens)
    for row in rows:
        made, used, end = day(row.created_at, ""), minute(row.last_used_at, "never"), day(row.expires_at, "no end")
        facts = f"made {made}  used {used}  {end}"
        typer.echo(f"{STAFF_TOKEN_ID.encode(row.id)}  {row.name}  {' '.join(row.scopes)}  {facts}")
    if not rows:
        typer.echo("No tokens. Make one with `tradewind token create --scope …`.")


@token.command()
def rotate(
    token_id: TokenId,
    grace_hours: Annotated[
        int,
        typer.Option("--grace-hours", min=0, max=LONGEST_GRACE_HOURS, help="How long the old one lives on."),
    ] = DEFAULT_GRACE_HOURS,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Replace a token by a new one of the same name and scopes, and print that: it is never shown again.

    Example: tradewind token rotate token_01h455vb4pex5vsknk084sn02q --grace-hours 0
    """
    decoded = STAFF_TOKEN_ID.decode(token_id)
    grace = timedelta(hours=grace_hours)
    typer.echo(run_use_case(data_dir, lambda ctx: rotate_staff_token(ctx, decoded, grace=grace)).secret)


@token.command()
def revoke(token_id: TokenId, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Let a token open nothing any more, at once and everywhere.

    Example: tradewind token revoke token_01h455vb4pex5vsknk084sn02q
    """
    decoded = STAFF_TOKEN_ID.decode(token_id)
    run_use_case(data_dir, lambda ctx: revoke_staff_token(ctx, decoded))
    typer.echo("Revoked.")
