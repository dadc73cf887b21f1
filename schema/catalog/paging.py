"""Cursors of the catalog's lists: where a row stands, and in which list and context."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from app.catalog import PartPosition, Position, ProductOrder
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import read_cursor, write_cursor

ResultT = TypeVar("ResultT")

_LARGEST_POSITION = 2**31 - 1
_LARGEST_KEY = 2**63 - 1


def list_context(ctx: RequestContext, name: str, *arguments: Any) -> str:
    """What a cursor of this list is bound to: the list, its arguments, the channel, country, language and currency."""
    place = ctx.place
    facts = [name, place.channel_code, place.country_code, place.language_tag, place.currency_code, *arguments]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def write_position(context: str, position: Position | PartPosition) -> str:
    """The cursor of a row."""
    key, row_id = position
    return write_cursor(context, key.isoformat() if isinstance(key, datetime) else key, str(row_id))


def read_position(cursor: str | None, context: str, order: ProductOrder) -> Position | None:
    """Where a list of products goes on; None: at its start."""
    if not cursor:
        return None
    key, row_id = read_cursor(cursor, context, 2)
    return Position(_key(key, order), _read(UUID, row_id))


def read_part_position(cursor: str, context: str) -> PartPosition:
    """Where a list of a product's variants or media goes on."""
    position, row_id = read_cursor(cursor, context, 2)
    return PartPosition(_number(position), _read(UUID, row_id))


def _key(value: Any, order: ProductOrder) -> datetime | int | str:
    if order.is_by_date:
        return _read(_moment, value)
    if order is ProductOrder.BY_HAND:
        return _number(value)
    if order is ProductOrder.NAME:
        return _name(value)
    return _number(value, -1, _LARGEST_KEY)


def _number(value: Any, least: int = 0, most: int = _LARGEST_POSITION) -> int:
    if type(value) is not int or not least <= value <= most:
        raise _invalid()
    return value


def _name(value: Any) -> str:
    """A text that the database could have: it takes neither NUL nor half a character."""
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise _invalid()
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    return moment


def _read(kind: Callable[[str], ResultT], value: Any) -> ResultT:
    try:
        return kind(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise _invalid() from error


def _invalid() -> RequestError:
    return RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")
