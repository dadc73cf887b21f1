"""Use cases of payments. The provider is called between transactions, never inside one."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

from app.core.context import RequestContext
from app.core.logging import log
from app.payments import service
from app.payments.errors import UnknownPaymentError
from app.payments.providers import (
    MalformedCallbackError,
    PaymentProvider,
    PaymentProviders,
    PaymentRequest,
    ProviderResult,
    ProviderUnavailableError,
    concluded,
)
from app.payments.queries import PaymentRow, payments_by_id
from app.payments.rules import GUARANTEED, UNDECIDED
from app.payments.status import PaymentStatus

PROVIDER_SECONDS: Final = 10.0
"""How long a provider may take to answer."""
NOTHING_TO_PAY: Final = "nothing-to-pay"
"""The reference of a payment of zero, which no provider hears of."""


async def ask_to_authorize(ctx: RequestContext, payment: PaymentRow, return_url: str) -> ProviderResult:
    """Ask the provider for the payment's amount, under the payment's own key.

    Raises `ProviderUnavailableError` where it does not answer in time: ask again, the key charges once.
    """
    if payment.amount == 0:
        return ProviderResult(PaymentStatus.AUTHORIZED, NOTHING_TO_PAY)
    request = PaymentRequest(payment.id, payment.method_code, payment.amount, payment.currency_code, return_url)
    async with _patience():
        return await _provider(ctx, payment).authorize(request)


async def ask_what_came(ctx: RequestContext, payment: PaymentRow) -> ProviderResult | None:
    """What came of an earlier question; None where it never arrived. Raises as `ask_to_authorize`."""
    if payment.amount == 0:
        return None
    async with _patience():
        return await _provider(ctx, payment).find(payment.id)


async def receive_callback(ctx: RequestContext, provider_code: str, headers: Mapping[str, str], body: bytes) -> None:
    """Take in what a provider reports on its own account. A message that came before changes nothing.

    Raises `UnknownProviderError`, `InvalidSignatureError`, `MalformedCallbackError` or `UnknownPaymentError`.
    """
    provider = ctx.part(PaymentProviders).get(provider_code)
    report = provider.read_callback(headers, body)
    document = _document(body)
    async with ctx.transaction() as session:
        if not await service.keep_callback(session, provider_code, report.message_id, document):
            return
        payment = await service.lock_payment(session, report.key)
        if payment is None or payment.provider_code != provider_code:
            raise UnknownPaymentError(f"{provider_code} reports on {report.key}, which is no payment of it")
        await service.apply_result(session, payment, report.result, ctx.now)


async def expire_payment(ctx: RequestContext, payment_id: UUID) -> None:
    """Let a payment end whose time has passed, unless its provider knows better; then have it closed there."""
    payment = await _payment(ctx, payment_id)
    if payment.status not in UNDECIDED or payment.expires_at is None or payment.expires_at > ctx.now:
        return
    found = await ask_what_came(ctx, payment)
    result = found if found and found.status not in UNDECIDED else concluded(PaymentStatus.EXPIRED)
    async with ctx.transaction() as session:
        locked = await service.lock_payment(session, payment_id)
        if locked is None:
            return
        await service.apply_result(session, locked, result, ctx.now)
        if locked.status is PaymentStatus.EXPIRED:
            await service.request_void(session, payment_id)


async def capture_payment(ctx: RequestContext, payment_id: UUID) -> None:
    """Take the amount of an authorized payment."""
    payment = await _payment(ctx, payment_id)
    if payment.status is not PaymentStatus.AUTHORIZED:
        return
    result = concluded(PaymentStatus.CAPTURED)
    if payment.amount > 0:
        async with _patience():
            result = await _provider(ctx, payment).capture(payment_id)
    await _record(ctx, payment_id, result)


async def void_payment(ctx: RequestContext, payment_id: UUID) -> None:
    """Give back what a provider holds for a payment, or make it forget that it was asked."""
    payment = await _payment(ctx, payment_id)
    result: ProviderResult | None = None
    if payment.amount > 0:
        async with _patience():
            result = await _provider(ctx, payment).void(payment_id)
    if result and result.status in GUARANTEED:
        log.error("a payment was taken before it could be given back", payment_id=str(payment_id))
    await _record(ctx, payment_id, result or concluded(PaymentStatus.VOIDED))


async def _record(ctx: RequestContext, payment_id: UUID, result: ProviderResult) -> None:
    async with ctx.transaction() as session:
        payment = await service.lock_payment(session, payment_id)
        if payment:
            await service.apply_result(session, payment, result, ctx.now)


async def _payment(ctx: RequestContext, payment_id: UUID) -> PaymentRow:
    payment = await payments_by_id.first(ctx.db, ids=[payment_id])
    if payment is None:
        raise UnknownPaymentError(f"there is no payment {payment_id}")
    return payment


def _provider(ctx: RequestContext, payment: PaymentRow) -> PaymentProvider:
    return ctx.part(PaymentProviders).get(payment.provider_code)


@asynccontextmanager
async def _patience() -> AsyncIterator[None]:
    """Waits for a provider only so long. Silence and no answer are the same: nobody knows what came of the call."""
    try:
        async with asyncio.timeout(PROVIDER_SECONDS):
            yield
    except TimeoutError as error:
        raise ProviderUnavailableError(f"no answer within {PROVIDER_SECONDS} seconds") from error


def _document(body: bytes) -> dict[str, Any]:
    """The body as the database can keep it."""

    def refuse(constant: str) -> None:
        raise MalformedCallbackError(f"{constant} is no JSON number")

    document = json.loads(body, parse_constant=refuse)
    if not isinstance(document, dict) or b"\\u0000" in body:
        raise MalformedCallbackError("the callback is no JSON object that can be kept")
    return document
