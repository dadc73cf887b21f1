"""How a payment moves, whoever reports and however often, and where a payment method can be used."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from app.core.described import DescribedEnum
from app.core.ids import IdKind
from app.payments.status import PaymentStatus

PAYMENT_ID: Final = IdKind("payment")
PAYMENT_METHOD_ID: Final = IdKind("payment_method")

UNDECIDED: Final = frozenset({PaymentStatus.PENDING, PaymentStatus.REQUIRES_ACTION})
"""The provider may still say yes or no."""
GUARANTEED: Final = frozenset({PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED})
"""The shop has the money, or a promise of it."""
DEAD: Final = frozenset({PaymentStatus.DECLINED, PaymentStatus.EXPIRED, PaymentStatus.VOIDED})
"""There will be no money from this payment."""

_FOLLOWED_BY: Final[dict[PaymentStatus, frozenset[PaymentStatus]]] = {
    PaymentStatus.PENDING: frozenset(PaymentStatus) - {PaymentStatus.PENDING},
    PaymentStatus.REQUIRES_ACTION: GUARANTEED | DEAD,
    PaymentStatus.AUTHORIZED: frozenset({PaymentStatus.CAPTURED, PaymentStatus.VOIDED}),
    PaymentStatus.CAPTURED: frozenset(),
    PaymentStatus.DECLINED: frozenset(),
    PaymentStatus.EXPIRED: frozenset(),
    PaymentStatus.VOIDED: frozenset(),
}


class Reaction(Enum):
    """What to do about a report."""

    APPLY = "apply"
    """It is news: the payment takes the reported status."""
    IGNORE = "ignore"
    """It is known already, or overtaken by what was reported before."""
    GIVE_BACK = "give back"
    """The provider holds money for a payment that is dead here: have it voided there."""


class MethodUnavailable(DescribedEnum):
    """Why a payment method cannot be used."""

    COUNTRY_NOT_SERVED = "COUNTRY_NOT_SERVED", "The method does not serve the country of delivery."
    CURRENCY_NOT_SERVED = "CURRENCY_NOT_SERVED", "The method does not take the cart's currency."


def may_become(status: PaymentStatus, following: PaymentStatus) -> bool:
    """Whether a payment in this status may take the other one."""
    return following in _FOLLOWED_BY[status]


def is_acknowledged(status: PaymentStatus, provider_reference: str | None) -> bool:
    """Whether the provider is known to have heard of the payment: it has given it a name, or has decided."""
    return status is not PaymentStatus.PENDING or provider_reference is not None


def react(status: PaymentStatus, reported: PaymentStatus) -> Reaction:
    """What a report means for a payment in this status. The same report again is never news."""
    if may_become(status, reported):
        return Reaction.APPLY
    if status in DEAD and reported in GUARANTEED:
        return Reaction.GIVE_BACK
    return Reaction.IGNORE


def why_unavailable(
    country_codes: Sequence[str] | None, currency_codes: Sequence[str] | None, country: str, currency: str
) -> MethodUnavailable | None:
    """Why a method with these limits (None: no limit) cannot be used there and for this currency; None where it can."""
    if country_codes is not None and country not in country_codes:
        return MethodUnavailable.COUNTRY_NOT_SERVED
    if currency_codes is not None and currency not in currency_codes:
        return MethodUnavailable.CURRENCY_NOT_SERVED
    return None
