"""How long tokens live, those of staff and of storefronts alike."""

from datetime import datetime, timedelta
from typing import Final

LONGEST_DAYS: Final = 3650
"""How long a token may live, unless it lives for ever."""
DEFAULT_GRACE_HOURS: Final = 24
LONGEST_GRACE_HOURS: Final = 720
"""How long a token may live beside the one that replaces it."""


def renewed_expiry(created_at: datetime, expires_at: datetime | None, now: datetime) -> datetime | None:
    """When the successor of a token expires: it lives as long as that was meant to."""
    return None if expires_at is None else now + (expires_at - created_at)


def expiry_after_rotation(expires_at: datetime | None, now: datetime, grace: timedelta) -> datetime:
    """When a token expires that was replaced now: after the grace, and not later than it would have."""
    end = now + grace
    return end if expires_at is None else min(expires_at, end)
