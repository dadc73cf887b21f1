"""Facts beside an error's code, for clients to act upon. A family of errors names its own in a union."""

import strawberry

from app.core import details


@strawberry.type(description="Fewer pieces can be sold than were asked for.")
class InsufficientStock:
    available: int = strawberry.field(description="How many pieces can be sold.")

    @classmethod
    def of(cls, facts: details.InsufficientStock) -> "InsufficientStock":
        return cls(available=facts.available)


@strawberry.type(description="The object has changed since it was read.")
class StaleVersion:
    current_version: int = strawberry.field(description="Its version now. Read it again before you send this one.")

    @classmethod
    def of(cls, facts: details.StaleVersion) -> "StaleVersion":
        return cls(current_version=facts.current_version)


def stale_version(facts: object) -> StaleVersion | None:
    """Which version the object has, where these facts say so; else None."""
    return StaleVersion.of(facts) if isinstance(facts, details.StaleVersion) else None


def detail_of(facts: object) -> InsufficientStock | StaleVersion | None:
    """What clients see of a problem's facts; None where it has none that they can act upon."""
    if isinstance(facts, details.InsufficientStock):
        return InsufficientStock.of(facts)
    return stale_version(facts)
