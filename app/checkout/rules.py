"""When a cart can be sold, and what its order will say."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.carts import CartQuote, QuotedGroup
from app.checkout.errors import CheckoutErrorCode
from app.core.errors import Problem, WarningCode
from app.orders import DraftDelivery, DraftFxQuote, DraftLine, DraftTax, OrderDraft
from app.tax import TaxPartAmount

FINISHED_BY_WORKER_AFTER: Final = timedelta(seconds=30)
"""An attempt that is not finished by then has lost its request; a worker takes it up."""
_GIVEN_UP_AFTER: Final = timedelta(hours=1)
"""After this time nobody is charged who has not been: the shopper has long gone away."""
_LONGEST_PAUSE: Final = timedelta(minutes=15)

_CART: Final = ("input", "token")


def missing(quote: CartQuote) -> Iterable[Problem]:
    """What the cart still lacks."""
    if not quote.lines:
        yield Problem(CheckoutErrorCode.CART_EMPTY, _CART)
        return
    if quote.email is None:
        yield Problem(CheckoutErrorCode.EMAIL_MISSING, _CART)
    if quote.shipping_address is None:
        yield Problem(CheckoutErrorCode.ADDRESS_MISSING, _CART)
    elif quote.cost.shipping is None:
        yield Problem(CheckoutErrorCode.DELIVERY_NOT_SELECTED, _CART)


def changed(quote: CartQuote) -> tuple[Problem, ...]:
    """What is no longer as it was shown, as reasons not to sell.

    Where goods are missing, the deliveries that would bring them are others too: that goes without saying.
    """
    problems = tuple(in_our_terms(difference) for difference in quote.differences)
    if all(problem.code is not CheckoutErrorCode.INSUFFICIENT_STOCK for problem in problems):
        return problems
    return tuple(problem for problem in problems if problem.path[:1] != ("deliveryGroups",))


def needs_refresh(problems: Iterable[Problem]) -> bool:
    """Whether the cart has to be shown anew, because it shows something that is no longer true."""
    shown = {
        CheckoutErrorCode.PRICE_CHANGED,
        CheckoutErrorCode.FX_QUOTE_EXPIRED,
        CheckoutErrorCode.DELIVERY_SELECTION_DROPPED,
    }
    return any(problem.code in shown for problem in problems)


def in_our_terms(problem: Problem) -> Problem:
    """A problem that carts or stock have, as one of checkout. What both call the same is the same."""
    if isinstance(problem.code, CheckoutErrorCode):
        return problem
    return replace(problem, code=CheckoutErrorCode[problem.code.name])


def is_given_up(started_at: datetime, now: datetime) -> bool:
    """Whether an attempt is so old that a payment nobody has heard of is not to be asked for any more."""
    return now - started_at > _GIVEN_UP_AFTER


def warnings(quote: CartQuote) -> tuple[WarningCode, ...]:
    """What the shopper has to be told about the total."""
    codes = []
    if quote.cost.duty is None:
        codes.append(WarningCode.DUTIES_NOT_INCLUDED)
    if quote.cost.tax is None:
        codes.append(WarningCode.TAXES_NOT_INCLUDED)
    return tuple(codes)


def draft_order(quote: CartQuote, language_tag: str) -> OrderDraft:
    """The order of a complete cart. Its lines and deliveries keep the ids that they have in the cart."""
    if quote.email is None or quote.shipping_address is None or quote.cost.shipping is None:
        raise ValueError("only a complete cart can be drafted")
    return OrderDraft(
        cart_id=quote.cart_id,
        market_id=quote.market_id,
        country_code=quote.country_code,
        currency_code=quote.currency_code,
        language_tag=language_tag,
        email=quote.email,
        shipping_address=quote.shipping_address,
        tax_included=quote.cost.tax_included,
        subtotal_amount=quote.cost.subtotal,
        discount_amount=quote.cost.discount,
        shipping_amount=quote.cost.shipping,
        tax_amount=quote.cost.tax,
        total_amount=quote.cost.total,
        warning_codes=tuple(code.value for code in warnings(quote)),
        lines=tuple(
            DraftLine(
                id=line.id,
                variant_id=line.variant_id,
                sku=line.sku,
                names=dict(line.names),
                quantity=line.quantity,
                unit_amount=line.unit_amount,
                total_amount=line.total_amount,
                tax_rate=line.tax_rate,
                tax_amount=line.tax_amount,
                hs_code=line.hs_code,
                origin_country_code=line.origin_country_code,
                weight_grams=line.weight_grams,
                taxes=_draft_taxes(line.taxes),
            )
            for line in quote.lines
        ),
        deliveries=tuple(_draft_delivery(group) for group in quote.groups),
        taxes=_draft_taxes(quote.cost.taxes),
        vat_id=quote.vat_id,
        tax_treatment=quote.tax_treatment,
        tax_note=quote.tax_note,
        fx_quotes=tuple(DraftFxQuote(**pin._asdict()) for pin in quote.fx_quotes),
    )


def _draft_delivery(group: QuotedGroup) -> DraftDelivery:
    option = group.selected_option
    if option is None:
        raise ValueError("only a complete cart can be drafted")
    return DraftDelivery(
        id=group.id,
        warehouse_id=group.warehouse_id,
        option_id=option.id,
        carrier_id=option.carrier_id,
        names=dict(option.names),
        amount=option.amount,
        tax_amount=option.tax_amount,
        earliest_at=option.earliest,
        latest_at=option.latest,
        estimate_reasons=tuple(reason.value for reason in option.reasons),
        pieces=group.pieces,
        taxes=_draft_taxes(option.taxes),
    )


def _draft_taxes(taxes: Iterable[TaxPartAmount]) -> tuple[DraftTax, ...]:
    return tuple(DraftTax(*each) for each in taxes)


def next_pause(started_at: datetime, now: datetime) -> timedelta:
    """How long a worker waits before it asks a silent provider again: as long as it has been silent, within limits."""
    return min(max(now - started_at, FINISHED_BY_WORKER_AFTER), _LONGEST_PAUSE)
