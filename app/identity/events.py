"""Facts of identity."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class StaffTokensChanged(Event):
    """A staff token was replaced or revoked; the subject is the token.

    It is announced and not recorded: every process forgets whom tokens stand for. The audit log has the rest.
    """
