"""Cursors of orders and of their lines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.errors import RequestError
from app.core.paging import read_cursor, write_cursor

_LINES = "order-lines"
_LARGEST_POSITION = 2**31 - 102
"""A page after it still has positions that fit the column."""


def write_position(position: int) -> str:
    """The cursor of a line of an order."""
    return write_cursor(_LINES, position)


def read_position(cursor: str) -> int:
    """The position of the line that the cursor stands for."""
    (position,) = read_cursor(cursor, _LINES, 1)
    if type(position) is not int or not 0 <= position <= _LARGEST_POSITION:
        raise _invalid()
    return position


def write_placing(context: str, placed_at: datetime, order_id: UUID) -> str:
    """The cursor of an order in the list of this context, newest first."""
    return write_cursor(context, placed_at.isoformat(), str(order_id))


def read_placing(cursor: str, context: str) -> tuple[datetime, UUID]:
    """The moment and the id of the order that the cursor stands for."""
    placed_at, order_id = read_cursor(cursor, context, 2)
    return _moment(placed_at), _id(order_id)


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _invalid() from error
    if moment.tzinfo is None:
        raise _invalid()
    return moment


def _id(value: Any) -> UUID:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise _invalid() from error


def _invalid() -> RequestError:
    return RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")
