"""Background work of checkout: what requests began and did not finish, and what payments mean for orders."""

from typing import Any, Final
from uuid import UUID

from app.checkout import service
from app.checkout.commands import finish_attempt, settle_attempt
from app.checkout.commands.finish import find_attempt
from app.checkout.rules import next_pause
from app.core.context import RequestContext
from app.payments import ProviderUnavailableError

FINISH_JOB: Final = service.FINISH_JOB
SETTLE_JOB: Final = "checkout.settle"


async def finish(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """See an attempt through that its request may have left. While the provider is silent, come again later."""
    attempt_id = UUID(payload["attempt_id"])
    try:
        await finish_attempt(ctx, attempt_id)
    except ProviderUnavailableError:
        attempt = await find_attempt(ctx, attempt_id)
        async with ctx.transaction() as session:
            await service.finish_later(session, attempt_id, next_pause(attempt.created_at, ctx.now))


async def settle(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Something happened to a payment: let its attempt, order and stock follow."""
    await settle_attempt(ctx, UUID(payload["attempt_id"]))
