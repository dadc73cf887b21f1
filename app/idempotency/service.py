"""Claims of idempotency keys. A claim lives and dies with the transaction of what it stands for.

    claim = await idempotency.claim(session, owner=f"staff:{id}", key=key, operation="stockAdjust", request={…})
    if claim.is_repeated: return claim.result_id
    … the work …
    await idempotency.finish(session, claim, result_id)

Where the work goes beyond one transaction (a payment), the first one claims the key together with the intent and
finishes the claim with the intent's id: a repeat finds the intent and waits for it or resumes it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.clock import utc_now
from app.core.ids import new_id
from app.core.locks import lock_row
from app.idempotency.models import IdempotentRequest
from app.idempotency.rules import Claim, ClaimStatus, hash_request, is_usable


async def claim(session: AsyncSession, *, owner: str, key: str, operation: str, request: Mapping[str, Any]) -> Claim:
    """Take the key for this request, or find what it was taken for.

    `owner` is who may repeat the request (`cart:<id>`, `staff:<id>`): the same key of another owner is another key.
    Of two claims at once the second waits at the unique key until the first transaction ends; it then finds the first
    one's row, or takes the key itself where the first was rolled back.
    """
    if not is_usable(key):
        return Claim(ClaimStatus.UNUSABLE, owner, key)
    request_hash = hash_request(operation, request)
    taken = await session.execute(
        insert(IdempotentRequest)
        .values(
            id=new_id(),
            owner=owner,
            key=key,
            operation=operation,
            request_hash=request_hash,
            created_at=utc_now(),
        )
        .on_conflict_do_nothing()
        .returning(col(IdempotentRequest.id))
    )
    if taken.scalar_one_or_none() is not None:
        return Claim(ClaimStatus.NEW, owner, key)
    row = await lock_row(
        session, IdempotentRequest, col(IdempotentRequest.owner) == owner, col(IdempotentRequest.key) == key
    )
    if row is None:
        raise LookupError(f"the request of {owner} vanished: rows of idempotent_request are not deleted while in use")
    if row.request_hash != request_hash:
        return Claim(ClaimStatus.REUSED, owner, key)
    return Claim(ClaimStatus.REPEATED, owner, key, row.result_id)


async def finish(session: AsyncSession, claimed: Claim, result_id: UUID) -> None:
    """Remember what came of the request. A repeat is answered with it."""
    await session.execute(
        update(IdempotentRequest)
        .where(col(IdempotentRequest.owner) == claimed.owner, col(IdempotentRequest.key) == claimed.key)
        .values(result_id=result_id)
    )
