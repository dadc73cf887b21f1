"""Reads of requests that take effect once."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, select

from app.core.reads import Read, table_of
from app.idempotency.models import IdempotentRequest

_request = table_of(IdempotentRequest).c


class KeyRow(NamedTuple):
    """A key that was taken, and what came of it; None while nothing has."""

    key: str
    result_id: UUID | None


keys_of_owner = Read(
    select(_request.key, _request.result_id).where(_request.owner == bindparam("owner", type_=Text())), KeyRow
)
"""Every key of an owner who takes few."""
