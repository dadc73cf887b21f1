"""Expected failures of shipments."""

from dataclasses import dataclass
from uuid import UUID

from app.core.described import DescribedEnum
from app.core.errors import Problem


class ShipmentErrorCode(DescribedEnum):
    """Why a shipment was not made."""

    ORDER_NOT_FOUND = "ORDER_NOT_FOUND", "There is no such order."
    ORDER_NOT_SHIPPABLE = (
        "ORDER_NOT_SHIPPABLE",
        "The order waits for its payment, is cancelled, or has nothing left to send.",
    )
    STALE_VERSION = "STALE_VERSION", "The order has changed since the version that was named; see detail."
    DELIVERY_NOT_FOUND = "DELIVERY_NOT_FOUND", "The order has no such delivery."
    DELIVERY_ALREADY_SHIPPED = "DELIVERY_ALREADY_SHIPPED", "The delivery has a shipment already."
    DELIVERY_REQUIRED = (
        "DELIVERY_REQUIRED",
        "Several deliveries of the order are still to be sent: name one of those in detail.",
    )
    CARRIER_UNKNOWN = "CARRIER_UNKNOWN", "The shop works with no carrier of this code."
    TRACKING_NUMBER_INVALID = (
        "TRACKING_NUMBER_INVALID",
        "A tracking number has 5 to 40 letters and digits, and hyphens between them.",
    )
    TRACKING_NUMBER_TAKEN = "TRACKING_NUMBER_TAKEN", "Another shipment has this tracking number."
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED", "The key was used before for another request."
    INVALID_IDEMPOTENCY_KEY = (
        "INVALID_IDEMPOTENCY_KEY",
        "The key is empty, too long, or has characters that do not print.",
    )


@dataclass(frozen=True)
class UnsentDeliveries:
    """The deliveries of an order that have no shipment yet."""

    delivery_ids: tuple[UUID, ...]


class UnknownCarrierError(Exception):
    """This process does not work with the carrier."""


class UnknownParcelError(Exception):
    """A carrier reports on a tracking number that the shop has not given out."""

    def __init__(self, tracking_numbers: tuple[str, ...]) -> None:
        super().__init__(", ".join(tracking_numbers))
        self.tracking_numbers = tracking_numbers


def problem(code: ShipmentErrorCode, *field: str) -> Problem:
    """A problem with one field of the input."""
    return Problem(code, ("input", *field))
