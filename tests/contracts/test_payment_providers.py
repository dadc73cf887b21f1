"""What every payment provider must do. The tests of a real one inherit `ProviderContract`, and say how to reach it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from asyncpg import Connection

from app.core.clock import utc_now
from app.core.ids import new_id
from app.core.settings import Settings
from app.core.signatures import InvalidSignatureError
from app.payments import PaymentStatus
from app.payments.actions import Instructions, Redirect
from app.payments.providers import PaymentProvider, PaymentRequest, ProviderUnavailableError
from app.payments.providers.sandbox import SandboxProvider
from app.wiring import Runtime


class ProviderContract:
    """Subclasses give a `provider` and a method code for each behaviour that the provider can be made to show."""

    approved: str
    declined: str
    redirected: str

    @pytest.fixture
    def provider(self) -> PaymentProvider:
        raise NotImplementedError

    def request(self, method_code: str) -> PaymentRequest:
        return PaymentRequest(new_id(), method_code, 6570, "EUR", "https://front.example/thanks")

    async def test_an_approval_is_a_guarantee(self, provider: PaymentProvider) -> None:
        request = self.request(self.approved)
        result = await provider.authorize(request)

        assert result.status is PaymentStatus.AUTHORIZED
        assert result.reference
        assert result.next_action is None
        assert await provider.find(request.key) == result

    async def test_the_same_key_charges_once(self, provider: PaymentProvider) -> None:
        request = self.request(self.approved)

        assert await provider.authorize(request) == await provider.authorize(request)

    async def test_a_refusal_says_why_to_staff(self, provider: PaymentProvider) -> None:
        result = await provider.authorize(self.request(self.declined))

        assert result.status is PaymentStatus.DECLINED
        assert result.decline_code

    async def test_a_redirect_has_a_page_and_an_end(self, provider: PaymentProvider) -> None:
        result = await provider.authorize(self.request(self.redirected))

        assert result.status is PaymentStatus.REQUIRES_ACTION
        assert isinstance(result.next_action, Redirect)
        assert result.next_action.url.startswith(("https://", "http://"))
        assert result.expires_at is not None
        assert result.expires_at > utc_now() + timedelta(minutes=1)

    async def test_an_unknown_key_was_never_heard_of(self, provider: PaymentProvider) -> None:
        assert await provider.find(new_id()) is None
        assert await provider.void(new_id()) is None

    async def test_what_is_taken_stays_taken(self, provider: PaymentProvider) -> None:
        request = self.request(self.approved)
        await provider.authorize(request)

        for _ in range(2):
            assert (await provider.capture(request.key)).status is PaymentStatus.CAPTURED
        voided = await provider.void(request.key)
        assert voided is not None
        assert voided.status is PaymentStatus.CAPTURED

    @pytest.mark.parametrize("method", ["approved", "redirected"])
    async def test_what_is_given_back_is_never_taken(self, provider: PaymentProvider, method: str) -> None:
        request = self.request(getattr(self, method))
        await provider.authorize(request)

        for _ in range(2):
            voided = await provider.void(request.key)
            assert voided is not None
            assert voided.status is PaymentStatus.VOIDED
        assert (await provider.capture(request.key)).status is PaymentStatus.VOIDED
        assert (await provider.authorize(request)).status is PaymentStatus.VOIDED

    async def test_no_call_is_made_inside_a_transaction(self, provider: PaymentProvider, runtime: Runtime) -> None:
        request = self.request(self.approved)
        calls: list[Callable[[], Any]] = [
            lambda: provider.authorize(request),
            lambda: provider.find(request.key),
            lambda: provider.capture(request.key),
            lambda: provider.void(request.key),
        ]
        async with runtime.database.transaction():
            for call in calls:
                with pytest.raises(RuntimeError, match="inside an open transaction"):
                    await call()
        assert await provider.find(request.key) is None

    def test_a_forged_callback_is_refused(self, provider: PaymentProvider) -> None:
        with pytest.raises(InvalidSignatureError):
            provider.read_callback({"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}, b"{}")


class TestSandboxProvider(ProviderContract):
    approved = "sandbox-approve"
    declined = "sandbox-decline"
    redirected = "sandbox-redirect"

    @pytest.fixture
    def provider(self, runtime: Runtime) -> PaymentProvider:
        return SandboxProvider(runtime.database, runtime.settings)

    async def test_one_key_is_one_charge_in_its_books(
        self, provider: PaymentProvider, connection: "Connection[Any]"
    ) -> None:
        request = self.request(self.approved)
        await provider.authorize(request)
        await provider.authorize(replace(request, amount=1))

        charges = await connection.fetch("SELECT amount FROM sandbox_charge WHERE key = $1", request.key)
        assert [charge["amount"] for charge in charges] == [6570]

    @pytest.mark.parametrize(("currency", "has_code"), [("EUR", True), ("JPY", False)])
    async def test_a_transfer_can_be_scanned_where_there_is_a_standard(
        self, provider: PaymentProvider, currency: str, has_code: bool
    ) -> None:
        result = await provider.authorize(replace(self.request("sandbox-transfer"), currency_code=currency))

        assert result.status is PaymentStatus.PENDING
        assert isinstance(result.next_action, Instructions)
        assert result.next_action.reference == result.reference
        assert (result.next_action.qr_code is not None) is has_code

    async def test_a_time_out_has_charged_and_is_silent_for_a_while(self, runtime: Runtime, settings: Settings) -> None:
        now = utc_now()
        slow = settings.model_copy(update={"sandbox_step_seconds": 2.0})
        bank = SandboxProvider(runtime.database, slow, clock=lambda: now)
        request = self.request("sandbox-timeout")

        for _ in range(2):
            with pytest.raises(ProviderUnavailableError):
                await bank.authorize(request)
            with pytest.raises(ProviderUnavailableError):
                await bank.find(request.key)
        now += timedelta(seconds=2)

        found = await bank.find(request.key)
        assert found is not None
        assert found.status is PaymentStatus.AUTHORIZED
