"""Background work of the sandbox bank."""

from typing import Any, Final
from uuid import UUID

from app.core.context import RequestContext
from app.payments.providers.sandbox import commands, provider

CALL_BACK_JOB: Final = provider.CALL_BACK_JOB


async def call_back(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Tell the shop how a charge was decided. A message that is not accepted is sent again with the next attempt."""
    await commands.call_back(ctx, UUID(payload["key"]))
