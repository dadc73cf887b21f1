"""How the shop talks to payment providers: one protocol, one adapter each."""

from app.payments.providers.protocol import (
    MalformedCallbackError,
    PaymentProvider,
    PaymentRequest,
    ProviderReport,
    ProviderResult,
    ProviderUnavailableError,
    concluded,
)
from app.payments.providers.registry import PaymentProviders

__all__ = [
    "MalformedCallbackError",
    "PaymentProvider",
    "PaymentProviders",
    "PaymentRequest",
    "ProviderReport",
    "ProviderResult",
    "ProviderUnavailableError",
    "concluded",
]
