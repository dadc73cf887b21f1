"""A cart becomes an order."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import idempotency
from app.carts import (
    CartQuote,
    contents_by_token,
    lock_cart,
    lock_open_cart,
    quote_cart,
    refresh_quote,
)
from app.checkout import service
from app.checkout.commands.finish import find_attempt, finish_attempt
from app.checkout.errors import CheckoutErrorCode
from app.checkout.models import AttemptStatus
from app.checkout.rules import changed, in_our_terms, missing, needs_refresh
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.orders import order_ids_of_attempts
from app.payments import (
    PaymentMethodRow,
    PaymentProviders,
    ProviderUnavailableError,
    methods_by_id,
    why_unavailable,
)

_METHOD_PATH: Final = ("input", "payment", "methodId")
_PAUSES: Final = (0.2, 0.4, 0.8)
"""Seconds between the questions that a request asks a silent provider, before it leaves the rest to a repeat."""
_ROUNDS: Final = 3
"""How often a request starts over: because the goods went to somebody else, or the attempt it waited for has failed."""


@dataclass(frozen=True)
class Completion:
    """What a shopper asks for."""

    token: str
    version: int
    method_id: UUID | None
    """None where the id that was given is none of a payment method."""
    return_url: str
    idempotency_key: str


@dataclass(frozen=True)
class Completed:
    """What came of it. A payment that was declined, or has no answer yet, is a problem without a rollback."""

    order_id: UUID | None
    replayed: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Begun:
    """The attempt that a request has to see through."""

    attempt_id: UUID
    is_new: bool = False
    """Whether this request started it."""
    is_own: bool = True
    """Whether it stands under this request's key."""


class _JoinedError(Exception):
    """Another request is selling the cart at this moment."""

    def __init__(self, attempt_id: UUID) -> None:
        super().__init__()
        self.attempt_id = attempt_id


class _ChangedError(Exception):
    """The cart is no longer as it was shown. It is brought up to date in a transaction of its own."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


class _TakenMeanwhileError(Exception):
    """The goods were there when the cart was quoted, and gone when they were to be held."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


async def complete_checkout(ctx: RequestContext, completion: Completion) -> Completed:
    """Sell the cart as it was shown, once.

    Refuses, with `CheckoutErrorCode`, what cannot be sold as it stands; nothing has changed then, except that the cart
    shows the new prices where prices were the reason. The same key again gives the same outcome, `replayed`; another
    key on a cart that is an order gives that order.
    """
    method = await _offered_method(ctx, completion.method_id)
    pending = (Problem(CheckoutErrorCode.PAYMENT_PENDING, retryable=True),)
    problems: tuple[Problem, ...] = pending
    for _ in range(_ROUNDS):
        try:
            begun = await _begin(ctx, completion, method)
        except _TakenMeanwhileError as taken:
            problems = taken.problems
            continue
        status = await _see_through(ctx, begun)
        if status is AttemptStatus.COMPLETED:
            orders = await order_ids_of_attempts.all(ctx.db, attempt_ids=[begun.attempt_id])
            return Completed(orders[0].id, replayed=not begun.is_new)
        if status is AttemptStatus.FAILED and begun.is_own:
            return Completed(None, not begun.is_new, (Problem(CheckoutErrorCode.PAYMENT_DECLINED, _METHOD_PATH),))
        if status is AttemptStatus.STARTED:
            return Completed(None, not begun.is_new, pending)
        problems = pending
    return Completed(None, replayed=False, problems=problems)


async def _begin(ctx: RequestContext, completion: Completion, method: PaymentMethodRow | None) -> _Begun:
    """The first transaction: an attempt of this request's own, or the one that this cart has already."""
    try:
        async with ctx.transaction() as session:
            return await _claim_and_start(ctx, session, completion, method)
    except _JoinedError as joined:
        return _Begun(joined.attempt_id, is_own=False)
    except _ChangedError as error:
        if needs_refresh(error.problems):
            await _refresh(ctx, completion.token)
        raise Refusal(*error.problems) from error
    except Refusal as refusal:
        raise Refusal(*(in_our_terms(problem) for problem in refusal.problems)) from refusal


