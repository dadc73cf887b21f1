"""Who changed what. Owns the log of changes by staff.

Invariants: an entry is written in the transaction of its change, and is never changed or deleted afterwards: the
database refuses it.
"""

from app.audit.ids import AUDIT_ENTRY_ID
from app.audit.queries import AuditRow, audit_entries_by_ids, audit_page
from app.audit.rows import Difference, Noted, change_row, note_difference, said
from app.audit.service import record_change

__all__ = [
    "AUDIT_ENTRY_ID",
    "AuditRow",
    "Difference",
    "Noted",
    "audit_entries_by_ids",
    "audit_page",
    "change_row",
    "note_difference",
    "record_change",
    "said",
]
