"""Failures that come from the data alone, so that two engines meet the same ones in whatever order they run.

Every object has a number. Its decade says what can go wrong with it, and a checksum of the field's name with which
numbers of the decade it does.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any
from zlib import crc32


class Trouble(IntEnum):
    """What can go wrong with the fields of an object."""

    NONE = 0
    ERROR = 1
    NULL = 2
    WRONG = 3
    ANY = 4


NUMBERS = [0, 1, 2, 5, 10, 12, 15, 20, 23, 26, 30, 31, 34, 37, 40, 42, 44, 47]
"""Objects to start from, in every decade."""


class FieldFailed(Exception):  # noqa: N818 - it stands for an error of someone's own
    """What a failing field raises."""


def trouble_of(number: int, field: str) -> Trouble:
    """What is wrong with this field of the object with this number."""
    decade = Trouble(number // 10)
    chance = crc32(f"{field} {number}".encode())
    if chance % 4:
        return Trouble.NONE
    return Trouble(1 + chance // 4 % 3) if decade is Trouble.ANY else decade


def spoilt(number: int, field: str, good: Any, wrong: Any) -> Any:
    """The value of a field, or what stands in its place: an exception, None, a value of a wrong type."""
    trouble = trouble_of(number, field)
    if trouble is Trouble.ERROR:
        return FieldFailed(f"{field} of {number} failed")
    if trouble is Trouble.NULL:
        return None
    return wrong if trouble is Trouble.WRONG else good


def raised(number: int, field: str, good: Any, wrong: Any) -> Any:
    """The same for a resolver, which raises its exception."""
    value = spoilt(number, field, good, wrong)
    if isinstance(value, Exception):
        raise value
    return value


def spoilt_list(number: int, field: str, goods: Sequence[Any], wrong: Any) -> Any:
    """A list in which each item, and the list itself, can be spoilt."""
    items = [spoilt(number, f"{field}[{place}]", good, wrong) for place, good in enumerate(goods)]
    return spoilt(number, field, items, wrong)


def spoilt_grid(number: int, field: str, rows: int, good: Callable[[int], Any], wrong: Any) -> Any:
    """A list of lists, spoilt at every level."""
    lists = [
        spoilt_list(number, f"{field}[{row}]", [good(row + place) for place in range(row % 3)], wrong)
        for row in range(rows)
    ]
    return spoilt(number, field, lists, wrong)


def relative(number: int, step: int) -> int:
    """Another number of the same decade."""
    return number // 10 * 10 + (number * 3 + step) % 10
