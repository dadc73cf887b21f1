"""Inputs of inventory."""

import strawberry


@strawberry.input(description="Pieces that came into a warehouse, or left it otherwise than by an order.")
class StockAdjustInput:
    variant_id: strawberry.ID = strawberry.field(description="The variant.")
    warehouse_id: strawberry.ID = strawberry.field(description="The warehouse.")
    delta: int = strawberry.field(
        description="How many pieces more; below zero: fewer. What is reserved cannot be taken away."
    )
    reason: str = strawberry.field(description="Why, for the audit log: 1 to 500 characters on one line.")
    idempotency_key: str = strawberry.field(
        description="A key of your choice, 1 to 255 characters: the same request under the same key takes effect once."
    )
