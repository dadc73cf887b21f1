"""Lifetimes as clients write them."""

from datetime import timedelta

_BEYOND_ALL = 100_000
"""Days that every lifetime is shorter than, and that a `timedelta` holds."""


def lifetime_of(days: object) -> timedelta | None:
    """So many days; None where none were given. What no lifetime can be stays what none can be."""
    return timedelta(days=max(-1, min(days, _BEYOND_ALL))) if isinstance(days, int) else None
