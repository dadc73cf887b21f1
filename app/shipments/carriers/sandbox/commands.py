"""What happens at the sandbox carrier: parcels take steps, and the shop is told by signed callbacks."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core.context import RequestContext
from app.core.db import assert_no_transaction
from app.core.ids import new_id
from app.core.locks import lock_row
from app.core.signatures import sign
from app.jobs import enqueue
from app.shipments.carriers.protocol import Parcel, Stop
from app.shipments.carriers.registry import Carriers
from app.shipments.carriers.sandbox.carrier import STEP_JOB, SandboxCarrier
from app.shipments.carriers.sandbox.journeys import Step, journey_of
from app.shipments.carriers.sandbox.messages import CARRIER_CODE, callback_key, write_callback
from app.shipments.carriers.sandbox.models import SandboxParcel, SandboxScan
from app.shipments.commands import load_parcel, receive_reports
from app.shipments.texts import read_tracking_number

_SECOND_TRY = timedelta(seconds=5)
_BETWEEN_SCANS = timedelta(seconds=1)


class UnknownSandboxParcelError(LookupError):
    """The carrier has no parcel with this number."""


@dataclass(frozen=True)
class Advance:
    """What an `advance` did."""

    scans: tuple[SandboxScan, ...]
    callbacks: int
    """How many callbacks the shop was sent."""


async def advance(
    ctx: RequestContext,
    tracking_number: str,
    *,
    to_the_end: bool = False,
    duplicate: bool = False,
    shuffle: bool = False,
) -> Advance:
    """Let a parcel take its next step now, or all that are left, and tell the shop: by request twice, or in disorder.

    Raises `UnknownSandboxParcelError`, and `httpx2.HTTPError` where the shop cannot be reached: then a job tells it.
    """
    number = read_tracking_number(tracking_number) or tracking_number
    async with ctx.transaction() as session:
        parcel = await _lock_parcel(session, number)
        first = len(await _scans_of(session, number))
        journey = journey_of(_parcel_of(parcel))
        last = len(journey) if to_the_end else min(first + 1, len(journey))
        scans = [await _scan(session, ctx, parcel, journey, position) for position in range(first, last)]
        for scan in scans:
            await _enqueue_step(session, number, scan.position, delay=_SECOND_TRY)
    callbacks = [scan for scan in scans for _ in range(2 if duplicate else 1)]
    if shuffle:
        random.shuffle(callbacks)
    for scan in callbacks:
        await _tell(ctx, scan)
    return Advance(tuple(scans), len(callbacks))


async def find_scans(ctx: RequestContext, tracking_number: str) -> Sequence[SandboxScan]:
    """The steps that a parcel has taken; raises `UnknownSandboxParcelError`."""
    number = read_tracking_number(tracking_number) or tracking_number
    async with ctx.transaction() as session:
        await _lock_parcel(session, number)
        return await _scans_of(session, number)


async def take_step(ctx: RequestContext, tracking_number: str, position: int) -> None:
    """Let a parcel that moves by itself take this step, and tell the shop of it, unless both have been done."""
    async with ctx.transaction() as session:
        parcel = await _lock_parcel(session, tracking_number)
        scans = await _scans_of(session, tracking_number)
        scan = next((scan for scan in scans if scan.position == position), None)
        journey = journey_of(_parcel_of(parcel))
        if scan is None and parcel.moves_by_itself and position == len(scans) < len(journey):
            scan = await _scan(session, ctx, parcel, journey, position)
    if scan is not None and scan.reported_at is None:
        await _tell(ctx, scan)


async def deliver_journey(
    ctx: RequestContext, shipment_id: UUID, *, started_at: datetime, steps: int | None = None
) -> int:
    """Give a shipment the past of a journey that began then, up to now or to so many steps, and say how many it took.

    The reports are written, signed and read as callbacks are, and received by the same command; only no HTTP carries
    them, because the demo shop is loaded before anything listens. The parcel goes on by `advance`, not by itself.
    """
    carrier = ctx.part(Carriers).find(CARRIER_CODE)
    if not isinstance(carrier, SandboxCarrier):
        raise LookupError("this shop has no sandbox carrier: set TRADEWIND_SANDBOX=1")
    parcel = await load_parcel(ctx, shipment_id)
    await carrier.announce(parcel, moves_by_itself=False)
    async with ctx.transaction() as session:
        row = await _lock_parcel(session, parcel.tracking_number)
        row.moves_by_itself = False
        known = await _scans_of(session, parcel.tracking_number)
        past = [step for step in journey_of(parcel)[:steps] if started_at + step.after <= ctx.now][len(known) :]
        scans = [
            _new_scan(row, step, position, started_at + step.after) for position, step in enumerate(past, len(known))
        ]
        for scan in scans:
            scan.reported_at = ctx.now
        session.add_all(scans)
    body = write_callback(scans)
    reports = carrier.read_callback(_signed(ctx, new_id(), body), body.encode())
    await receive_reports(ctx, CARRIER_CODE, reports)
    return len(scans)


async def _lock_parcel(session: AsyncSession, tracking_number: str) -> SandboxParcel:
    parcel = await lock_row(session, SandboxParcel, col(SandboxParcel.tracking_number) == tracking_number)
    if parcel is None:
        raise UnknownSandboxParcelError(f"the sandbox carrier has no parcel {tracking_number}")
    return parcel


async def _scans_of(session: AsyncSession, tracking_number: str) -> Sequence[SandboxScan]:
    statement = select(SandboxScan).where(col(SandboxScan.tracking_number) == tracking_number)
    return (await session.execute(statement.order_by(col(SandboxScan.position)))).scalars().all()


def _parcel_of(row: SandboxParcel) -> Parcel:
    return Parcel(
        row.tracking_number,
        sent_from=Stop(row.from_country_code, row.from_city, row.from_time_zone),
        sent_to=Stop(row.to_country_code, row.to_city),
    )


async def _scan(
    session: AsyncSession, ctx: RequestContext, parcel: SandboxParcel, journey: Sequence[Step], position: int
) -> SandboxScan:
    """Take a step. Whoever takes it has the next one taken in its time, where the parcel moves by itself."""
    before = await _scans_of(session, parcel.tracking_number)
    occurred_at = max([ctx.now, *(scan.occurred_at + _BETWEEN_SCANS for scan in before)])
    scan = _new_scan(parcel, journey[position], position, occurred_at)
    session.add(scan)
    await session.flush()
    if parcel.moves_by_itself and position + 1 < len(journey):
        delay = timedelta(seconds=ctx.settings.sandbox_step_seconds)
        await _enqueue_step(session, parcel.tracking_number, position + 1, delay=delay)
    return scan


def _new_scan(parcel: SandboxParcel, step: Step, position: int, occurred_at: datetime) -> SandboxScan:
    return SandboxScan(
        tracking_number=parcel.tracking_number,
        position=position,
        raw_code=step.raw_code,
        raw_text=step.raw_text,
        country_code=step.stop.country_code,
        city=step.stop.city,
        time_zone=step.stop.time_zone,
        occurred_at=occurred_at,
    )


async def _enqueue_step(session: AsyncSession, tracking_number: str, position: int, *, delay: timedelta) -> None:
    payload = {"tracking_number": tracking_number, "position": position}
    await enqueue(session, STEP_JOB, payload, delay=delay, key=f"{STEP_JOB}:{tracking_number}:{position}")


async def _tell(ctx: RequestContext, scan: SandboxScan) -> None:
    """Send the shop a callback about a scan, and note that it was taken. Raises `httpx2.HTTPError`."""
    assert_no_transaction("the sandbox carrier's callback")
    body = write_callback([scan])
    response = await ctx.part(httpx2.AsyncClient).post(
        f"{ctx.settings.public_url.rstrip('/')}/callbacks/carriers/{CARRIER_CODE}",
        content=body,
        headers=_signed(ctx, scan.id, body),
    )
    response.raise_for_status()
    async with ctx.transaction() as session:
        told = await lock_row(session, SandboxScan, col(SandboxScan.id) == scan.id)
        if told:
            told.reported_at = ctx.now


def _signed(ctx: RequestContext, message_id: UUID, body: str) -> dict[str, str]:
    signature = sign(callback_key(ctx.settings.secret_key), str(message_id), ctx.now, body)
    return {"content-type": "application/json", **signature}
