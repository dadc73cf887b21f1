"""Background work of the sandbox carrier."""

from typing import Any

from app.core.context import RequestContext
from app.shipments.carriers.sandbox import commands


async def step(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Take a step of a parcel's journey and tell the shop. Where it cannot be reached, the next attempt tells it."""
    await commands.take_step(ctx, payload["tracking_number"], payload["position"])
