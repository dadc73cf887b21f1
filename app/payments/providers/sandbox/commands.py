"""What happens at the sandbox bank: a payer decides, a transfer arrives, and the shop is told by signed callbacks."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.context import RequestContext
from app.core.db import assert_no_transaction
from app.core.locks import lock_row
from app.core.signatures import sign
from app.jobs import enqueue
from app.payments.providers.protocol import ProviderResult
from app.payments.providers.sandbox.models import ChargeStatus, SandboxCharge
from app.payments.providers.sandbox.provider import CALL_BACK_JOB, callback_key
from app.payments.providers.sandbox.rules import PROVIDER_CODE, Behaviour, open_result_of, result_of

_SECOND_TRY = timedelta(seconds=5)


class UnknownChargeError(LookupError):
    """The bank has no charge with this reference."""


@dataclass(frozen=True)
class _Message:
    id: str
    key: UUID
    result: ProviderResult


async def find_charge(ctx: RequestContext, reference: str) -> SandboxCharge:
    """The charge with this reference; raises `UnknownChargeError`."""
    async with ctx.transaction() as session:
        charge = await lock_row(session, SandboxCharge, col(SandboxCharge.reference) == reference.strip().upper())
    if charge is None:
        raise UnknownChargeError(f"the sandbox bank has no charge {reference}")
    return charge


async def decide(ctx: RequestContext, reference: str, *, approve: bool) -> SandboxCharge:
    """The payer's decision, on the bank's page or by `tradewind sandbox pay`. It is made once; late is not too late.

    The shop is told at once, and again by a job where it cannot be reached. Raises `UnknownChargeError`.
    """
    charge = await find_charge(ctx, reference)
    async with ctx.transaction() as session:
        charge = await _decide(session, charge.key, approve=approve)
        await enqueue(session, CALL_BACK_JOB, {"key": charge.key}, delay=_SECOND_TRY)
    with suppress(httpx2.HTTPError):  # the job tells the shop when it can be reached again
        await call_back(ctx, charge.key)
    return charge


async def call_back(ctx: RequestContext, key: UUID) -> None:
    """Tell the shop how a charge was decided; a transfer that is still open arrives now. Once acknowledged, it is over.

    Raises `httpx2.HTTPError` where the shop cannot be reached or does not accept a message.
    """
    async with ctx.transaction() as session:
        charge = await _decide(session, key, approve=True)
    if charge.reported_at is not None:
        return
    for message in _messages(ctx, charge):
        await _send(ctx, message)
    async with ctx.transaction() as session:
        told = await lock_row(session, SandboxCharge, col(SandboxCharge.key) == key)
        if told:
            told.reported_at = ctx.now


async def _decide(session: AsyncSession, key: UUID, *, approve: bool) -> SandboxCharge:
    charge = await lock_row(session, SandboxCharge, col(SandboxCharge.key) == key)
    if charge is None:
        raise UnknownChargeError(f"the sandbox bank has no charge {key}")
    if charge.status is ChargeStatus.OPEN:
        charge.status = ChargeStatus.APPROVED if approve else ChargeStatus.DECLINED
    return charge


def _messages(ctx: RequestContext, charge: SandboxCharge) -> list[_Message]:
    """One message; or, to behave badly, five: the same one three times, and an older one after it, twice."""
    decided = _Message(f"{charge.reference}-decided", charge.key, result_of(charge, ctx.settings.public_url))
    if Behaviour(charge.method_code) is not Behaviour.DUPLICATE:
        return [decided]
    again = _Message(f"{charge.reference}-decided-again", charge.key, decided.result)
    opened = _Message(f"{charge.reference}-opened", charge.key, open_result_of(charge, ctx.settings.public_url))
    return [decided, opened, decided, again, opened]


async def _send(ctx: RequestContext, message: _Message) -> None:
    assert_no_transaction("the sandbox bank's callback")
    body = json.dumps(
        {
            "type": f"payment.{message.result.status.value.lower()}",
            "timestamp": ctx.now.isoformat(),
            "data": {
                "key": str(message.key),
                "reference": message.result.reference,
                "status": message.result.status.value,
                "declineCode": message.result.decline_code,
            },
        }
    )
    response = await ctx.part(httpx2.AsyncClient).post(
        f"{ctx.settings.public_url.rstrip('/')}/callbacks/payments/{PROVIDER_CODE}",
        content=body,
        headers={
            "content-type": "application/json",
            **sign(callback_key(ctx.settings.secret_key), message.id, ctx.now, body),
        },
    )
    response.raise_for_status()
