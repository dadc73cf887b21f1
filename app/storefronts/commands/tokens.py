"""Use cases of the tokens of storefronts. Each change is in the audit log."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.lifetimes import DEFAULT_GRACE_HOURS, LONGEST_DAYS, LONGEST_GRACE_HOURS, renewed_expiry
from app.core.secrets import new_public_token, new_secret
from app.storefronts import service
from app.storefronts.errors import StorefrontErrorCode
from app.storefronts.models import StorefrontToken, TokenKind
from app.storefronts.rules import (
    MOST_TOKENS,
    STOREFRONT_TOKEN_ID,
)

_DEFAULT_GRACE = timedelta(hours=DEFAULT_GRACE_HOURS)


class IssuedStorefrontToken(NamedTuple):
    """A new token. What it reads is here and never again."""

    id: UUID
    storefront_id: UUID
    token: str


async def create_storefront_token(
    ctx: RequestContext, storefront_id: UUID | None, kind: TokenKind, *, lifetime: timedelta | None = None
) -> IssuedStorefrontToken:
    """A new token of a storefront, for ever or for a lifetime.

    Refuses with `StorefrontErrorCode` an unknown storefront, one that has a hundred tokens, and a lifetime of less than
    a day or more than ten years.
    """
    if lifetime is not None and not timedelta(days=1) <= lifetime <= timedelta(days=LONGEST_DAYS):
        raise _refusal(StorefrontErrorCode.INVALID_LIFETIME, "expiresInDays", longest=LONGEST_DAYS)
    token = _new_token(kind)
    async with ctx.transaction() as session:
        storefront = await service.lock_storefront(session, storefront_id) if storefront_id else None
        if storefront is None:
            raise _refusal(StorefrontErrorCode.STOREFRONT_NOT_FOUND, "storefrontId")
        if await service.count_live_tokens(session, storefront.id, ctx.now) >= MOST_TOKENS:
            raise _refusal(StorefrontErrorCode.TOO_MANY_TOKENS, "storefrontId", most=MOST_TOKENS)
        row = await service.add_token(session, storefront.id, kind, token, ctx.now + lifetime if lifetime else None)
        await record_change(
            session,
            ctx.viewer,
            "storefronts.token_created",
            STOREFRONT_TOKEN_ID.prefix,
            row.id,
            before=None,
            after=_facts(row),
        )
    return IssuedStorefrontToken(row.id, row.storefront_id, token)


async def rotate_storefront_token(
    ctx: RequestContext, token_id: UUID | None, *, grace: timedelta = _DEFAULT_GRACE
) -> IssuedStorefrontToken:
    """A new token of the same kind and lifetime. The old one opens things for the grace, which may be 0.

    Refuses with `StorefrontErrorCode` a token that opens nothing, one that was rotated before, and a grace below zero
    or above 30 days. Of two rotations at once one is refused.
    """
    if not timedelta() <= grace <= timedelta(hours=LONGEST_GRACE_HOURS):
        raise _refusal(StorefrontErrorCode.INVALID_GRACE, "graceHours", longest=LONGEST_GRACE_HOURS)
    async with ctx.transaction() as session:
        old = await service.lock_live_token(session, token_id, ctx.now) if token_id else None
        if old is None:
            raise _refusal(StorefrontErrorCode.TOKEN_NOT_FOUND, "id")
        if old.replaced_by_id:
            raise _refusal(StorefrontErrorCode.TOKEN_ALREADY_ROTATED, "id")
        before, token = _facts(old), _new_token(old.kind)
        expires_at = renewed_expiry(old.created_at, old.expires_at, ctx.now)
        new = await service.add_token(session, old.storefront_id, old.kind, token, expires_at)
        await service.replace_token(session, old, new, ctx.now, grace)
        await record_change(
            session,
            ctx.viewer,
            "storefronts.token_rotated",
            STOREFRONT_TOKEN_ID.prefix,
            old.id,
            before=before,
            after=_facts(old) | {"replaced_by": STOREFRONT_TOKEN_ID.encode(new.id)},
        )
        await record_change(
            session,
            ctx.viewer,
            "storefronts.token_created",
            STOREFRONT_TOKEN_ID.prefix,
            new.id,
            before=None,
            after=_facts(new),
        )
    return IssuedStorefrontToken(new.id, new.storefront_id, token)


async def revoke_storefront_token(ctx: RequestContext, token_id: UUID | None) -> UUID:
    """Let a token open nothing any more, and give the id of its storefront. Refuses one that does not."""
    async with ctx.transaction() as session:
        row = await service.lock_live_token(session, token_id, ctx.now) if token_id else None
        if row is None:
            raise _refusal(StorefrontErrorCode.TOKEN_NOT_FOUND, "id")
        before = _facts(row)
        await service.revoke_token(session, row, ctx.now)
        await record_change(
            session,
            ctx.viewer,
            "storefronts.token_revoked",
            STOREFRONT_TOKEN_ID.prefix,
            row.id,
            before=before,
            after=_facts(row),
        )
    return row.storefront_id


def _new_token(kind: TokenKind) -> str:
    return new_secret("storefront") if kind is TokenKind.SECRET else new_public_token("storefront")


def _facts(row: StorefrontToken) -> dict[str, object]:
    return {
        "kind": row.kind.value,
        "hint": row.hint,
        "expires_at": _written(row.expires_at),
        "revoked_at": _written(row.revoked_at),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _refusal(code: StorefrontErrorCode, field: str, **facts: object) -> Refusal:
    return Refusal(Problem(code, ("input", field), facts))
