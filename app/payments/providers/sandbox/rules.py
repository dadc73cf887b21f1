"""How the sandbox bank behaves: every way in which a real one does, chosen by the code of the payment method."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core.money import to_decimal
from app.payments.actions import Instructions, InstructionsCode, NextAction, Redirect
from app.payments.providers.protocol import ProviderResult
from app.payments.providers.sandbox.models import ChargeStatus, SandboxCharge
from app.payments.status import PaymentStatus

PROVIDER_CODE: Final = "sandbox"
RECIPIENT: Final = "Tradewind Sandbox"
IBAN: Final = "DE89370400440532013000"
"""The example account of the IBAN registry: no bank would book to it."""
BIC: Final = "COBADEFFXXX"
DECLINE_CODE: Final = "insufficient_funds"

_REDIRECT_LIFETIME: Final = timedelta(minutes=30)
_TRANSFER_LIFETIME: Final = timedelta(days=7)
_REFERENCE_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Behaviour(StrEnum):
    """What the bank does with a charge."""

    APPROVE = "sandbox-approve"
    """Says yes at once."""
    DECLINE = "sandbox-decline"
    """Says no at once."""
    REDIRECT = "sandbox-redirect"
    """Sends the payer to a page of the bank, where a person decides."""
    TRANSFER = "sandbox-transfer"
    """Waits for a transfer, and reports it by a callback."""
    TIMEOUT = "sandbox-timeout"
    """Charges, and does not answer for a while."""
    DUPLICATE = "sandbox-duplicate"
    """As a transfer, but reports it five times, late and out of order."""


_FIRST_STATUS: Final = {
    Behaviour.APPROVE: ChargeStatus.APPROVED,
    Behaviour.DECLINE: ChargeStatus.DECLINED,
    Behaviour.REDIRECT: ChargeStatus.OPEN,
    Behaviour.TRANSFER: ChargeStatus.OPEN,
    Behaviour.TIMEOUT: ChargeStatus.APPROVED,
    Behaviour.DUPLICATE: ChargeStatus.OPEN,
}
REPORTED_BY_CALLBACK: Final = frozenset({Behaviour.TRANSFER, Behaviour.DUPLICATE})
"""What is approved by itself after a while."""

_SHOWN_AS: Final = {
    ChargeStatus.APPROVED: PaymentStatus.AUTHORIZED,
    ChargeStatus.DECLINED: PaymentStatus.DECLINED,
    ChargeStatus.CAPTURED: PaymentStatus.CAPTURED,
    ChargeStatus.VOIDED: PaymentStatus.VOIDED,
}


def first_status(behaviour: Behaviour) -> ChargeStatus:
    """How a new charge stands in the books."""
    return _FIRST_STATUS[behaviour]


def new_reference() -> str:
    """The bank's name for a charge, such as `SBX-4T9K-W2PA`."""
    digits = "".join(secrets.choice(_REFERENCE_DIGITS) for _ in range(8))
    return f"SBX-{digits[:4]}-{digits[4:]}"


def result_of(charge: SandboxCharge, public_url: str) -> ProviderResult:
    """What the bank tells the shop about a charge."""
    if charge.status is not ChargeStatus.OPEN:
        return ProviderResult(
            status=_SHOWN_AS[charge.status],
            reference=charge.reference,
            decline_code=DECLINE_CODE if charge.status is ChargeStatus.DECLINED else None,
        )
    return open_result_of(charge, public_url)


def open_result_of(charge: SandboxCharge, public_url: str) -> ProviderResult:
    """What the bank told, or would have told, before the charge was decided."""
    if Behaviour(charge.method_code) is Behaviour.REDIRECT:
        return ProviderResult(
            status=PaymentStatus.REQUIRES_ACTION,
            reference=charge.reference,
            next_action=Redirect(url=page_url(public_url, charge.reference)),
            expires_at=charge.created_at + _REDIRECT_LIFETIME,
        )
    return ProviderResult(
        status=PaymentStatus.PENDING,
        reference=charge.reference,
        next_action=_transfer(charge),
        expires_at=charge.created_at + _TRANSFER_LIFETIME,
    )


def page_url(public_url: str, reference: str) -> str:
    """Where the bank's page for a charge is."""
    return f"{public_url.rstrip('/')}/sandbox/bank/{reference}"


def is_silent(charge: SandboxCharge, now: datetime, step_seconds: float) -> bool:
    """Whether the bank still does not answer questions about this charge."""
    if Behaviour(charge.method_code) is not Behaviour.TIMEOUT:
        return False
    return now < charge.created_at + timedelta(seconds=step_seconds)


def _transfer(charge: SandboxCharge) -> NextAction:
    return Instructions(
        code=InstructionsCode.BANK_TRANSFER,
        recipient=RECIPIENT,
        account=IBAN,
        reference=charge.reference,
        qr_code=epc_text(charge.amount, charge.reference) if charge.currency_code == "EUR" else None,
    )


def epc_text(amount: int, reference: str) -> str:
    """A SEPA credit transfer as banking apps scan it: EPC069-12, version 002, the reference as unstructured text."""
    lines = ("BCD", "002", "1", "SCT", BIC, RECIPIENT, IBAN, f"EUR{to_decimal(amount, 'EUR')}", "", "", reference)
    return "\n".join(lines)
