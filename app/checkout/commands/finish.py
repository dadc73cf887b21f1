"""Seeing an attempt through: ask the provider what came of the payment, and record it.

The request that started the attempt does this, and so does every repeat of it, and in the end a worker.
"""

from uuid import UUID

from app.checkout import service
from app.checkout.models import AttemptStatus
from app.checkout.queries import AttemptRow, attempt_by_id
from app.checkout.rules import is_given_up
from app.core.context import RequestContext
from app.payments import (
    PaymentRow,
    PaymentStatus,
    ProviderResult,
    ask_to_authorize,
    ask_what_came,
    concluded,
    is_acknowledged,
    payments_of_attempts,
)


async def finish_attempt(ctx: RequestContext, attempt_id: UUID, *, is_first_question: bool = False) -> None:
    """Ask for the payment of an attempt, unless its provider has spoken, and settle the attempt by the answer.

    `is_first_question`: the provider cannot have heard of the payment. Raises `ProviderUnavailableError` where it does
    not answer: nothing is recorded then, and the same may be done again at any time.
    """
    attempt = await find_attempt(ctx, attempt_id)
    if attempt.status is not AttemptStatus.STARTED:
        return
    (payment,) = await payments_of_attempts.all(ctx.db, attempt_ids=[attempt_id])
    result = None
    if not is_acknowledged(payment.status, payment.provider_reference):
        result = await _ask(ctx, attempt, payment, is_first_question=is_first_question)
    await _settle(ctx, attempt, result)


async def settle_attempt(ctx: RequestContext, attempt_id: UUID) -> None:
    """Let the attempt, its order and its stock follow what is known of its payment."""
    await _settle(ctx, await find_attempt(ctx, attempt_id), None)


async def find_attempt(ctx: RequestContext, attempt_id: UUID) -> AttemptRow:
    """The attempt as it stands; raises `LookupError` where there is none."""
    attempt = await attempt_by_id.first(ctx.db, id=attempt_id)
    if attempt is None:
        raise LookupError(f"there is no checkout attempt {attempt_id}")
    return attempt


async def _ask(
    ctx: RequestContext, attempt: AttemptRow, payment: PaymentRow, *, is_first_question: bool
) -> ProviderResult:
    if is_first_question:
        return await ask_to_authorize(ctx, payment, attempt.return_url)
    result = await ask_what_came(ctx, payment)
    if result is None and is_given_up(attempt.created_at, ctx.now):
        return concluded(PaymentStatus.EXPIRED)
    return result or await ask_to_authorize(ctx, payment, attempt.return_url)


async def _settle(ctx: RequestContext, attempt: AttemptRow, result: ProviderResult | None) -> None:
    async with ctx.transaction() as session:
        await service.settle(
            session, attempt.id, attempt.cart_id, result, secret_key=ctx.settings.secret_key, now=ctx.now
        )
