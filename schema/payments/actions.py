"""What a shopper has to do for a payment to go on."""

from datetime import datetime
from typing import Self

import strawberry

from app.admission import at_most
from app.core.context import Place
from app.core.money import to_decimal
from app.payments import UNDECIDED, HttpMethod, Instructions, PaymentRow, Redirect, read_action
from i18n import format_money, translate
from schema.core.codes import enumeration
from schema.core.scalars import URL

enumeration(HttpMethod)


@strawberry.interface(description="What the shopper has to do for the payment to go on.")
class NextAction:
    expires_at: datetime | None = strawberry.field(description="Until when; null where there is no limit.")


@strawberry.type(description="A field of a form to submit.")
class FormParameter:
    name: str = strawberry.field(description="The field's name.")
    value: str = strawberry.field(description="The field's value.")


@strawberry.type(description="Send the shopper to a page of the bank or wallet, which sends them to your returnUrl.")
class RedirectAction(NextAction):
    url: URL = strawberry.field(description="The page.")
    method: HttpMethod = strawberry.field(description="How to send the browser there.")
    parameters: list[FormParameter] = strawberry.field(
        description="The fields to submit where `method` is POST.", directives=[at_most(10)]
    )

    @classmethod
    def of(cls, action: Redirect, expires_at: datetime | None) -> Self:
        return cls(
            expires_at=expires_at,
            url=URL(action.url),
            method=action.method,
            parameters=[FormParameter(name=name, value=value) for name, value in action.parameters],
        )


@strawberry.type(description="Show the shopper how to make a transfer. The payment is decided when it has arrived.")
class InstructionsAction(NextAction):
    text: str = strawberry.field(description="What to do, in the shopper's language.")
    reference: str = strawberry.field(description="What to write on the transfer, exactly.")
    qr_code: str | None = strawberry.field(
        description="The content of a QR code for banking apps (EPC069-12, for euros); null where there is none."
    )

    @classmethod
    def of(cls, action: Instructions, payment: PaymentRow, place: Place) -> Self:
        amount = to_decimal(payment.amount, payment.currency_code)
        facts = {
            "amount": format_money(amount, payment.currency_code, place.locale),
            "recipient": action.recipient,
            "account": action.account,
            "reference": action.reference,
        }
        return cls(
            expires_at=payment.expires_at,
            text=translate(f"InstructionsCode.{action.code.value}", place.language_chain, facts),
            reference=action.reference,
            qr_code=action.qr_code,
        )


def next_action_of(payment: PaymentRow, place: Place) -> NextAction | None:
    """What there is to do for a payment; None where it is decided, or there is nothing to do but wait."""
    action = read_action(payment.next_action) if payment.status in UNDECIDED else None
    if isinstance(action, Redirect):
        return RedirectAction.of(action, payment.expires_at)
    if isinstance(action, Instructions):
        return InstructionsAction.of(action, payment, place)
    return None
