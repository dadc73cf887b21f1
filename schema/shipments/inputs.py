"""Inputs of shipments."""

import strawberry


@strawberry.input(description="Goods of an order that were given to a carrier.")
class ShipmentCreateInput:
    order_id: strawberry.ID = strawberry.field(description="The order.")
    version: int = strawberry.field(description="The version of the order that you read; another one is refused.")
    idempotency_key: str = strawberry.field(
        description="A key of your choice, 1 to 255 characters: the same request under the same key takes effect once."
    )
    carrier_code: str = strawberry.field(description="The carrier, such as `sandbox`.")
    tracking_number: str = strawberry.field(
        description="The carrier's number of the parcel: 5 to 40 letters and digits, and hyphens between them. Spaces "
        "and lower case do not matter."
    )
    delivery_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Which of the order's deliveries it is. Left out: the only one that has not been sent.",
    )
