"""Moments, days and tags as documents have them, so that the engine compares them as the database does."""

from datetime import date, datetime


def moment_number(moment: datetime) -> int:
    """Whole seconds, rounded up."""
    return -int(-moment.timestamp() // 1)


def day_number(day: date) -> int:
    """A day such as 20270331."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """The day that has this number."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def tag_key(tag: str) -> str:
    """A tag as the engine can compare it: the digits of its UTF-8. Of a text it would ignore capitals and accents."""
    return tag.encode().hex()


def tag_of(key: str) -> str:
    """The tag with this key."""
    return bytes.fromhex(key).decode()
