"""Why a change of an order is refused."""

from app.core.described import DescribedEnum


class OrderErrorCode(DescribedEnum):
    """Why a change of an order was refused."""

    ORDER_NOT_FOUND = "ORDER_NOT_FOUND", "There is no such order."
    ORDER_ALREADY_SHIPPED = "ORDER_ALREADY_SHIPPED", "The goods have left; the order can no longer be cancelled."
    STALE_VERSION = "STALE_VERSION", "The order has changed since the version that was named; see detail."
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED", "The key was used before for another request."
    INVALID_IDEMPOTENCY_KEY = (
        "INVALID_IDEMPOTENCY_KEY",
        "The key is empty, too long, or has characters that do not print.",
    )
    INVALID_REASON = "INVALID_REASON", "The reason is empty, too long, or has characters that do not print."