async def _claim_and_start(
    ctx: RequestContext, session: AsyncSession, completion: Completion, method: PaymentMethodRow | None
) -> _Begun:
    contents = await contents_by_token(ctx.db, completion.token)
    if contents is None:
        raise Refusal(Problem(CheckoutErrorCode.CART_NOT_FOUND, ("input", "token")))
    claim = await _claim(session, completion, contents.cart.id)
    if claim.result_id is not None:
        return _Begun(claim.result_id)
    await lock_cart(session, contents.cart.id)
    open_attempt = await service.lock_open_attempt(session, contents.cart.id)
    if open_attempt and open_attempt.status is AttemptStatus.STARTED:
        raise _JoinedError(open_attempt.id)
    if open_attempt:
        await idempotency.finish(session, claim, open_attempt.id)
        return _Begun(open_attempt.id)
    locked = await lock_open_cart(session, completion.token, now=ctx.now, version=completion.version)
    quote = await quote_cart(ctx, locked.contents)
    method = _check(quote, method)
    try:
        attempt = await service.start_attempt(
            session, quote, method, return_url=completion.return_url, language_tag=ctx.place.language_tag
        )
    except Refusal as refusal:
        problems = (replace(in_our_terms(problem), path=(), retryable=True) for problem in refusal.problems)
        raise _TakenMeanwhileError(tuple(problems)) from refusal
    await idempotency.finish(session, claim, attempt.id)
    return _Begun(attempt.id, is_new=True)


async def _claim(session: AsyncSession, completion: Completion, cart_id: UUID) -> idempotency.Claim:
    claim = await idempotency.claim(
        session,
        owner=f"cart:{cart_id}",
        key=completion.idempotency_key,
        operation="checkoutComplete",
        request={
            "version": completion.version,
            "method_id": completion.method_id,
            "return_url": completion.return_url,
        },
    )
    path = ("input", "idempotencyKey")
    return claim.or_refuse(
        reused=Problem(CheckoutErrorCode.IDEMPOTENCY_KEY_REUSED, path),
        unusable=Problem(CheckoutErrorCode.INVALID_IDEMPOTENCY_KEY, path),
    )


def _check(quote: CartQuote, method: PaymentMethodRow | None) -> PaymentMethodRow:
    """The method, if the cart can be sold as it stands and paid by it."""
    if quote.differences:
        raise _ChangedError(changed(quote))
    problems = list(missing(quote))
    usable = method is not None and not why_unavailable(
        method.country_codes, method.currency_codes, quote.country_code, quote.currency_code
    )
    if not usable:
        problems.append(Problem(CheckoutErrorCode.PAYMENT_METHOD_UNAVAILABLE, _METHOD_PATH))
    if problems or method is None:
        raise Refusal(*problems)
    return method


async def _see_through(ctx: RequestContext, begun: _Begun) -> AttemptStatus:
    """Ask until the provider answers, for about as long as a shopper waits. How the attempt stands then."""
    is_first_question = begun.is_new
    for pause in (*_PAUSES, None):
        try:
            await finish_attempt(ctx, begun.attempt_id, is_first_question=is_first_question)
            break
        except ProviderUnavailableError:
            is_first_question = False
            if pause is not None:
                await asyncio.sleep(pause)
    return (await find_attempt(ctx, begun.attempt_id)).status


async def _refresh(ctx: RequestContext, token: str) -> None:
    """Let the cart show what is true now. That raises its version, so that nobody pays what was not shown.

    Somebody else may have sold or changed it meanwhile: then there is nothing to do here.
    """
    with suppress(Refusal):
        await _bring_up_to_date(ctx, token)


async def _bring_up_to_date(ctx: RequestContext, token: str) -> None:
    async with ctx.transaction() as session:
        locked = await lock_open_cart(session, token, now=ctx.now)
        await refresh_quote(ctx, session, locked)


async def _offered_method(ctx: RequestContext, method_id: UUID | None) -> PaymentMethodRow | None:
    """The method, if there is one and this process has its provider."""
    if method_id is None:
        return None
    method = await methods_by_id.first(ctx.db, ids=[method_id])
    providers = ctx.part(PaymentProviders)
    return method if method and method.provider_code in providers.by_code else None
