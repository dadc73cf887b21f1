"""Numbers, states and sums of orders."""

import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.core.ids import IdKind
from app.orders.status import OrderStatus
from app.tax import TaxPartAmount

ORDER_ID: Final = IdKind("order")
ORDER_LINE_ID: Final = IdKind("order_line")
ORDER_DELIVERY_ID: Final = IdKind("order_delivery")

LONGEST_REASON: Final = 500

_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U."""
_READ_AS: Final = str.maketrans("OIL", "011")
_PREFIX: Final = "TW"
_DIGITS_IN_A_NUMBER: Final = 8

_FOLLOWED_BY: Final[dict[OrderStatus, frozenset[OrderStatus]]] = {
    OrderStatus.AWAITING_PAYMENT: frozenset({OrderStatus.CONFIRMED, OrderStatus.CANCELLED}),
    OrderStatus.CONFIRMED: frozenset({OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.CANCELLED}),
    OrderStatus.PARTLY_SHIPPED: frozenset({OrderStatus.SHIPPED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}


@dataclass(frozen=True)
class OrderCost:
    """What an order costs, in minor units. The shop does not know duty and fees yet: None, so it is not complete."""

    tax_included: bool
    subtotal: int
    discount: int
    shipping: int
    tax: int | None
    taxes: tuple[TaxPartAmount, ...]
    """What each rate makes of the tax: their sum is `tax`. Empty where that is None."""
    total: int
    duty: None = None
    fees: None = None
    due_on_delivery: None = None
    complete: bool = False


def read_taxes(kept: Iterable[Mapping[str, Any]]) -> tuple[TaxPartAmount, ...]:
    """What each rate makes of a tax, as orders keep it."""
    return tuple(TaxPartAmount(each["component"], Decimal(each["rate"]), each["amount"]) for each in kept)


def may_become(status: OrderStatus, following: OrderStatus) -> bool:
    """Whether an order in this status may take the other one."""
    return following in _FOLLOWED_BY[status]


def new_order_number(choose: Callable[[str], str] = secrets.choice) -> str:
    """A random number such as `TW-7K3M-9QX2`: one of 2^40, so it does not tell how many orders there are."""
    digits = "".join(choose(_DIGITS) for _ in range(_DIGITS_IN_A_NUMBER))
    return f"{_PREFIX}-{digits[:4]}-{digits[4:]}"


def read_order_number(text: str) -> str | None:
    """The number that somebody typed, as the shop writes it; case, spaces, hyphens and look-alike letters are mended.

    None for what cannot be a number.
    """
    compact = "".join(text.split()).replace("-", "").upper()
    digits = compact.removeprefix(_PREFIX).translate(_READ_AS)
    if not compact.startswith(_PREFIX) or len(digits) != _DIGITS_IN_A_NUMBER or not set(digits) <= set(_DIGITS):
        return None
    return f"{_PREFIX}-{digits[:4]}-{digits[4:]}"


def is_reason(text: str) -> bool:
    """Whether the text can stand in the audit log: something to read, of at most 500 characters that print."""
    printable = not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
    return bool(text.strip()) and len(text) <= LONGEST_REASON and printable
