"""Types of shipments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from urllib.parse import quote
from uuid import UUID

import strawberry

from app.admission import at_most
from app.core.context import Place, RequestContext
from app.execution import batched
from app.identity import Scope
from app.shipments import (
    SHIPMENT_EVENT_ID,
    SHIPMENT_ID,
    ShipmentEventRow,
    ShipmentRow,
    TrackingActor,
    TrackingCode,
    events_of_shipments,
    is_coming,
    local_time,
    shipments_by_id,
    shipments_of_orders,
)
from app.shipping import CarrierFacts, EstimateReason, carriers_by_id
from i18n import country_name, translate
from schema.core.codes import enumeration
from schema.core.nodes import Node, register_node
from schema.core.scalars import URL
from schema.shipping.types import Carrier, DeliveryEstimate

enumeration(TrackingCode)
enumeration(TrackingActor)


@strawberry.type(description="Something that happened to a parcel. What carriers report twice is here once.")
class ShipmentEvent:
    id: strawberry.ID = strawberry.field(description="The event's id.")
    code: TrackingCode = strawberry.field(description="What happened, whatever the carrier calls it.")
    text: str = strawberry.field(description="The same in the request's language.")
    raw_code: str = strawberry.field(description="The carrier's own code.")
    raw_text: str = strawberry.field(description="The carrier's own words, in its language.")
    actor: TrackingActor = strawberry.field(description="Who did it.")
    place: str | None = strawberry.field(
        description="City and country, the country in the request's language; null where the carrier does not say."
    )
    occurred_at: datetime = strawberry.field(description="When it happened.")
    local_time: str | None = strawberry.field(
        description="What the clocks at the place showed, with their offset from UTC (ISO 8601): "
        "`2026-11-23T09:15:00+01:00`; null where the time zone of the place is not known."
    )

    @classmethod
    def of(cls, row: ShipmentEventRow, place: Place) -> Self:
        return cls(
            id=strawberry.ID(SHIPMENT_EVENT_ID.encode(row.id)),
            code=row.code,
            text=_text(row.code, place),
            raw_code=row.raw_code,
            raw_text=row.raw_text,
            actor=row.actor,
            place=_place_name(row, place),
            occurred_at=row.occurred_at,
            local_time=local_time(row.occurred_at, row.time_zone),
        )


@strawberry.type(description="A parcel of an order.")
class Shipment(Node):
    row: strawberry.Private[ShipmentRow]
    status: TrackingCode = strawberry.field(
        description="Where the parcel stands: it follows from all events, in whatever order they arrived."
    )
    status_text: str = strawberry.field(description="The same in the request's language.")
    carrier: Carrier = strawberry.field(description="Who carries it.")
    tracking_number: str = strawberry.field(description="The carrier's number of the parcel.")
    tracking_url: URL | None = strawberry.field(
        description="Where the carrier shows the parcel; null where it has no such page."
    )
    estimate: DeliveryEstimate | None = strawberry.field(
        description="When it should arrive, or arrived; null for a parcel that does not come: it is lost, damaged, "
        "returned or cancelled."
    )

    @batched(description="What happened to it, the latest first.", hints=[at_most(20)])
    @staticmethod
    async def events(ctx: RequestContext, parents: Sequence["Shipment"]) -> Sequence[list[ShipmentEvent]]:
        found = await events_of_shipments(ctx.db, [parent.row.id for parent in parents])
        return [[ShipmentEvent.of(row, ctx.place) for row in found[parent.row.id]] for parent in parents]

    @classmethod
    def of(cls, row: ShipmentRow, carrier: CarrierFacts, place: Place) -> Self:
        return cls(
            id=strawberry.ID(SHIPMENT_ID.encode(row.id)),
            row=row,
            status=row.status,
            status_text=_text(row.status, place),
            carrier=Carrier.of(carrier.id, carrier.name),
            tracking_number=row.tracking_number,
            tracking_url=_tracking_url(carrier, row.tracking_number),
            estimate=_estimate(row),
        )


@strawberry.type(description="What those may know of a parcel who have only the order's number and e-mail address.")
class ShipmentSummary:
    status: TrackingCode = strawberry.field(description="Where the parcel stands.")
    status_text: str = strawberry.field(description="The same in the request's language.")
    estimate: DeliveryEstimate | None = strawberry.field(
        description="When it should arrive, or arrived; null for a parcel that does not come."
    )

    @classmethod
    def of(cls, row: ShipmentRow, place: Place) -> Self:
        return cls(status=row.status, status_text=_text(row.status, place), estimate=_estimate(row))


async def load_shipments_of_orders(ctx: RequestContext, order_ids: Sequence[UUID]) -> list[list[Shipment]]:
    """The shipments of each order, the first one first."""
    found = await shipments_of_orders(ctx.db, order_ids)
    carriers = await carriers_by_id(ctx.db, list({row.carrier_id for rows in found.values() for row in rows}))
    return [
        [Shipment.of(row, carriers[row.carrier_id], ctx.place) for row in found[order_id]] for order_id in order_ids
    ]


async def load_shipment_summaries(ctx: RequestContext, order_ids: Sequence[UUID]) -> list[list[ShipmentSummary]]:
    """A little of the shipments of each order, the first one first."""
    found = await shipments_of_orders(ctx.db, order_ids)
    return [[ShipmentSummary.of(row, ctx.place) for row in found[order_id]] for order_id in order_ids]


async def load_shipments(ctx: RequestContext, ids: Sequence[UUID]) -> list[Shipment | None]:
    """Shipments by their ids, whoever asks: callers have seen to it that they may."""
    rows = {row.id: row for row in await shipments_by_id.all(ctx.db, ids=list(ids))}
    carriers = await carriers_by_id(ctx.db, list({row.carrier_id for row in rows.values()}))
    found = {each: Shipment.of(row, carriers[row.carrier_id], ctx.place) for each, row in rows.items()}
    return [found.get(each) for each in ids]


async def _load_nodes(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[Shipment | None]:
    """For staff; nobody else learns whether there is such a shipment."""
    return await load_shipments(ctx, ids) if ctx.viewer.may(Scope.ORDERS_READ) else [None] * len(ids)


def _text(code: TrackingCode, place: Place) -> str:
    return translate(f"TrackingCode.{code.value}", place.language_chain)


def _place_name(row: ShipmentEventRow, place: Place) -> str | None:
    if row.country_code is None:
        return row.place
    country = country_name(row.country_code, place.language_tag)
    facts = {"city": row.place, "country": country}
    return translate("TrackingPlace.CITY_AND_COUNTRY", place.language_chain, facts) if row.place else country


def _tracking_url(carrier: CarrierFacts, tracking_number: str) -> URL | None:
    address = carrier.tracking_url
    return URL(address.replace("{number}", quote(tracking_number))) if address else None


def _estimate(row: ShipmentRow) -> DeliveryEstimate | None:
    if not is_coming(row.status):
        return None
    reasons = [EstimateReason(reason) for reason in row.estimate_reasons]
    return DeliveryEstimate(earliest=row.earliest_on, latest=row.latest_on, reasons=reasons)


register_node(SHIPMENT_ID, _load_nodes)
