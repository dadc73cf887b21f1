"""Writing products: the tables are made to agree with drafts, many at once."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.errors import CatalogErrorCode
from app.catalog.events import ProductChanged, ProductCreated, ProductsWritten
from app.catalog.rules.checked import CheckedDraft
from app.catalog.rules.drafts import ProductDraft, Target, Upserted, UpsertOutcome
from app.catalog.service.collections import sort_into_collections
from app.catalog.service.products.batch import Written, write_batch
from app.core.errors import Problem, Refusal
from app.core.locks import hold_sorting
from app.events import WHOLE_SHOP, record
from app.jobs.queue import NewJob, enqueue_all

FETCH_MEDIA_JOB: Final = "catalog.fetch_media"
"""Loads a medium from its address into the media folder. The payload is `{"media_id": …}`."""

_ATTEMPTS: Final = 3
_UNIQUE_VIOLATION: Final = "23505"
_FOREIGN_KEY_VIOLATION: Final = "23503"
_DEADLOCK: Final = "40P01"
_OTHERS_WERE_FASTER: Final = frozenset({_UNIQUE_VIOLATION, _FOREIGN_KEY_VIOLATION, _DEADLOCK})


class _CollisionError(Exception):
    """Somebody else wrote the same at the same moment, and this go has left no trace."""


async def upsert_product(
    session: AsyncSession, draft: ProductDraft, now: datetime, target: Target | None = None
) -> Upserted:
    """`write_products` for one draft: raises its `Refusal`."""
    (written,) = await write_products(session, [draft], now=now, targets=[target])
    if isinstance(written, Refusal):
        raise written
    return written


async def write_products(
    session: AsyncSession,
    drafts: Sequence[ProductDraft],
    *,
    now: datetime,
    targets: Sequence[Target | None] = (),
    checked: Sequence[CheckedDraft | None] = (),
) -> list[Upserted | Refusal]:
    """Make the stored products agree with the drafts, and say in their order what became of each.

    A draft that is refused changes nothing, with a `CatalogErrorCode` for everything that is wrong with it; the others
    are written all the same. `targets` names, in the order of the drafts, the products that they are meant for; without
    it a draft finds its product by its external id, or by its slug. `checked` has, in that order, what was looked at
    before (`check_draft`).

    Where the tables agree already, nothing is written. A product that is published keeps the earlier of two past
    starts. A variant that is not in the draft is discontinued, and comes back with its id when a draft names it again.
    A translation whose own text changes was made from the source as it is now; the others stay as old as they were.

    Records `catalog.product_created` or `catalog.product_changed`, or one `catalog.products_written` for several.
    """
    await hold_sorting(session)
    outcomes: dict[int, Upserted | Refusal] = {}
    written = Written()
    waiting = dict(enumerate(drafts))
    meant, known = dict(enumerate(targets)), dict(enumerate(checked))
    while waiting:
        went = await _write(session, waiting, meant, known, now)
        outcomes |= went.outcomes
        written.versions |= went.versions
        written.media_to_fetch += went.media_to_fetch
        waiting = {place: waiting[place] for place in went.postponed}
    await _tell(session, outcomes, written)
    return [outcomes[place] for place in range(len(drafts))]


async def _write(
    session: AsyncSession,
    drafts: Mapping[int, ProductDraft],
    targets: Mapping[int, Target | None],
    checked: Mapping[int, CheckedDraft | None],
    now: datetime,
) -> Written:
    """Write what can be written; whoever is in the way is seen by the next attempt, and the last is draft by draft."""
    for _ in range(_ATTEMPTS):
        try:
            async with _alone(session):
                return await write_batch(session, drafts, targets, checked, now)
        except _CollisionError:
            continue
    if len(drafts) == 1:
        refusal = Refusal(Problem(CatalogErrorCode.CHANGED_MEANWHILE, retryable=True))
        return Written(outcomes=dict.fromkeys(drafts, refusal))
    written = Written()
    for place, draft in drafts.items():
        one = await _write(session, {place: draft}, targets, checked, now)
        written.outcomes |= one.outcomes
        written.versions |= one.versions
        written.media_to_fetch += one.media_to_fetch
    return written


@asynccontextmanager
async def _alone(session: AsyncSession) -> AsyncIterator[None]:
    """Undo all of the block when others have written the same meanwhile, and raise `_CollisionError`."""
    try:
        async with session.begin_nested():
            yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _OTHERS_WERE_FASTER:
            raise _CollisionError from error
        raise
    except asyncpg.PostgresError as error:  # of COPY, which goes to the driver directly
        if error.sqlstate in _OTHERS_WERE_FASTER:
            raise _CollisionError from error
        raise


async def _tell(session: AsyncSession, outcomes: Mapping[int, Upserted | Refusal], written: Written) -> None:
    """Everything that follows from what was written."""
    if not written.versions:
        return
    await sort_into_collections(session, list(written.versions))
    await enqueue_all(
        session, [NewJob(FETCH_MEDIA_JOB, {"media_id": medium_id}) for medium_id in written.media_to_fetch]
    )
    if len(written.versions) > 1:
        await record(session, ProductsWritten(WHOLE_SHOP, tuple(written.versions)))
        return
    ((product_id, version),) = written.versions.items()
    is_new = any(
        isinstance(each, Upserted) and each.outcome is UpsertOutcome.CREATED and each.id == product_id
        for each in outcomes.values()
    )
    await record(session, (ProductCreated if is_new else ProductChanged)(product_id, version))
