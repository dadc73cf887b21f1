"""`tradewind storefront`: who builds on the API, and the tokens that say so."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from app.cli.session import DEFAULT_DATA_DIR, DataDir
from app.cli.use_cases import day, minute, run_use_case
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.lifetimes import DEFAULT_GRACE_HOURS, LONGEST_DAYS, LONGEST_GRACE_HOURS
from app.storefronts import (
    KEPT,
    LARGEST_BUDGET,
    STOREFRONT_TOKEN_ID,
    IssuedStorefrontToken,
    StorefrontChange,
    StorefrontErrorCode,
    StorefrontRow,
    StorefrontTokenRow,
    TokenKind,
    create_storefront,
    create_storefront_token,
    delete_storefront,
    live_tokens_of_storefronts,
    revoke_storefront_token,
    rotate_storefront_token,
    storefront_by_code,
    storefronts_page,
    update_storefront,
)

Code = Annotated[str, typer.Argument(help="The storefront's code.")]
TokenId = Annotated[str, typer.Argument(help="The id that `tradewind storefront token list` shows.")]
Origins = Annotated[
    list[str] | None,
    typer.Option("--origin", help="Whose pages may ask, such as https://shop.example; repeat the option for more."),
]
Budget = Annotated[
    int | None,
    typer.Option("--budget", min=0, max=LARGEST_BUDGET, help="Cost that a viewer may spend in a minute; 0: no budget."),
]

storefront = typer.Typer(no_args_is_help=True, help="Make, list and change storefronts, and their tokens.")
tokens = typer.Typer(no_args_is_help=True, help="Make, list, rotate and revoke the tokens of storefronts.")


@storefront.command()
def create(
    code: Annotated[str, typer.Argument(help="A short name: small letters, digits, hyphens.")],
    name: Annotated[str | None, typer.Option("--name", help="The name for people; the code if left out.")] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="The code of its channel; the default one.")] = None,
    origin: Origins = None,
    budget: Budget = None,
    trusted_only: Annotated[
        bool, typer.Option("--trusted-only", help="Let it run no documents but those that are pushed.")
    ] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Make a storefront. Make a token for it next.

    Example: tradewind storefront create web --name "Web shop" --origin https://shop.example
    """

    async def use_case(ctx: RequestContext) -> UUID:
        return await create_storefront(
            ctx,
            code=code,
            name=name or code,
            channel_code=channel,
            allowed_origins=origin or [],
            budget_per_minute=budget,
            trusted_documents_only=trusted_only,
        )

    run_use_case(data_dir, use_case)
    typer.echo(f"Made {code}. Next: `tradewind storefront token create {code}`.")


