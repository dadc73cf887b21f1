"""Writes of staff tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.lifetimes import expiry_after_rotation
from app.core.locks import lock_row
from app.core.secrets import hash_secret
from app.events import announce
from app.identity.events import StaffTokensChanged
from app.identity.models import StaffToken
from app.identity.rules import Scope


async def add_staff_token(
    session: AsyncSession, *, name: str, scopes: Sequence[Scope | str], token: str, expires_at: datetime | None
) -> StaffToken:
    """Keep the hash of a token."""
    row = StaffToken(
        name=name,
        token_hash=hash_secret(token),
        scopes=[str(scope) for scope in dict.fromkeys(scopes)],
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    return row


async def lock_live(session: AsyncSession, token_id: UUID, now: datetime) -> StaffToken | None:
    """The token, locked; None where there is none, or none that still opens anything."""
    row = await lock_row(session, StaffToken, StaffToken.id == token_id)
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now):
        return None
    return row


async def replace(session: AsyncSession, old: StaffToken, new: StaffToken, now: datetime, grace: timedelta) -> None:
    """Let the old token end after the grace, in favour of the new one."""
    old.replaced_by_id = new.id
    if grace:
        old.expires_at = expiry_after_rotation(old.expires_at, now, grace)
    else:
        old.revoked_at = now
    await announce(session, StaffTokensChanged(old.id))


async def revoke(session: AsyncSession, row: StaffToken, now: datetime) -> None:
    """Let the token open nothing any more."""
    row.revoked_at = now
    await announce(session, StaffTokensChanged(row.id))


async def write_last_use(session: AsyncSession, token_id: UUID, moment: datetime) -> None:
    """The token was used then, or later."""
    last = col(StaffToken.last_used_at)
    await session.execute(
        update(StaffToken)
        .where(col(StaffToken.id) == token_id, last.is_(None) | (last < moment))
        .values(last_used_at=moment)
    )
