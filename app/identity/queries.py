"""Reads of staff tokens."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, ColumnElement, Integer, LargeBinary, Select, Uuid, any_, bindparam, or_, select

from app.core.reads import Read, array_parameter, table_of
from app.identity.models import StaffToken

_token = table_of(StaffToken).c


class BearerRow(NamedTuple):
    """Whom a token stands for."""

    id: UUID
    name: str
    scopes: list[str]
    expires_at: datetime | None


class StaffTokenRow(NamedTuple):
    """A token as people see it."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


def _live() -> ColumnElement[bool]:
    now = bindparam("now", type_=TIMESTAMP(timezone=True))
    return _token.revoked_at.is_(None) & or_(_token.expires_at.is_(None), _token.expires_at > now)


def _tokens() -> Select[StaffTokenRow]:
    return select(*(_token[name] for name in StaffTokenRow._fields))


staff_token_by_hash = Read(
    select(*(_token[name] for name in BearerRow._fields)).where(
        _token.token_hash == bindparam("token_hash", type_=LargeBinary()), _token.revoked_at.is_(None)
    ),
    BearerRow,
)

_after = bindparam("after", type_=Uuid())
live_staff_tokens = Read(
    _tokens()
    .where(_live(), or_(_after.is_(None), _token.id > _after))
    .order_by(_token.id)
    .limit(bindparam("limit", type_=Integer())),
    StaffTokenRow,
)
"""Those that open something, the oldest first, behind an id or (None) from the start; `limit` None is all."""

staff_tokens_by_id = Read(_tokens().where(_token.id == any_(array_parameter("ids", Uuid())), _live()), StaffTokenRow)
"""Those of these that open something, in no order."""
