"""Who acts. Owns the tokens of staff and the scopes they carry.

Invariants: a token is stored as a hash and shown once; a revoked or expired token opens nothing.
"""

from app.identity.commands import create_staff_token, list_staff_tokens, revoke_staff_token
from app.identity.rules import Scope
from app.identity.viewers import StaffViewers

__all__ = ["Scope", "StaffViewers", "create_staff_token", "list_staff_tokens", "revoke_staff_token"]
