"""Payloads of shipments."""

from collections.abc import Sequence
from typing import Annotated, Self

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem
from app.orders import ORDER_DELIVERY_ID
from app.shipments import ShipmentErrorCode
from app.shipments import UnsentDeliveries as UnsentDeliveriesFacts
from schema.core.codes import enumeration
from schema.core.details import StaleVersion, detail_of
from schema.core.payloads import MutationPayload, UserError
from schema.shipments.types import Shipment

enumeration(ShipmentErrorCode)


@strawberry.type(description="The deliveries of the order that are still to be sent.")
class UnsentDeliveries:
    delivery_ids: list[strawberry.ID] = strawberry.field(description="Their ids: send one of them as `deliveryId`.")


ShipmentErrorDetail = Annotated[
    StaleVersion | UnsentDeliveries,
    strawberry.union("ShipmentErrorDetail", description="Facts about why a shipment was not made."),
]


@strawberry.type(description="Why a shipment was not made.")
class ShipmentUserError(UserError):
    code: ShipmentErrorCode = strawberry.field(description="The reason, for programs.")
    detail: ShipmentErrorDetail | None = strawberry.field(
        description="Facts to act upon: `StaleVersion` with `STALE_VERSION`, `UnsentDeliveries` with "
        "`DELIVERY_REQUIRED`; else null."
    )

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [
            cls.of(ctx, problem, code=ShipmentErrorCode(problem.code), detail=_detail(problem.detail))
            for problem in problems
        ]


@strawberry.type(description="The outcome of `shipmentCreate`.")
class ShipmentCreatePayload(MutationPayload):
    shipment: Shipment | None = strawberry.field(description="The shipment; null when the request was refused.")
    replayed: bool = strawberry.field(
        description="Whether the same request under the same key had made the shipment before."
    )
    user_errors: Sequence[ShipmentUserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded."
    )


def _detail(facts: object) -> StaleVersion | UnsentDeliveries | None:
    if isinstance(facts, UnsentDeliveriesFacts):
        ids = [strawberry.ID(ORDER_DELIVERY_ID.encode(each)) for each in facts.delivery_ids]
        return UnsentDeliveries(delivery_ids=ids)
    shared = detail_of(facts)
    return shared if isinstance(shared, StaleVersion) else None
