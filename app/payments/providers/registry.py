"""The providers of a process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from app.payments.errors import UnknownProviderError
from app.payments.providers.protocol import PaymentProvider


@dataclass(frozen=True)
class PaymentProviders:
    """A part of the request's context, filled in `app.wiring`."""

    by_code: Mapping[str, PaymentProvider]

    @classmethod
    def of(cls, providers: Iterable[PaymentProvider]) -> Self:
        return cls({provider.code: provider for provider in providers})

    def get(self, code: str) -> PaymentProvider:
        """The provider with this code; raises `UnknownProviderError`."""
        provider = self.by_code.get(code)
        if provider is None:
            raise UnknownProviderError(f"no payment provider {code!r} in this process")
        return provider

    @property
    def codes(self) -> list[str]:
        return list(self.by_code)
