"""Keys that let a request take effect once."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from app import idempotency
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.idempotency import Claim, ClaimStatus
from app.inventory import StockErrorCode

pytestmark = pytest.mark.usefixtures("shop")

REQUEST = {"variant_id": UUID(int=1), "delta": 5, "reason": "count"}


async def claim(ctx: RequestContext, key: str, owner: str = "staff:1", **changed: object) -> Claim:
    async with ctx.transaction() as session:
        return await idempotency.claim(
            session, owner=owner, key=key, operation="stockAdjust", request=REQUEST | changed
        )


async def finish(ctx: RequestContext, claimed: Claim, result_id: UUID) -> None:
    async with ctx.transaction() as session:
        await idempotency.finish(session, claimed, result_id)


async def test_a_repeat_gives_the_result(ctx: RequestContext) -> None:
    result_id = uuid4()
    first = await claim(ctx, "a repeat")
    unfinished = await claim(ctx, "a repeat")
    await finish(ctx, first, result_id)
    repeated = await claim(ctx, "a repeat")

    assert (first.status, first.result_id) == (ClaimStatus.NEW, None)
    assert (unfinished.status, unfinished.result_id) == (ClaimStatus.REPEATED, None)
    assert (repeated.status, repeated.result_id) == (ClaimStatus.REPEATED, result_id)


async def test_another_request_under_the_key_is_told(ctx: RequestContext) -> None:
    first = await claim(ctx, "another body")
    await finish(ctx, first, uuid4())

    reused = await claim(ctx, "another body", delta=6)

    assert (reused.status, reused.result_id) == (ClaimStatus.REUSED, None)


async def test_the_order_of_fields_does_not_matter(ctx: RequestContext) -> None:
    await claim(ctx, "order of fields")
    async with ctx.transaction() as session:
        turned = await idempotency.claim(
            session,
            owner="staff:1",
            key="order of fields",
            operation="stockAdjust",
            request=dict(reversed(REQUEST.items())),
        )

    assert turned.status is ClaimStatus.REPEATED


async def test_keys_of_different_owners_are_different_keys(ctx: RequestContext) -> None:
    await claim(ctx, "shared")

    assert (await claim(ctx, "shared", owner="staff:2", delta=9)).status is ClaimStatus.NEW


async def test_a_claim_dies_with_its_transaction(ctx: RequestContext) -> None:
    async def undone() -> None:
        async with ctx.transaction() as session:
            await idempotency.claim(session, owner="staff:1", key="undone", operation="x", request={})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()

    assert (await claim(ctx, "undone")).status is ClaimStatus.NEW


@pytest.mark.parametrize("key", ["", "x" * 256, "line\nbreak", "nul\x00", "half \ud800"])
async def test_what_is_no_key(ctx: RequestContext, connection: "asyncpg.Connection[asyncpg.Record]", key: str) -> None:
    before = await connection.fetchval("SELECT count(*) FROM idempotent_request")

    unusable = await claim(ctx, key)

    assert unusable.status is ClaimStatus.UNUSABLE
    assert await connection.fetchval("SELECT count(*) FROM idempotent_request") == before


def test_the_caller_refuses_in_its_own_words() -> None:
    reused = Problem(StockErrorCode.IDEMPOTENCY_KEY_REUSED)
    unusable = Problem(StockErrorCode.INVALID_IDEMPOTENCY_KEY)

    def outcome(status: ClaimStatus) -> object:
        claimed = Claim(status, "staff:1", "key")
        try:
            return claimed.or_refuse(reused=reused, unusable=unusable)
        except Refusal as refusal:
            return refusal.problems

    assert outcome(ClaimStatus.REUSED) == (reused,)
    assert outcome(ClaimStatus.UNUSABLE) == (unusable,)
    assert outcome(ClaimStatus.NEW) == Claim(ClaimStatus.NEW, "staff:1", "key")
    assert outcome(ClaimStatus.REPEATED) == Claim(ClaimStatus.REPEATED, "staff:1", "key")
