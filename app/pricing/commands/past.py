"""What a shop that moves here says of the time before it."""

from datetime import datetime

from app.audit import record_change
from app.core.context import RequestContext
from app.events import WHOLE_SHOP
from app.pricing.service.past import assume_past


async def tell_prices_held_since(ctx: RequestContext, since: datetime) -> None:
    """Say that price lists and prices were the same since a past moment, where the shop knows nothing of the time
    before them. Noted in the audit log: the law counts reductions from what is said here."""
    async with ctx.transaction() as session:
        await assume_past(session, since)
        await record_change(
            session,
            ctx.viewer,
            "pricing.past_assumed",
            "shop",
            WHOLE_SHOP,
            before=None,
            after={"since": since.isoformat()},
        )
