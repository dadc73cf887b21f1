"""How long types may be kept: the values of `@cacheControl`."""

from app.execution import CacheControl

INHERITED = CacheControl(inherit_max_age=True)
"""For a value that is a part of another type, and lives as long as that."""


def cached(seconds: int) -> CacheControl:
    """For a type that changes: how many seconds an answer with it may be kept by those who do not hear of changes."""
    return CacheControl(max_age=seconds)
