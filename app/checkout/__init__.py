"""How a cart becomes an order. Owns checkout attempts.

Invariants: a cart has at most one attempt that has not failed, so at most one order and one charge; everything that
the order will say is written down before anybody is asked for money; an attempt ends, whoever dies on the way: as an
order, or failed with its stock back on sale and the cart open and unchanged.
"""

from app.checkout.commands import Completed, Completion, complete_checkout
from app.checkout.errors import CheckoutErrorCode

__all__ = [
    "CheckoutErrorCode",
    "Completed",
    "Completion",
    "complete_checkout",
]
