"""The sandbox bank behind the provider protocol. Its books are in the same database for want of another machine, but it
writes them in transactions of its own, as if it were out of reach."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.clock import utc_now
from app.core.db import Database, assert_no_transaction
from app.core.locks import lock_row
from app.core.settings import Settings
from app.core.signatures import signing_key, verify
from app.jobs import enqueue
from app.payments.providers.protocol import (
    MalformedCallbackError,
    PaymentRequest,
    ProviderReport,
    ProviderResult,
    ProviderUnavailableError,
)
from app.payments.providers.sandbox.models import ChargeStatus, SandboxCharge
from app.payments.providers.sandbox.rules import (
    PROVIDER_CODE,
    REPORTED_BY_CALLBACK,
    Behaviour,
    first_status,
    is_silent,
    new_reference,
    result_of,
)
from app.payments.status import PaymentStatus

CALL_BACK_JOB = "payments.sandbox_call_back"


def callback_key(secret_key: SecretStr) -> str:
    """The key that the bank and the shop share for callbacks."""
    return signing_key(f"payments:{PROVIDER_CODE}", secret_key)


class SandboxProvider:
    """A provider that moves no money and can do everything a real one does, on demand."""

    code = PROVIDER_CODE

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    async def authorize(self, request: PaymentRequest) -> ProviderResult:
        assert_no_transaction("the sandbox bank")
        behaviour = Behaviour(request.method_code)
        async with self._database.transaction() as session:
            is_new = await self._book(session, request, behaviour)
            charge = await _charge(session, request.key)
            if is_new and behaviour in REPORTED_BY_CALLBACK:
                step = timedelta(seconds=self._settings.sandbox_step_seconds)
                await enqueue(session, CALL_BACK_JOB, {"key": request.key}, delay=step)
        if charge is None:
            raise LookupError(f"the charge {request.key} was booked and is not there")
        if is_new and behaviour is Behaviour.TIMEOUT:
            raise ProviderUnavailableError("the sandbox bank did not answer in time")
        return self._answer(charge)

    async def find(self, key: UUID) -> ProviderResult | None:
        assert_no_transaction("the sandbox bank")
        async with self._database.transaction() as session:
            charge = await _charge(session, key)
        return self._answer(charge) if charge else None

    async def capture(self, key: UUID) -> ProviderResult:
        assert_no_transaction("the sandbox bank")
        charge = await self._move(key, {ChargeStatus.APPROVED}, ChargeStatus.CAPTURED)
        if charge is None:
            raise LookupError(f"the sandbox bank has no charge {key} to capture")
        return self._answer(charge)

    async def void(self, key: UUID) -> ProviderResult | None:
        assert_no_transaction("the sandbox bank")
        charge = await self._move(key, {ChargeStatus.OPEN, ChargeStatus.APPROVED}, ChargeStatus.VOIDED)
        return self._answer(charge) if charge else None

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> ProviderReport:
        message_id = verify(callback_key(self._settings.secret_key), headers, body)
        try:
            data = json.loads(body)["data"]
            return ProviderReport(
                message_id=message_id,
                key=UUID(data["key"]),
                result=ProviderResult(
                    status=PaymentStatus[data["status"]],
                    reference=str(data["reference"]),
                    decline_code=data.get("declineCode"),
                ),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MalformedCallbackError(f"the callback {message_id} cannot be understood: {error!r}") from error

    async def _book(self, session: AsyncSession, request: PaymentRequest, behaviour: Behaviour) -> bool:
        """Write a charge down, unless there is one under this key. Whether it is new."""
        booked = await session.execute(
            insert(SandboxCharge)
            .values(
                key=request.key,
                reference=new_reference(),
                method_code=behaviour.value,
                amount=request.amount,
                currency_code=request.currency_code,
                return_url=request.return_url,
                status=first_status(behaviour),
                created_at=self._clock(),
            )
            .on_conflict_do_nothing(index_elements=[col(SandboxCharge.key)])
            .returning(col(SandboxCharge.key))
        )
        return booked.scalar_one_or_none() is not None

    async def _move(self, key: UUID, movable: set[ChargeStatus], status: ChargeStatus) -> SandboxCharge | None:
        async with self._database.transaction() as session:
            charge = await lock_row(session, SandboxCharge, col(SandboxCharge.key) == key)
            if charge and charge.status in movable:
                charge.status = status
        return charge

    def _answer(self, charge: SandboxCharge) -> ProviderResult:
        if is_silent(charge, self._clock(), self._settings.sandbox_step_seconds):
            raise ProviderUnavailableError("the sandbox bank does not answer yet")
        return result_of(charge, self._settings.public_url)


async def _charge(session: AsyncSession, key: UUID) -> SandboxCharge | None:
    return (await session.execute(select(SandboxCharge).where(col(SandboxCharge.key) == key))).scalar_one_or_none()
