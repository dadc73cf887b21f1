"""Keyset pages. A cursor holds a row's sort key and the context it was made in; in another context it is refused."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from app.core.errors import RequestError

ItemT = TypeVar("ItemT")
IdT = TypeVar("IdT")

MAX_PAGE = 100
"""Of what the shop itself asks for; what callers may ask for is a setting."""
DEFAULT_PAGE = 20


class Page(NamedTuple, Generic[ItemT]):
    """A slice of a list, with what is needed to ask for the next one."""

    items: list[ItemT]
    has_next: bool
    has_previous: bool = False

    def first(self, size: int) -> "Page[ItemT]":
        """The beginning of the page, as a page of this size."""
        return Page(self.items[:size], self.has_next or len(self.items) > size, self.has_previous)


def page_size(first: int, limit: int) -> int:
    """`first` as given, if it is one that the shop answers."""
    if first < 1:
        raise RequestError("PAGE_SIZE_OUT_OF_RANGE", f"`first` must be between 1 and {limit}; it was {first}.")
    if first > limit:
        raise RequestError(
            "PAGE_SIZE_OUT_OF_RANGE",
            f"`first` must be between 1 and {limit}; it was {first}. Ask for the rest with `after`.",
        )
    return first


def few_enough(argument: str, ids: Sequence[IdT], limit: int) -> Sequence[IdT]:
    """The ids as given, if they are not too many for one question."""
    if len(ids) > limit:
        raise RequestError("TOO_MANY_IDS", f"`{argument}` takes at most {limit}; it had {len(ids)}. Ask in parts.")
    return ids


def write_cursor(context: str, *key: Any) -> str:
    """An opaque cursor for the row with this sort key. The key is JSON: text, numbers, null."""
    document = json.dumps([context, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def read_cursor(cursor: str, context: str, length: int) -> list[Any]:
    """The sort key of `length` parts in a cursor that was made in this context."""
    invalid = RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")
    try:
        document = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise invalid from error
    if not isinstance(document, list) or len(document) != length + 1:
        raise invalid
    made_in, *key = document
    if made_in != context:
        raise RequestError(
            "CURSOR_OF_ANOTHER_CONTEXT",
            "The cursor was made with other arguments, or for another country, language or currency. "
            "Start again without `after`.",
        )
    return key
