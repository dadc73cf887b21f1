"""Putting collections together by hand, and trying rules out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.audit import record_change
from app.catalog.commands.taxonomy.entries import COLLECTIONS
from app.catalog.errors import CatalogErrorCode
from app.catalog.models import Collection, Product
from app.catalog.queries.sorting import count_taken
from app.catalog.rules.collections import read_rule
from app.catalog.service.collections import products_by_hand, refuse_unknown, set_collection_products
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.locks import lock_sorting

Products = Sequence[UUID | None]
"""None stands for an id that is none."""


async def set_products(
    ctx: RequestContext, collection_id: UUID | None, products: Products, *, version: int | None = None
) -> UUID:
    """Let the collection hold exactly these products, in this order; each counts once. Gives its id."""
    return await _edit(ctx, collection_id, version, products, lambda _, given: list(given))


async def add_products(
    ctx: RequestContext,
    collection_id: UUID | None,
    products: Products,
    *,
    position: int | None = None,
    version: int | None = None,
) -> UUID:
    """Put products into the collection, at this place (None: at the end). Those that are in it stay where they are."""

    def added(stored: list[UUID], given: Sequence[UUID]) -> list[UUID]:
        new = [each for each in given if each not in set(stored)]
        place = len(stored) if position is None else max(position, 0)
        return [*stored[:place], *new, *stored[place:]]

    return await _edit(ctx, collection_id, version, products, added)


async def remove_products(
    ctx: RequestContext, collection_id: UUID | None, products: Products, *, version: int | None = None
) -> UUID:
    """Take products out of the collection. Those that are not in it are no harm."""
    return await _edit(
        ctx, collection_id, version, products, lambda stored, given: [each for each in stored if each not in set(given)]
    )


async def move_product(
    ctx: RequestContext, collection_id: UUID | None, product: UUID | None, position: int, *, version: int | None = None
) -> UUID:
    """Give a product of the collection another place, counted from 0. Refuses one that is not in it."""

    def moved(stored: list[UUID], given: Sequence[UUID]) -> list[UUID]:
        if given[0] not in stored:
            raise Refusal(Problem(CatalogErrorCode.NOT_FOUND, ("product_id",)))
        others = [each for each in stored if each != given[0]]
        place = min(max(position, 0), len(others))
        return [*others[:place], given[0], *others[place:]]

    return await _edit(ctx, collection_id, version, [product], moved, path=("product_id",))


async def count_products_of_rule(ctx: RequestContext, document: Mapping[str, Any]) -> int:
    """How many products a rule takes, were a collection made by it. Refuses a rule that a collection cannot have."""
    rule = read_rule(document)
    async with ctx.transaction() as session:
        await refuse_unknown(session, rule)
    return await count_taken(ctx.db, rule)


async def _edit(
    ctx: RequestContext,
    collection_id: UUID | None,
    version: int | None,
    products: Products,
    change: Callable[[list[UUID], Sequence[UUID]], list[UUID]],
    *,
    path: tuple[str, ...] | None = None,
) -> UUID:
    async with ctx.transaction() as session:
        await lock_sorting(session)
        row: Collection = await COLLECTIONS.lock(session, collection_id, version)
        if row.rule is not None:
            raise Refusal(Problem(CatalogErrorCode.COLLECTION_BY_RULE, ("id",)))
        given = await _known(session, products, path)
        stored = await products_by_hand(session, row.id)
        wanted = list(dict.fromkeys(change(stored, given)))
        if await set_collection_products(session, row.id, wanted):
            row.version += 1
            await _note(ctx, session, row.id, stored, wanted)
    return row.id


async def _known(session: AsyncSession, products: Products, path: tuple[str, ...] | None) -> list[UUID]:
    given = [each for each in products if each is not None]
    ids = bindparam("ids", given, type_=ARRAY(Uuid()))
    statement = select(col(Product.id)).where(col(Product.id) == any_(ids), col(Product.deleted_at).is_(None))
    known = set((await session.execute(statement)).scalars())
    unknown = [place for place, each in enumerate(products) if each not in known]
    if unknown:
        raise Refusal(*(Problem(CatalogErrorCode.NOT_FOUND, path or ("product_ids", str(place))) for place in unknown))
    return given


async def _note(
    ctx: RequestContext, session: AsyncSession, collection_id: UUID, stored: Sequence[UUID], wanted: Sequence[UUID]
) -> None:
    """The log says which products came and went, and the order where it is another one."""
    came, went = set(wanted) - set(stored), set(stored) - set(wanted)
    before = {"products": [str(each) for each in stored if each in went]}
    after = {"products": [str(each) for each in wanted if each in came]}
    staying = ([each for each in stored if each not in went], [each for each in wanted if each not in came])
    if staying[0] != staying[1]:
        before["order"], after["order"] = ([str(each) for each in order] for order in staying)
    await record_change(
        session,
        ctx.viewer,
        "collections.products_changed",
        COLLECTIONS.id_kind.prefix,
        collection_id,
        before=before,
        after=after,
    )
