"""What a shopper has to do for a payment to go on. Kept as JSON on the payment."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.core.described import DescribedEnum


class HttpMethod(DescribedEnum):
    """How a browser is to be sent to a page."""

    GET = "GET", "By following the address."
    POST = "POST", "By submitting a form with the parameters."


class InstructionsCode(DescribedEnum):
    """What the shopper is told to do; the sentence is made in the shopper's language."""

    BANK_TRANSFER = "BANK_TRANSFER", "Transfer the amount to an account."


@dataclass(frozen=True)
class Redirect:
    """Send the shopper to a page of the bank or wallet, which sends the shopper back."""

    url: str
    method: HttpMethod = HttpMethod.GET
    parameters: tuple[tuple[str, str], ...] = ()
    kind: Literal["redirect"] = "redirect"


@dataclass(frozen=True)
class Instructions:
    """Have the shopper transfer the amount."""

    code: InstructionsCode
    recipient: str
    account: str
    reference: str
    """What the shopper must write on the transfer, so that the bank finds the payment."""
    qr_code: str | None = None
    """The content of a QR code that banking apps understand, where there is a standard for it."""
    kind: Literal["instructions"] = "instructions"


NextAction = Redirect | Instructions

_ADAPTER: TypeAdapter[NextAction] = TypeAdapter(Annotated[NextAction, Field(discriminator="kind")])


def write_action(action: NextAction | None) -> dict[str, Any] | None:
    """The action as JSON values."""
    document: dict[str, Any] | None = _ADAPTER.dump_python(action, mode="json") if action else None
    return document


def read_action(document: dict[str, Any] | None) -> NextAction | None:
    """The inverse of `write_action`."""
    return _ADAPTER.validate_python(document) if document else None
