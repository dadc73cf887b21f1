"""The scopes that a staff token can carry, and what is allowed of tokens."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from app.core.described import DescribedEnum
from app.core.ids import IdKind

STAFF_TOKEN_ID: Final = IdKind("token")

LONGEST_NAME: Final = 120
LONGEST_DAYS: Final = 3650
"""How long a token may live, unless it lives for ever."""
DEFAULT_GRACE_HOURS: Final = 24
LONGEST_GRACE_HOURS: Final = 720
"""How long a token may live beside the one that replaces it."""


class Scope(DescribedEnum):
    """What a token allows."""

    INVENTORY_READ = "inventory:read", "See stock by warehouse."
    INVENTORY_WRITE = "inventory:write", "Adjust stock."
    ORDERS_READ = "orders:read", "List and open orders."
    ORDERS_WRITE = "orders:write", "Cancel orders."
    SHIPMENTS_WRITE = "shipments:write", "Make shipments."
    TOKENS_READ = "tokens:read", "List the tokens of staff; never the secrets."
    TOKENS_WRITE = (
        "tokens:write",
        "Make, rotate and revoke tokens of staff, with no scopes but those that the token itself has.",
    )
    STOREFRONTS_READ = "storefronts:read", "List storefronts and their tokens; never the secrets."
    STOREFRONTS_WRITE = "storefronts:write", "Make, change and delete storefronts, and their tokens."


def not_held(scopes: Collection[str], held: Collection[str]) -> list[str]:
    """The scopes that one who holds these cannot give, in alphabetical order."""
    return sorted({str(scope) for scope in scopes} - set(held))


def renewed_expiry(created_at: datetime, expires_at: datetime | None, now: datetime) -> datetime | None:
    """When the successor of a token expires: it lives as long as that was meant to."""
    return None if expires_at is None else now + (expires_at - created_at)


def expiry_after_rotation(expires_at: datetime | None, now: datetime, grace: timedelta) -> datetime:
    """When a token expires that was replaced now: after the grace, and not later than it would have."""
    end = now + grace
    return end if expires_at is None else min(expires_at, end)
