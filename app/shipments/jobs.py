"""Background work of shipments."""

from typing import Any
from uuid import UUID

from app.core.context import RequestContext
from app.shipments import commands


async def register(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Have the carrier report on a shipment. A carrier that cannot be reached is asked again."""
    await commands.register_parcel(ctx, UUID(payload["shipment_id"]))
