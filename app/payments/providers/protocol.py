"""What the shop asks of a payment provider. An adapter for a real one is a class that passes the contract tests.

Every method calls another system, so it begins with `assert_no_transaction`. The payment's id is the idempotency key of
everything: asked twice under the same key, a provider has charged once. Only `ProviderUnavailableError` may be raised
for what the network or the provider does; it means that nobody knows what came of the call, so it is asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.payments.actions import NextAction
from app.payments.status import PaymentStatus


class ProviderUnavailableError(Exception):
    """The provider did not answer, or not in time: the call may or may not have had its effect."""


@dataclass(frozen=True)
class PaymentRequest:
    """What a provider is asked to authorize."""

    key: UUID
    """The payment's id."""
    method_code: str
    amount: int
    """Minor units of the currency."""
    currency_code: str
    return_url: str
    """Where the shopper is sent after a page of the bank."""


@dataclass(frozen=True)
class ProviderResult:
    """What a provider says about a payment: where it stands there, and what the shopper has to do."""

    status: PaymentStatus
    reference: str
    """The provider's own name for the payment; empty where it is not the provider who says it."""
    next_action: NextAction | None = None
    expires_at: datetime | None = None
    """Until when the shopper can act."""
    decline_code: str | None = None
    """The provider's word for why it refused. It is kept for staff, not shown to shoppers."""


def concluded(status: PaymentStatus) -> ProviderResult:
    """What the shop concludes by itself, where no provider has said it."""
    return ProviderResult(status, reference="")


@dataclass(frozen=True)
class ProviderReport:
    """A result that the provider sent on its own account, under an id that stays the same when it is sent again."""

    message_id: str
    key: UUID
    result: ProviderResult


class PaymentProvider(Protocol):
    """A provider, by whatever protocol it is reached."""

    code: str
    """As `payment_method.provider_code` and the address of its callbacks have it."""

    async def authorize(self, request: PaymentRequest) -> ProviderResult:
        """Have the amount guaranteed. The same key again gives the present state and charges nothing more."""
        ...

    async def find(self, key: UUID) -> ProviderResult | None:
        """The present state of what was asked under this key; None where the provider has never heard of it."""
        ...

    async def capture(self, key: UUID) -> ProviderResult:
        """Take what was authorized. Taken before, or voided, the state stays as it is."""
        ...

    async def void(self, key: UUID) -> ProviderResult | None:
        """Give back what was authorized, or let it never be; None where the provider has never heard of the key.

        Voided before, taken or declined, the state stays as it is.
        """
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> ProviderReport:
        """The report in a callback. It calls nobody.

        Raises `app.core.signatures.InvalidSignatureError` for a forged or outdated one, `MalformedCallbackError` for
        one that is signed and makes no sense.
        """
        ...


class MalformedCallbackError(ValueError):
    """A callback that was signed by the provider and cannot be understood."""
