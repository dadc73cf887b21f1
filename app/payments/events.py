"""What happens to payments. The subject of each event is the payment."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.events import Event


@dataclass(frozen=True)
class _PaymentEvent(Event):
    """A fact about a payment, with the checkout attempt that it pays and the order, where there is one."""

    attempt_id: UUID
    order_id: UUID | None


@dataclass(frozen=True)
class PaymentActionRequired(_PaymentEvent):
    """The shopper has something to do."""


@dataclass(frozen=True)
class PaymentAuthorized(_PaymentEvent):
    """The amount is guaranteed."""


@dataclass(frozen=True)
class PaymentCaptured(_PaymentEvent):
    """The amount has been taken."""


@dataclass(frozen=True)
class PaymentDeclined(_PaymentEvent):
    """The provider refused."""


@dataclass(frozen=True)
class PaymentExpired(_PaymentEvent):
    """The shopper did not act in time."""


@dataclass(frozen=True)
class PaymentVoided(_PaymentEvent):
    """The authorization was given back."""


DECISIVE_EVENTS: Final = tuple(
    event.type for event in (PaymentAuthorized, PaymentDeclined, PaymentExpired, PaymentVoided)
)
"""What decides whether goods can be sent."""
