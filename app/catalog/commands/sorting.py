"""Background work of sorting: products come into collections by rule, and leave them, a thousand at a time.

Each step is a transaction that keeps others from writing products for as long as it takes to sort a thousand. A step
that is done twice changes nothing: a job that was killed begins again.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, bindparam, select, true

from app.catalog.models import CategoryAncestor, Product
from app.catalog.service.sorting import REFILL_JOB, RESORT_CATEGORY_JOB, sort_products
from app.catalog.service.taxonomy.entries import tell_of_products
from app.core.context import RequestContext
from app.core.locks import lock_sorting
from app.core.reads import Read, table_of

__all__ = ["REFILL_JOB", "RESORT_CATEGORY_JOB", "refill_collection", "sort_category"]

_STEP: Final = 1_000
"""Products."""

_product, _ancestor = table_of(Product).c, table_of(CategoryAncestor).c


class _Id(NamedTuple):
    id: UUID


def _after(condition: ColumnElement[bool]) -> Read[_Id]:
    return Read(
        select(_product.id)
        .where(_product.id > bindparam("after", type_=Uuid()), condition)
        .order_by(_product.id)
        .limit(bindparam("limit", type_=Integer())),
        _Id,
    )


_all = _after(true())
_below = _after(
    _product.category_id.in_(
        select(_ancestor.category_id).where(_ancestor.ancestor_id == bindparam("category_id", type_=Uuid()))
    )
)


async def refill_collection(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Sort every product into a collection whose rule has changed."""
    await _sort(ctx, _all, {}, [UUID(payload["collection_id"])])


async def sort_category(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Sort the products of a category that has moved, and of all below it, into the collections by rule."""
    await _sort(ctx, _below, {"category_id": UUID(payload["category_id"])}, None)


async def _sort(
    ctx: RequestContext, read: Read[_Id], parameters: dict[str, Any], collection_ids: Sequence[UUID] | None
) -> None:
    after = UUID(int=0)
    while rows := await read.all(ctx.db, after=after, limit=_STEP, **parameters):
        ids = [row.id for row in rows]
        async with ctx.transaction() as session:
            await lock_sorting(session)
            await tell_of_products(session, await sort_products(session, ids, collection_ids))
        after = ids[-1]
