"""Why a cart does not become an order."""

from app.core.described import DescribedEnum


class CheckoutErrorCode(DescribedEnum):
    """Why a cart did not become an order."""

    CART_NOT_FOUND = "CART_NOT_FOUND", "The token opens no cart."
    CART_EXPIRED = "CART_EXPIRED", "The cart was left alone for too long. Create a new one."
    STALE_VERSION = "STALE_VERSION", "The cart has changed since it was read: `detail` has its version."
    CART_EMPTY = "CART_EMPTY", "The cart has no lines."
    EMAIL_MISSING = "EMAIL_MISSING", "The cart has no e-mail address."
    ADDRESS_MISSING = "ADDRESS_MISSING", "The cart has no shipping address."
    DELIVERY_NOT_SELECTED = "DELIVERY_NOT_SELECTED", "A delivery group of the cart has no selected option."
    PAYMENT_METHOD_UNAVAILABLE = (
        "PAYMENT_METHOD_UNAVAILABLE",
        "The payment method does not exist, or cannot be used for this cart: see the cart's paymentOptions.",
    )
    PRICE_CHANGED = (
        "PRICE_CHANGED",
        "A price is not the one that was shown. The cart now has the new one: show it, and complete the new version.",
    )
    FX_QUOTE_EXPIRED = (
        "FX_QUOTE_EXPIRED",
        "The exchange rate counts no more. The cart now has the present one: show it, and complete the new version.",
    )
    NOT_SOLD_HERE = "NOT_SOLD_HERE", "An article is no longer sold in the cart's country."
    INSUFFICIENT_STOCK = (
        "INSUFFICIENT_STOCK",
        "Fewer pieces are in stock than the cart has: `detail` says how many.",
    )
    DELIVERY_SELECTION_DROPPED = (
        "DELIVERY_SELECTION_DROPPED",
        "A selected delivery option is no longer offered. Select another, and complete the new version.",
    )
    PAYMENT_DECLINED = (
        "PAYMENT_DECLINED",
        "The payment was refused. The cart is open and unchanged: try another method under a new idempotency key.",
    )
    PAYMENT_PENDING = (
        "PAYMENT_PENDING",
        "The provider has not answered yet. Repeat the request under the same key: nothing is charged twice.",
    )
    IDEMPOTENCY_KEY_REUSED = (
        "IDEMPOTENCY_KEY_REUSED",
        "The key was used for another request on this cart. Take a new one.",
    )
    INVALID_IDEMPOTENCY_KEY = (
        "INVALID_IDEMPOTENCY_KEY",
        "The key is empty, too long, or has characters that do not print.",
    )
