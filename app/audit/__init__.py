"""Who changed what. Owns the log of changes by staff.

Invariants: an entry is written in the transaction of its change, and is never changed or deleted afterwards: the
database refuses it.
"""

from app.audit.service import record_change

__all__ = ["record_change"]
