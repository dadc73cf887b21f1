"""Expected failures of inventory."""

from app.core.described import DescribedEnum


class StockErrorCode(DescribedEnum):
    """Why stock was not changed."""

    INSUFFICIENT_STOCK = (
        "INSUFFICIENT_STOCK",
        "Fewer pieces can be sold or taken away than were asked for: `detail` says how many.",
    )
    VARIANT_NOT_FOUND = "VARIANT_NOT_FOUND", "No variant has this id."
    BUNDLE_HAS_NO_STOCK = (
        "BUNDLE_HAS_NO_STOCK",
        "The variant is a bundle: it has the pieces of what it consists of, and none of its own.",
    )
    WAREHOUSE_NOT_FOUND = "WAREHOUSE_NOT_FOUND", "No warehouse has this id."
    INVALID_QUANTITY = "INVALID_QUANTITY", "The change is nothing, or leads to more pieces than a warehouse holds."
    INVALID_REASON = "INVALID_REASON", "The reason is empty, too long, or has characters that do not print."
    INVALID_IDEMPOTENCY_KEY = (
        "INVALID_IDEMPOTENCY_KEY",
        "The key is empty, too long, or has characters that do not print.",
    )
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED", "The key was used for another change. Take a new one."
