"""Ids of the audit log, as clients see them."""

from app.core.ids import IdKind

AUDIT_ENTRY_ID = IdKind("audit_entry")
