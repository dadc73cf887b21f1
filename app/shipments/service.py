"""Writes of shipments."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core.ids import new_id
from app.core.locks import lock_row
from app.events import record
from app.orders import OrderDeliveryRow
from app.shipments.carriers.protocol import CarrierReport
from app.shipments.codes import TrackingActor, TrackingCode
from app.shipments.events import ShipmentCreated, ShipmentUpdated
from app.shipments.models import Shipment, ShipmentEvent
from app.shipments.rules import TrackedEvent, estimate_of, status_of
from app.shipments.texts import clean_text, known_time_zone, local_day
from app.shipping import DeliveryEstimate, EstimateReason

_CREATED = "created"
"""The id of the shop's own first event; carriers' ids have their carrier's form, and the parcel is theirs alone."""


async def sent_deliveries(session: AsyncSession, order_id: UUID) -> set[UUID]:
    """The deliveries of the order that have a shipment. The caller holds the order's lock, so that none is added."""
    statement = select(col(Shipment.delivery_id)).where(col(Shipment.order_id) == order_id)
    return set((await session.execute(statement)).scalars())


async def add_shipment(
    session: AsyncSession, delivery: OrderDeliveryRow, *, carrier_id: UUID, tracking_number: str, now: datetime
) -> UUID | None:
    """Write down that a delivery is sent as this parcel. None where the carrier's number is another parcel's."""
    earliest, latest = (moment.astimezone(UTC).date() for moment in (delivery.earliest_at, delivery.latest_at))
    written = await session.execute(
        insert(Shipment)
        .values(
            id=new_id(),
            order_id=delivery.order_id,
            delivery_id=delivery.id,
            carrier_id=carrier_id,
            tracking_number=tracking_number,
            status=TrackingCode.CREATED,
            promised_earliest_on=earliest,
            promised_latest_on=latest,
            promised_reasons=delivery.estimate_reasons,
            earliest_on=earliest,
            latest_on=latest,
            estimate_reasons=delivery.estimate_reasons,
            created_at=now,
            version=1,
        )
        .on_conflict_do_nothing(index_elements=[col(Shipment.carrier_id), col(Shipment.tracking_number)])
        .returning(col(Shipment.id))
    )
    shipment_id = written.scalar_one_or_none()
    if shipment_id is None:
        return None
    session.add(
        ShipmentEvent(
            shipment_id=shipment_id,
            external_id=_CREATED,
            code=TrackingCode.CREATED,
            actor=TrackingActor.MERCHANT,
            raw_code=TrackingCode.CREATED.value,
            raw_text=TrackingCode.CREATED.description,
            occurred_at=now,
        )
    )
    await session.flush()
    await record(session, ShipmentCreated(delivery.order_id, shipment_id))
    return shipment_id


async def add_reports(session: AsyncSession, shipment_id: UUID, reports: Sequence[CarrierReport], now: datetime) -> int:
    """Keep what a carrier said of a parcel, each report once, and say how many were new.

    Status and estimate are computed anew from all events, and `ShipmentUpdated` is recorded, only where one was new.
    """
    shipment = await lock_row(session, Shipment, col(Shipment.id) == shipment_id)
    if shipment is None:
        raise LookupError(f"shipment {shipment_id} vanished: shipments are never deleted")
    new = sum([await _keep(session, shipment_id, report, now) for report in reports])
    if not new:
        return 0
    events = await _tracked_events(session, shipment_id)
    promise = DeliveryEstimate(
        shipment.promised_earliest_on,
        shipment.promised_latest_on,
        tuple(EstimateReason(reason) for reason in shipment.promised_reasons),
    )
    estimate = estimate_of(promise, events)
    shipment.status = status_of(events)
    shipment.earliest_on, shipment.latest_on = estimate.earliest, estimate.latest
    shipment.estimate_reasons = [reason.value for reason in estimate.reasons]
    shipment.version += 1
    await session.flush()
    await record(session, ShipmentUpdated(shipment.order_id, shipment_id, shipment.status))
    return new


async def all_delivered(session: AsyncSession, order_id: UUID) -> bool:
    """Whether every parcel of the order has arrived. The caller holds the order's lock."""
    statement = select(col(Shipment.status)).where(col(Shipment.order_id) == order_id)
    statuses = set((await session.execute(statement)).scalars())
    return statuses == {TrackingCode.DELIVERED}


async def _keep(session: AsyncSession, shipment_id: UUID, report: CarrierReport, now: datetime) -> bool:
    stop = report.stop
    written = await session.execute(
        insert(ShipmentEvent)
        .values(
            id=new_id(),
            shipment_id=shipment_id,
            external_id=clean_text(report.report_id),
            code=report.code,
            actor=report.actor,
            raw_code=clean_text(report.raw_code),
            raw_text=clean_text(report.raw_text),
            place=clean_text(stop.city) or None if stop and stop.city else None,
            country_code=stop.country_code if stop else None,
            occurred_at=report.occurred_at,
            time_zone=known_time_zone(stop.time_zone) if stop else None,
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=[col(ShipmentEvent.shipment_id), col(ShipmentEvent.external_id)])
        .returning(col(ShipmentEvent.id))
    )
    return written.scalar_one_or_none() is not None


async def _tracked_events(session: AsyncSession, shipment_id: UUID) -> list[TrackedEvent]:
    statement = select(col(ShipmentEvent.occurred_at), col(ShipmentEvent.code), col(ShipmentEvent.time_zone)).where(
        col(ShipmentEvent.shipment_id) == shipment_id
    )
    return [
        TrackedEvent(occurred_at, code, local_day(occurred_at, time_zone))
        for occurred_at, code, time_zone in await session.execute(statement)
    ]
