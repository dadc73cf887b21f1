"""`shipmentCreate`."""

from typing import Annotated, Final
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.orders import ORDER_DELIVERY_ID, ORDER_ID
from app.shipments import NewShipment, create_shipment
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.shipments.inputs import ShipmentCreateInput
from schema.shipments.payloads import ShipmentCreatePayload, ShipmentUserError
from schema.shipments.types import load_shipments

_NOTHING: Final = UUID(int=0)
"""What a text that is no id of its kind stands for: it finds nothing, as an id that is not there does."""


@strawberry.type
class ShipmentCreateMutation:
    @root(
        description="Send goods of a confirmed order: they leave the stock, and the order is shipped when all of them "
        "have left. For staff with `shipments:write`; it is noted in the audit log.",
        access=scope(Scope.SHIPMENTS_WRITE),
    )
    @staticmethod
    async def shipment_create(
        ctx: RequestContext,
        input: Annotated[ShipmentCreateInput, strawberry.argument(description="What was sent, and how.")],  # noqa: A002 - the argument's name is the API's
    ) -> ShipmentCreatePayload:
        given = input.delivery_id
        delivery_id = (ORDER_DELIVERY_ID.decode(given) or _NOTHING) if isinstance(given, str) else None
        asked = NewShipment(
            order_id=ORDER_ID.decode(input.order_id) or _NOTHING,
            version=input.version,
            idempotency_key=input.idempotency_key,
            carrier_code=input.carrier_code,
            tracking_number=input.tracking_number,
            delivery_id=delivery_id,
        )
        outcome = await attempt(create_shipment(ctx, asked))
        made = outcome.result
        return ShipmentCreatePayload(
            shipment=(await load_shipments(ctx, [made.shipment_id]))[0] if made else None,
            replayed=bool(made and made.replayed),
            user_errors=ShipmentUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
