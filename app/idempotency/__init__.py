"""Requests that take effect once. Owns the keys that callers choose, and what came of them.

Invariants: a key belongs to one owner and one request; the key is stored in the transaction of what it stands for, so
that neither exists without the other; of two requests at once under one key, the second waits for the first.
"""

from app.idempotency.queries import keys_of_owner
from app.idempotency.rules import Claim, ClaimStatus
from app.idempotency.service import claim, finish

__all__ = ["Claim", "ClaimStatus", "claim", "finish", "keys_of_owner"]
