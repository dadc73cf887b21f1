"""Writes of payments."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.locks import lock_row
from app.core.upsert import upsert_row
from app.events import record
from app.jobs import enqueue
from app.payments.actions import write_action
from app.payments.events import (
    PaymentActionRequired,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentExpired,
    PaymentVoided,
)
from app.payments.models import Payment, PaymentCallback, PaymentMethod
from app.payments.providers import ProviderResult
from app.payments.queries import PaymentMethodRow
from app.payments.rules import UNDECIDED, Reaction, react
from app.payments.status import PaymentMethodKind, PaymentStatus

EXPIRE_JOB: Final = "payments.expire"
VOID_JOB: Final = "payments.void"

_EXPIRY_GRACE: Final = timedelta(minutes=1)
"""A payment is expired a little after its time: clocks differ, and a report may be on its way."""

_EVENTS: Final = {
    PaymentStatus.PENDING: PaymentActionRequired,
    PaymentStatus.REQUIRES_ACTION: PaymentActionRequired,
    PaymentStatus.AUTHORIZED: PaymentAuthorized,
    PaymentStatus.CAPTURED: PaymentCaptured,
    PaymentStatus.DECLINED: PaymentDeclined,
    PaymentStatus.EXPIRED: PaymentExpired,
    PaymentStatus.VOIDED: PaymentVoided,
}


def add_payment(
    session: AsyncSession, *, attempt_id: UUID, method: PaymentMethodRow, amount: int, currency_code: str
) -> Payment:
    """Write down that a provider is going to be asked. The payment's id is the key that it will be asked under."""
    payment = Payment(
        attempt_id=attempt_id,
        method_id=method.id,
        provider_code=method.provider_code,
        status=PaymentStatus.PENDING,
        amount=amount,
        currency_code=currency_code,
    )
    session.add(payment)
    return payment


async def lock_payment(session: AsyncSession, payment_id: UUID) -> Payment | None:
    """The payment, locked until the transaction ends; None where there is none."""
    return await lock_row(session, Payment, col(Payment.id) == payment_id)


async def lock_payment_of_attempt(session: AsyncSession, attempt_id: UUID) -> Payment:
    """The payment of a checkout attempt, locked. Every attempt has one."""
    payment = await lock_row(session, Payment, col(Payment.attempt_id) == attempt_id)
    if payment is None:
        raise LookupError(f"the checkout attempt {attempt_id} has no payment")
    return payment


async def apply_result(session: AsyncSession, payment: Payment, result: ProviderResult, now: datetime) -> None:
    """Bring a locked payment up to what its provider says, once, whatever order the news arrives in."""
    is_first_word = payment.provider_reference is None
    if is_first_word and result.reference:
        payment.provider_reference = result.reference
    reaction = react(payment.status, result.status)
    if reaction is Reaction.GIVE_BACK:
        await request_void(session, payment.id)
    acknowledged = is_first_word and payment.status is result.status is PaymentStatus.PENDING
    if reaction is not Reaction.APPLY and not acknowledged:
        return
    payment.status = result.status
    payment.next_action = write_action(result.next_action)
    payment.decline_code = result.decline_code
    payment.expires_at = result.expires_at if result.status in UNDECIDED else payment.expires_at
    payment.updated_at = now
    await session.flush()
    await record(session, _EVENTS[result.status](payment.id, attempt_id=payment.attempt_id, order_id=payment.order_id))
    if result.status in UNDECIDED and result.expires_at is not None:
        await enqueue(
            session,
            EXPIRE_JOB,
            {"payment_id": payment.id},
            delay=max(result.expires_at - now, timedelta(0)) + _EXPIRY_GRACE,
        )


async def request_void(session: AsyncSession, payment_id: UUID) -> None:
    """Have the provider give the money back once this transaction has committed."""
    await enqueue(session, VOID_JOB, {"payment_id": payment_id})


async def keep_callback(session: AsyncSession, provider_code: str, message_id: str, body: Mapping[str, Any]) -> bool:
    """Keep a message of a provider; False where it is kept already."""
    kept = await session.execute(
        insert(PaymentCallback)
        .values(provider_code=provider_code, message_id=message_id, body=dict(body))
        .on_conflict_do_nothing()
        .returning(col(PaymentCallback.message_id))
    )
    return kept.scalar_one_or_none() is not None


async def name_payment_method(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Call the method of this code so."""
    await session.execute(update(PaymentMethod).where(col(PaymentMethod.code) == code).values(names=dict(names)))


async def define_payment_method(
    session: AsyncSession,
    *,
    code: str,
    provider_code: str,
    kind: PaymentMethodKind,
    names: Mapping[str, str],
    country_codes: Sequence[str] | None,
    currency_codes: Sequence[str] | None,
    position: int,
) -> UUID:
    """Make the method of this code what is said here, and give its id. None: everywhere, in every currency."""
    return await upsert_row(
        session,
        PaymentMethod,
        ["code"],
        {
            "code": code,
            "provider_code": provider_code,
            "kind": kind,
            "names": dict(names),
            "country_codes": None if country_codes is None else list(country_codes),
            "currency_codes": None if currency_codes is None else list(currency_codes),
            "position": position,
        },
    )
