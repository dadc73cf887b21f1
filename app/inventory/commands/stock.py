"""Stock, as staff adjust it."""

from dataclasses import dataclass
from uuid import UUID

from app import idempotency
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.inventory import service
from app.inventory.errors import StockErrorCode
from app.inventory.rules import LONGEST_REASON, is_reason


@dataclass(frozen=True)
class Adjustment:
    """Which stock row was adjusted, and whether it had been before, under the same key."""

    variant_id: UUID
    warehouse_id: UUID
    replayed: bool


async def adjust_stock(
    ctx: RequestContext,
    *,
    variant_id: UUID | None,
    warehouse_id: UUID | None,
    delta: int,
    reason: str,
    idempotency_key: str,
) -> Adjustment:
    """Let staff add pieces to a warehouse (`delta` above zero) or take them away (below zero).

    An id is None where what the caller wrote is no id of its kind. One key changes the stock once, however often the
    request comes. Refused: what would leave less than is reserved, an unknown variant or warehouse, a change of zero.
    """
    if variant_id is None:
        raise Refusal(Problem(StockErrorCode.VARIANT_NOT_FOUND, ("input", "variantId")))
    if warehouse_id is None:
        raise Refusal(Problem(StockErrorCode.WAREHOUSE_NOT_FOUND, ("input", "warehouseId")))
    if not is_reason(reason):
        raise Refusal(Problem(StockErrorCode.INVALID_REASON, ("input", "reason"), {"longest": LONGEST_REASON}))
    async with ctx.transaction() as session:
        claim = await idempotency.claim(
            session,
            owner=f"staff:{ctx.viewer.token_id}",
            key=idempotency_key,
            operation="stockAdjust",
            request={"variant_id": variant_id, "warehouse_id": warehouse_id, "delta": delta, "reason": reason},
        )
        claim.or_refuse(
            reused=Problem(StockErrorCode.IDEMPOTENCY_KEY_REUSED, ("input", "idempotencyKey")),
            unusable=Problem(StockErrorCode.INVALID_IDEMPOTENCY_KEY, ("input", "idempotencyKey")),
        )
        if not claim.is_repeated:
            entry_id = await service.adjust(
                session,
                ctx.viewer,
                variant_id=variant_id,
                warehouse_id=warehouse_id,
                delta=delta,
                reason=reason.strip(),
            )
            await idempotency.finish(session, claim, entry_id)
    return Adjustment(variant_id, warehouse_id, replayed=claim.is_repeated)
