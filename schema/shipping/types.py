"""Types of shipping, which carts, orders and shipments show."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.shipping import CARRIER_ID, CarrierFacts, EstimateReason, carriers_by_id
from schema.core.codes import enumeration
from schema.core.nodes import Node, register_node

enumeration(EstimateReason)


@strawberry.type(description="A company that carries parcels.")
class Carrier(Node):
    name: str = strawberry.field(description="Its name, which is not translated.")

    @classmethod
    def of(cls, carrier_id: UUID, name: str) -> Self:
        return cls(id=strawberry.ID(CARRIER_ID.encode(carrier_id)), name=name)


@strawberry.type(description="When a parcel should arrive, and what that depends on.")
class DeliveryEstimate:
    earliest: date = strawberry.field(description="The first day on which it may arrive.")
    latest: date = strawberry.field(description="The last day on which it should arrive.")
    reasons: list[EstimateReason] = strawberry.field(description="What the days take into account.")

    @classmethod
    def of(cls, earliest: datetime, latest: datetime, reasons: Sequence[str]) -> Self:
        """The estimate of days that are kept as moments of them in UTC."""
        return cls(
            earliest=earliest.date(), latest=latest.date(), reasons=[EstimateReason(reason) for reason in reasons]
        )


async def load_carriers(ctx: RequestContext, ids: Sequence[UUID]) -> list[Carrier | None]:
    """Carriers in the order of the ids."""
    found: dict[UUID, CarrierFacts] = await carriers_by_id(ctx.db, ids)
    return [Carrier.of(each, found[each].name) if each in found else None for each in ids]


register_node(CARRIER_ID, load_carriers)
