"""Writing the tree of categories. The database keeps its closure, and the lists of products that follow from it."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.catalog.errors import CatalogErrorCode
from app.catalog.events import CategoryChanged, CategoryDeleted
from app.catalog.models import Category, CategoryAncestor, CategoryTranslation, Product, SlugKind
from app.catalog.rules.drafts import CategoryDraft, Upserted
from app.catalog.rules.taxonomy import checked_category
from app.catalog.service.merging import Merge
from app.catalog.service.sorting import (
    RESORT_CATEGORY_JOB,
    SORTED_AT_ONCE,
    refuse_named_in_rules,
    rename_in_rules,
    sort_products,
)
from app.catalog.service.taxonomy.entries import (
    finish,
    ids_by_name,
    lock_named,
    merge_texts,
    refuse_need,
    refuse_taken,
    refuse_use,
    tell_of_products,
    unknown,
    write_row,
)
from app.core.errors import Problem, Refusal
from app.core.locks import lock_sorting
from app.events import record
from app.jobs import enqueue


class Sibling(NamedTuple):
    """A category among those below the same one."""

    id: UUID
    position: int


async def upsert_category(session: AsyncSession, draft: CategoryDraft) -> Upserted:
    """Make the category of this slug agree with the draft. Records `catalog.category_changed` when it did not."""
    await lock_sorting(session)
    return await write_category(session, await lock_named(session, Category, "slug", draft.slug), draft)


async def write_category(session: AsyncSession, row: Category | None, draft: CategoryDraft) -> Upserted:
    """Make this category, or a new one, agree with the draft. The caller has locked the sorting.

    With another parent it moves with all that stands below it. Refuses with `CATEGORY_CIRCLE` a parent that is the
    category itself or below it.
    """
    draft = checked_category(draft)
    parent_id = await _parent_id(session, draft.parent)
    if row is not None:
        await refuse_circle(session, row.id, parent_id, ("parent",))
    await refuse_taken(session, SlugKind.CATEGORY, row.id if row else None, draft)
    before = (row.slug, row.parent_id) if row else None
    had_source = row.source_language_tag if row else None
    merge = Merge(session)
    values = {
        "slug": draft.slug,
        "parent_id": parent_id,
        "position": draft.position,
        "source_language_tag": draft.source_language_tag,
        "metadata_": dict(draft.metadata),
        "private_metadata": dict(draft.private_metadata),
    }
    written = await write_row(session, merge, row, Category, values)
    await merge_texts(session, merge, CategoryTranslation, "category_id", written.id, draft, had_source=had_source)
    if before is not None and before[0] != draft.slug:
        await rename_in_rules(session, "category", before[0], draft.slug)
    outcome = await finish(session, merge, written, written.id, CategoryChanged(written.id), is_new=row is None)
    if before is not None and before[1] != parent_id:
        await sort_category(session, written.id)
    return outcome


async def refuse_circle(
    session: AsyncSession, category_id: UUID, parent_id: UUID | None, path: tuple[str, ...]
) -> None:
    """Refuse to put a category below itself. The sorting is locked, so no other move makes the answer wrong."""
    if parent_id is None:
        return
    statement = select(col(CategoryAncestor.category_id)).where(
        col(CategoryAncestor.category_id) == parent_id, col(CategoryAncestor.ancestor_id) == category_id
    )
    if (await session.execute(statement)).first() is not None:
        raise Refusal(Problem(CatalogErrorCode.CATEGORY_CIRCLE, path))


async def siblings_of(session: AsyncSession, parent_id: UUID | None) -> list[Sibling]:
    """The categories directly below this one, or the tops of the tree, in their order."""
    statement = (
        select(col(Category.id), col(Category.position))
        .where(col(Category.parent_id).is_(None) if parent_id is None else col(Category.parent_id) == parent_id)
        .order_by(col(Category.position), col(Category.slug))
    )
    return [Sibling(*row) for row in await session.execute(statement)]


async def place_siblings(session: AsyncSession, current: Sequence[Sibling], wanted: Sequence[UUID]) -> bool:
    """Give these categories the positions 0, 1, 2 and so on. Says whether any had another one."""
    positions = {sibling.id: sibling.position for sibling in current}
    moved = [(each, place) for place, each in enumerate(wanted) if positions.get(each) != place]
    if not moved:
        return False
    placed = (
        func.unnest(
            bindparam("ids", [each for each, _ in moved], type_=ARRAY(Uuid())),
            bindparam("places", [place for _, place in moved], type_=ARRAY(Integer())),
        )
        .table_valued("id", "place")
        .render_derived()
    )
    await session.execute(
        update(Category)
        .where(col(Category.id) == placed.c.id)
        .values(position=placed.c.place, version=col(Category.version) + 1)
        .execution_options(synchronize_session=False)
    )
    for each, _ in moved:
        await record(session, CategoryChanged(each))
    return True


async def remove_category(session: AsyncSession, row: Category, products_to: UUID | None) -> None:
    """Delete a category with nothing below it. Its products move to another one; without one, there may be none.

    The caller has locked the sorting. Records `catalog.category_deleted`.
    """
    below = select(func.count()).select_from(Category).where(col(Category.parent_id) == row.id)
    refuse_need("id", (await session.execute(below)).scalar_one())
    await refuse_named_in_rules(session, "category", row.slug)
    gone = (col(Product.category_id) == row.id, col(Product.deleted_at).is_not(None))
    await session.execute(update(Product).where(*gone).values(category_id=None))
    if products_to is None:
        count = select(func.count()).select_from(Product).where(col(Product.category_id) == row.id)
        refuse_use("id", (await session.execute(count)).scalar_one())
    else:
        await _move_products(session, row.id, products_to)
    await session.delete(row)
    await session.flush()
    await record(session, CategoryDeleted(row.id))


async def sort_category(session: AsyncSession, category_id: UUID) -> None:
    """Sort the products of a category that has moved into collections anew: in a job where they are many."""
    statement = (
        select(col(Product.id))
        .join(CategoryAncestor, col(CategoryAncestor.category_id) == col(Product.category_id))
        .where(col(CategoryAncestor.ancestor_id) == category_id)
        .limit(SORTED_AT_ONCE + 1)
    )
    product_ids = list((await session.execute(statement)).scalars())
    if len(product_ids) > SORTED_AT_ONCE:
        payload = {"category_id": category_id}
        await enqueue(session, RESORT_CATEGORY_JOB, payload, key=f"{RESORT_CATEGORY_JOB}:{category_id}")
    else:
        await tell_of_products(session, await sort_products(session, product_ids))


async def _move_products(session: AsyncSession, category_id: UUID, target_id: UUID) -> None:
    """The digest is that of a draft that named the old category: the same draft again is not the same any more."""
    moved = await session.execute(
        update(Product)
        .where(col(Product.category_id) == category_id)
        .values(category_id=target_id, version=col(Product.version) + 1, digest=None, updated_at=func.now())
        .returning(col(Product.id))
        .execution_options(synchronize_session=False)
    )
    product_ids = list(moved.scalars())
    for start in range(0, len(product_ids), SORTED_AT_ONCE):
        await sort_products(session, product_ids[start : start + SORTED_AT_ONCE])
    await tell_of_products(session, product_ids)


async def _parent_id(session: AsyncSession, slug: str | None) -> UUID | None:
    if slug is None:
        return None
    found = await ids_by_name(session, Category, "slug", [slug])
    if slug not in found:
        raise Refusal(unknown(("parent",), "category", slug))
    return found[slug]
