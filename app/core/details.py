"""Facts that a refusal carries for clients to act upon, where several domains refuse for the same reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InsufficientStock:
    """Fewer pieces can be sold than were asked for."""

    available: int


@dataclass(frozen=True)
class StaleVersion:
    """The object has changed since the caller read it."""

    current_version: int
