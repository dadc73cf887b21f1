"""A bank between the shop and the sandbox bank that misbehaves as it is told, and counts what it is asked."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from app.payments import PaymentProviders, ProviderResult, ProviderUnavailableError
from app.payments.providers import PaymentProvider, PaymentRequest, ProviderReport
from tests.support.client import Client


class MoodyBank:
    """Passes everything on, unless told otherwise."""

    code = "sandbox"

    def __init__(self, bank: PaymentProvider) -> None:
        self._bank = bank
        self.asked: list[str] = []
        self.is_silent = False
        """Whether no question is answered. Authorizations take effect all the same."""
        self.is_deaf = False
        """Whether no question arrives."""
        self.dies_before_asking: Exception | None = None
        self.dies_after_asking: Exception | None = None

    async def authorize(self, request: PaymentRequest) -> ProviderResult:
        self.asked.append("authorize")
        if self.dies_before_asking:
            raise self.dies_before_asking
        self._hear()
        result = await self._bank.authorize(request)
        if self.dies_after_asking:
            raise self.dies_after_asking
        return self._say(result)

    async def find(self, key: UUID) -> ProviderResult | None:
        self.asked.append("find")
        self._hear()
        result = await self._bank.find(key)
        return self._say(result) if result else None

    async def capture(self, key: UUID) -> ProviderResult:
        self.asked.append("capture")
        self._hear()
        return self._say(await self._bank.capture(key))

    async def void(self, key: UUID) -> ProviderResult | None:
        self.asked.append("void")
        self._hear()
        result = await self._bank.void(key)
        return self._say(result) if result else None

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> ProviderReport:
        return self._bank.read_callback(headers, body)

    def _hear(self) -> None:
        if self.is_deaf:
            raise ProviderUnavailableError("the line is dead")

    def _say(self, result: ProviderResult) -> ProviderResult:
        if self.is_silent:
            raise ProviderUnavailableError("no answer")
        return result


@asynccontextmanager
async def moody_bank(client: Client) -> AsyncIterator[MoodyBank]:
    """Puts the bank between, for as long as the block lasts."""
    parts = client.runtime.parts
    honest: PaymentProviders = parts[PaymentProviders]
    bank = MoodyBank(honest.get("sandbox"))
    parts[PaymentProviders] = PaymentProviders.of([bank])
    try:
        yield bank
    finally:
        parts[PaymentProviders] = honest