@storefront.command("list")
def list_storefronts(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show the storefronts: code, name, channel, origins, budget, documents.

    Example: tradewind storefront list
    """

    async def use_case(ctx: RequestContext) -> list[StorefrontRow]:
        return await storefronts_page.all(ctx.db, after=None, limit=None)

    rows = run_use_case(data_dir, use_case)
    for row in rows:
        origins = " ".join(row.allowed_origins) or "no origins"
        budget = "usual budget" if row.budget_per_minute is None else f"budget {row.budget_per_minute}"
        documents = "trusted documents only" if row.trusted_documents_only else "any document"
        typer.echo(f"{row.code}  {row.name}  channel {row.channel_code}  {origins}  {budget}  {documents}")
    if not rows:
        typer.echo("No storefronts. Make one with `tradewind storefront create …`.")


@storefront.command()
def update(
    code: Code,
    name: Annotated[str | None, typer.Option("--name", help="The name for people.")] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="The code of its channel.")] = None,
    origin: Origins = None,
    no_origins: Annotated[bool, typer.Option("--no-origins", help="Let no pages ask: only servers and apps.")] = False,
    budget: Budget = None,
    usual_budget: Annotated[bool, typer.Option("--usual-budget", help="Let the shop's usual budget hold.")] = False,
    trusted_only: Annotated[
        bool | None,
        typer.Option("--trusted-only/--any-document", help="Whether it runs only documents that are pushed."),
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Change a storefront. What is not named stays; origins that are named replace all it had.

    Example: tradewind storefront update web --origin https://shop.example --origin http://localhost:3000
    """
    if (origin and no_origins) or (budget is not None and usual_budget):
        raise typer.BadParameter("--no-origins goes without --origin, --usual-budget without --budget.")
    origins: list[str] | None = [] if no_origins else origin
    change = StorefrontChange(
        name=KEPT if name is None else name,
        channel_code=KEPT if channel is None else channel,
        allowed_origins=KEPT if origins is None else origins,
        budget_per_minute=KEPT if budget is None and not usual_budget else budget,
        trusted_documents_only=KEPT if trusted_only is None else trusted_only,
    )

    async def use_case(ctx: RequestContext) -> UUID:
        return await update_storefront(ctx, (await named_storefront(ctx, code)).id, change)

    run_use_case(data_dir, use_case)
    typer.echo(f"Changed {code}.")


@storefront.command()
def delete(code: Code, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Delete a storefront with its tokens and trusted documents: its clients are refused from now on.

    Example: tradewind storefront delete kiosk
    """

    async def use_case(ctx: RequestContext) -> UUID:
        return await delete_storefront(ctx, (await named_storefront(ctx, code)).id)

    run_use_case(data_dir, use_case)
    typer.echo(f"Deleted {code}.")


@tokens.command("create")
def create_token(
    code: Code,
    secret: Annotated[
        bool, typer.Option("--secret", help="For a server, which may say for whom it asks. Keep it as a password.")
    ] = False,
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=LONGEST_DAYS, help="How long it lives; for ever if left out.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Make a token of a storefront and print it: it is shown here and never again.

    Example: tradewind storefront token create web
    """
    kind = TokenKind.SECRET if secret else TokenKind.PUBLIC
    lifetime = timedelta(days=days) if days else None

    async def use_case(ctx: RequestContext) -> IssuedStorefrontToken:
        row = await named_storefront(ctx, code)
        return await create_storefront_token(ctx, row.id, kind, lifetime=lifetime)

    typer.echo(run_use_case(data_dir, use_case).token)


@tokens.command("list")
def list_tokens(code: Code, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show the tokens of a storefront that are good: id, kind, last characters, made, last used, end.

    Example: tradewind storefront token list web
    """

    async def use_case(ctx: RequestContext) -> list[StorefrontTokenRow]:
        row = await named_storefront(ctx, code)
        return await live_tokens_of_storefronts.all(ctx.db, storefront_ids=[row.id], now=ctx.now)

    rows = run_use_case(data_dir, use_case)
    for row in rows:
        made, used, end = day(row.created_at, ""), minute(row.last_used_at, "never"), day(row.expires_at, "no end")
        shown = f"{row.kind.value.lower()}  …{row.hint}"
        typer.echo(f"{STOREFRONT_TOKEN_ID.encode(row.id)}  {shown}  made {made}  used {used}  {end}")
    if not rows:
        typer.echo(f"No tokens. Make one with `tradewind storefront token create {code}`.")


@tokens.command("rotate")
def rotate_token(
    token_id: TokenId,
    grace_hours: Annotated[
        int,
        typer.Option("--grace-hours", min=0, max=LONGEST_GRACE_HOURS, help="How long the old one lives on."),
    ] = DEFAULT_GRACE_HOURS,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Replace a token by a new one of the same kind, and print that: it is never shown again.

    Example: tradewind storefront token rotate storefront_token_01h455vb4pex5vsknk084sn02q
    """
    decoded = STOREFRONT_TOKEN_ID.decode(token_id)
    grace = timedelta(hours=grace_hours)
    typer.echo(run_use_case(data_dir, lambda ctx: rotate_storefront_token(ctx, decoded, grace=grace)).token)


@tokens.command("revoke")
def revoke_token(token_id: TokenId, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Let a token of a storefront be good for nothing any more, at once and everywhere.

    Example: tradewind storefront token revoke storefront_token_01h455vb4pex5vsknk084sn02q
    """
    decoded = STOREFRONT_TOKEN_ID.decode(token_id)
    run_use_case(data_dir, lambda ctx: revoke_storefront_token(ctx, decoded))
    typer.echo("Revoked.")


storefront.add_typer(tokens, name="token")


async def named_storefront(ctx: RequestContext, code: str) -> StorefrontRow:
    """The storefront of this code, or a refusal."""
    row = await storefront_by_code.first(ctx.db, code=code)
    if row is None:
        raise Refusal(Problem(StorefrontErrorCode.STOREFRONT_NOT_FOUND))
    return row
