"""Reads of staff tokens."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, LargeBinary, bindparam, or_, select

from app.core.reads import Read, table_of
from app.identity.models import StaffToken

_token = table_of(StaffToken).c


class StaffTokenRow(NamedTuple):
    """A token that has not been revoked."""

    id: UUID
    name: str
    scopes: list[str]
    expires_at: datetime | None


staff_token_by_hash = Read(
    select(_token.id, _token.name, _token.scopes, _token.expires_at).where(
        _token.token_hash == bindparam("token_hash", type_=LargeBinary()), _token.revoked_at.is_(None)
    ),
    StaffTokenRow,
)

live_staff_tokens = Read(
    select(_token.id, _token.name, _token.scopes, _token.expires_at)
    .where(
        _token.revoked_at.is_(None),
        or_(_token.expires_at.is_(None), _token.expires_at > bindparam("now", type_=TIMESTAMP(timezone=True))),
    )
    .order_by(_token.id),
    StaffTokenRow,
)
