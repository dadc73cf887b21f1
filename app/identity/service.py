"""Writes of staff tokens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.locks import lock_row
from app.core.secrets import hash_secret
from app.identity.models import StaffToken
from app.identity.rules import Scope


def add_staff_token(
    session: AsyncSession, *, name: str, scopes: Sequence[Scope], token: str, expires_at: datetime | None
) -> StaffToken:
    """Keep the hash of a token."""
    row = StaffToken(
        name=name,
        token_hash=hash_secret(token),
        scopes=[scope.value for scope in dict.fromkeys(scopes)],
        expires_at=expires_at,
    )
    session.add(row)
    return row


async def revoke(session: AsyncSession, token_id: UUID, now: datetime) -> bool:
    """Mark a token as revoked; False where there is none, or none that still opens anything."""
    row = await lock_row(session, StaffToken, StaffToken.id == token_id)
    if row is None or row.revoked_at:
        return False
    row.revoked_at = now
    return True
