"""What happens to orders. The subject of each event is the order."""

from dataclasses import dataclass
from uuid import UUID

from app.events import Event


@dataclass(frozen=True)
class OrderPlaced(Event):
    """A cart became this order."""

    cart_id: UUID
    attempt_id: UUID


@dataclass(frozen=True)
class OrderConfirmed(Event):
    """Its payment is guaranteed: the goods can be sent."""


@dataclass(frozen=True)
class OrderCancelled(Event):
    """It was called off, and its stock is back on sale."""


@dataclass(frozen=True)
class OrderPartlyShipped(Event):
    """Some of its goods are on their way."""


@dataclass(frozen=True)
class OrderShipped(Event):
    """All its goods are on their way."""


@dataclass(frozen=True)
class OrderDelivered(Event):
    """All its parcels have arrived."""
