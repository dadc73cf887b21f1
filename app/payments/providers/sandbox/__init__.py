"""The sandbox bank: a payment provider that moves no money, for development, demonstrations and tests.

It behaves as badly as a real one does, on demand: the code of the payment method chooses (see `rules.Behaviour`). It
has its own books and writes them in its own transactions, it reports by signed HTTP callbacks, and a key charges once.
"""

from app.payments.providers.sandbox.commands import UnknownChargeError, decide, find_charge
from app.payments.providers.sandbox.models import ChargeStatus, SandboxCharge
from app.payments.providers.sandbox.provider import SandboxProvider
from app.payments.providers.sandbox.rules import PROVIDER_CODE

__all__ = [
    "PROVIDER_CODE",
    "ChargeStatus",
    "SandboxCharge",
    "SandboxProvider",
    "UnknownChargeError",
    "decide",
    "find_charge",
]
