"""Who acts. Owns the tokens of staff and the scopes they carry.

Invariants: a token is stored as a hash and shown once; a revoked or expired token opens nothing; nobody gives a scope
that they do not have; a token is replaced once; every change of tokens is in the audit log.
"""

from app.identity.commands import (
    IssuedStaffToken,
    create_staff_token,
    issue_staff_token,
    list_staff_tokens,
    revoke_staff_token,
    rotate_staff_token,
)
from app.identity.errors import StaffTokenErrorCode
from app.identity.events import StaffTokensChanged
from app.identity.queries import StaffTokenRow, live_staff_tokens, staff_tokens_by_id
from app.identity.rules import (
    STAFF_TOKEN_ID,
    Scope,
)
from app.identity.viewers import StaffViewers

__all__ = [
    "STAFF_TOKEN_ID",
    "IssuedStaffToken",
    "Scope",
    "StaffTokenErrorCode",
    "StaffTokenRow",
    "StaffTokensChanged",
    "StaffViewers",
    "create_staff_token",
    "issue_staff_token",
    "list_staff_tokens",
    "live_staff_tokens",
    "revoke_staff_token",
    "rotate_staff_token",
    "staff_tokens_by_id",
]
