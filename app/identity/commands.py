"""Use cases of staff tokens."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.core.context import RequestContext
from app.core.secrets import new_secret
from app.identity import service
from app.identity.queries import StaffTokenRow, live_staff_tokens
from app.identity.rules import Scope


async def create_staff_token(
    ctx: RequestContext, *, name: str, scopes: Sequence[Scope], lifetime: timedelta | None = None
) -> str:
    """A new token with these scopes. It is given here and never again."""
    token = new_secret("staff")
    async with ctx.transaction() as session:
        service.add_staff_token(
            session, name=name, scopes=scopes, token=token, expires_at=ctx.now + lifetime if lifetime else None
        )
    return token


async def revoke_staff_token(ctx: RequestContext, token_id: UUID) -> bool:
    """Let a token open nothing any more; False where there is none that does."""
    async with ctx.transaction() as session:
        return await service.revoke(session, token_id, ctx.now)


async def list_staff_tokens(ctx: RequestContext) -> list[StaffTokenRow]:
    """The tokens that open something now, oldest first."""
    return await live_staff_tokens.all(ctx.db, now=ctx.now)
