"""Use cases of staff tokens. Each change is in the audit log; nobody gives a scope that they do not have."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.lifetimes import DEFAULT_GRACE_HOURS, LONGEST_DAYS, LONGEST_GRACE_HOURS, renewed_expiry
from app.core.secrets import new_secret
from app.core.texts import is_line
from app.identity import service
from app.identity.errors import StaffTokenErrorCode
from app.identity.models import StaffToken
from app.identity.queries import StaffTokenRow, live_staff_tokens
from app.identity.rules import (
    LONGEST_NAME,
    STAFF_TOKEN_ID,
    Scope,
    not_held,
)

_DEFAULT_GRACE = timedelta(hours=DEFAULT_GRACE_HOURS)


class IssuedStaffToken(NamedTuple):
    """A new token. The secret is here and never again."""

    id: UUID
    secret: str


async def create_staff_token(
    ctx: RequestContext, *, name: str, scopes: Sequence[Scope], lifetime: timedelta | None = None
) -> str:
    """A new token with these scopes, as `issue_staff_token` makes it: the secret alone."""
    return (await issue_staff_token(ctx, name=name, scopes=scopes, lifetime=lifetime)).secret


async def issue_staff_token(
    ctx: RequestContext, *, name: str, scopes: Sequence[Scope], lifetime: timedelta | None = None
) -> IssuedStaffToken:
    """A new token with these scopes, for ever or for a lifetime.

    Refuses with `StaffTokenErrorCode` a name that is none, no scope at all, a scope that the viewer lacks, and a
    lifetime of less than a day or more than ten years.
    """
    if not is_line(name, LONGEST_NAME):
        raise _refusal(StaffTokenErrorCode.INVALID_NAME, "name", longest=LONGEST_NAME)
    if not scopes:
        raise _refusal(StaffTokenErrorCode.INVALID_SCOPES, "scopes")
    if lifetime is not None and not timedelta(days=1) <= lifetime <= timedelta(days=LONGEST_DAYS):
        raise _refusal(StaffTokenErrorCode.INVALID_LIFETIME, "expiresInDays", longest=LONGEST_DAYS)
    _check_held(ctx, scopes, "scopes")
    secret = new_secret("staff")
    async with ctx.transaction() as session:
        row = await service.add_staff_token(
            session,
            name=name.strip(),
            scopes=scopes,
            token=secret,
            expires_at=ctx.now + lifetime if lifetime else None,
        )
        await record_change(
            session, ctx.viewer, "identity.token_created", STAFF_TOKEN_ID.prefix, row.id, before=None, after=_facts(row)
        )
    return IssuedStaffToken(row.id, secret)


async def rotate_staff_token(
    ctx: RequestContext, token_id: UUID | None, *, grace: timedelta = _DEFAULT_GRACE
) -> IssuedStaffToken:
    """A new token of the same name, scopes and lifetime. The old one opens things for the grace, which may be 0.

    Refuses with `StaffTokenErrorCode` a token that opens nothing, one that was rotated before, a scope of it that the
    viewer lacks, and a grace below zero or above 30 days. Of two rotations at once one is refused.
    """
    if not timedelta() <= grace <= timedelta(hours=LONGEST_GRACE_HOURS):
        raise _refusal(StaffTokenErrorCode.INVALID_GRACE, "graceHours", longest=LONGEST_GRACE_HOURS)
    secret = new_secret("staff")
    async with ctx.transaction() as session:
        old = await service.lock_live(session, token_id, ctx.now) if token_id else None
        if old is None:
            raise _refusal(StaffTokenErrorCode.TOKEN_NOT_FOUND, "id")
        if old.replaced_by_id:
            raise _refusal(StaffTokenErrorCode.TOKEN_ALREADY_ROTATED, "id")
        _check_held(ctx, old.scopes, "id")
        before = _facts(old)
        new = await service.add_staff_token(
            session,
            name=old.name,
            scopes=old.scopes,
            token=secret,
            expires_at=renewed_expiry(old.created_at, old.expires_at, ctx.now),
        )
        await service.replace(session, old, new, ctx.now, grace)
        await record_change(
            session,
            ctx.viewer,
            "identity.token_rotated",
            STAFF_TOKEN_ID.prefix,
            old.id,
            before=before,
            after=_facts(old) | {"replaced_by": STAFF_TOKEN_ID.encode(new.id)},
        )
        await record_change(
            session, ctx.viewer, "identity.token_created", STAFF_TOKEN_ID.prefix, new.id, before=None, after=_facts(new)
        )
    return IssuedStaffToken(new.id, secret)


async def revoke_staff_token(ctx: RequestContext, token_id: UUID | None) -> None:
    """Let a token open nothing any more. Refuses with `StaffTokenErrorCode` one that does not."""
    async with ctx.transaction() as session:
        row = await service.lock_live(session, token_id, ctx.now) if token_id else None
        if row is None:
            raise _refusal(StaffTokenErrorCode.TOKEN_NOT_FOUND, "id")
        before = _facts(row)
        await service.revoke(session, row, ctx.now)
        await record_change(
            session,
            ctx.viewer,
            "identity.token_revoked",
            STAFF_TOKEN_ID.prefix,
            row.id,
            before=before,
            after=_facts(row),
        )


async def list_staff_tokens(ctx: RequestContext) -> list[StaffTokenRow]:
    """All tokens that open something now, oldest first."""
    return await live_staff_tokens.all(ctx.db, now=ctx.now, after=None, limit=None)


def _check_held(ctx: RequestContext, scopes: Collection[str], field: str) -> None:
    if missing := not_held(scopes, ctx.viewer.scopes):
        raise _refusal(StaffTokenErrorCode.SCOPE_NOT_HELD, field, scopes=", ".join(missing))


def _facts(row: StaffToken) -> dict[str, object]:
    return {
        "name": row.name,
        "scopes": list(row.scopes),
        "expires_at": _written(row.expires_at),
        "revoked_at": _written(row.revoked_at),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _refusal(code: StaffTokenErrorCode, field: str, **facts: object) -> Refusal:
    return Refusal(Problem(code, ("input", field), facts))
