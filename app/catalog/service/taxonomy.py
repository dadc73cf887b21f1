"""Writing what products are sorted into: brands, categories, collections."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from app.catalog.events import BrandChanged, CategoryChanged, CollectionChanged
from app.catalog.models import (
    Brand,
    Category,
    CategoryTranslation,
    Collection,
    CollectionProduct,
    CollectionTranslation,
)
from app.catalog.rules import BrandDraft, CategoryDraft, CollectionDraft, Texts, Upserted, UpsertOutcome, clean_name
from app.catalog.rules.checks import clean_texts, name_problems, slug_problems
from app.catalog.service.merging import Merge
from app.core.errors import Refusal
from app.core.locks import lock_row
from app.events import Event, record

RowT = TypeVar("RowT", Brand, Category, Collection)


async def upsert_brand(session: AsyncSession, draft: BrandDraft) -> Upserted:
    """Make the brand of this slug agree with the draft. Records `catalog.brand_changed` when it did not."""
    _refuse_problems(draft.slug, None)
    merge = Merge(session)
    row, is_new = await _upsert_row(merge, session, Brand, {"slug": draft.slug, "name": clean_name(draft.name)})
    return await _finish(session, merge, row.id, is_new, BrandChanged(row.id))


async def upsert_category(session: AsyncSession, draft: CategoryDraft) -> Upserted:
    """Make the category of this slug agree with the draft. Records `catalog.category_changed` when it did not."""
    translations = _refuse_problems(draft.slug, draft.translations)
    merge = Merge(session)
    values = {"slug": draft.slug, "parent_id": draft.parent_id, "position": draft.position}
    row, is_new = await _upsert_row(merge, session, Category, values)
    await _merge_texts(merge, session, CategoryTranslation, "category_id", row.id, translations)
    return await _finish(session, merge, row.id, is_new, CategoryChanged(row.id))


async def upsert_collection(session: AsyncSession, draft: CollectionDraft) -> Upserted:
    """Make the collection of this slug agree with the draft. Records `catalog.collection_changed` when it did not."""
    translations = _refuse_problems(draft.slug, draft.translations)
    merge = Merge(session)
    row, is_new = await _upsert_row(merge, session, Collection, {"slug": draft.slug})
    await _merge_texts(merge, session, CollectionTranslation, "collection_id", row.id, translations)
    return await _finish(session, merge, row.id, is_new, CollectionChanged(row.id))


async def set_collection_products(session: AsyncSession, collection_id: UUID, product_ids: Sequence[UUID]) -> bool:
    """Let the collection hold exactly these products, in this order. Says whether it did not already."""
    statement = select(CollectionProduct).where(CollectionProduct.collection_id == collection_id)
    merge = Merge(session)
    await merge.rows(
        {row.product_id: row for row in (await session.execute(statement)).scalars()},
        {
            product_id: {"collection_id": collection_id, "product_id": product_id, "position": position}
            for position, product_id in enumerate(dict.fromkeys(product_ids))
        },
        CollectionProduct,
    )
    await merge.remove_surplus()
    if merge.changed:
        await record(session, CollectionChanged(collection_id))
    return merge.changed


def _refuse_problems(slug: str, translations: Mapping[str, Texts] | None) -> dict[str, Texts]:
    clean = clean_texts(translations or {})
    problems = [*slug_problems(slug), *(name_problems(clean) if translations is not None else ())]
    if problems:
        raise Refusal(*problems)
    return clean


async def _upsert_row(
    merge: Merge, session: AsyncSession, model: type[RowT], values: Mapping[str, Any]
) -> tuple[RowT, bool]:
    row = await lock_row(session, model, col(model.slug) == values["slug"])
    if row is not None:
        merge.assign(row, values)
        return row, False
    row = model(**values)
    session.add(row)
    await session.flush()
    return row, True


async def _merge_texts(
    merge: Merge,
    session: AsyncSession,
    model: type[SQLModel],
    owner: str,
    owner_id: UUID,
    translations: Mapping[str, Texts],
) -> None:
    stored: Sequence[Any] = (
        (await session.execute(select(model).where(getattr(model, owner) == owner_id))).scalars().all()
    )
    await merge.rows(
        {row.language_tag: row for row in stored},
        {
            tag: {owner: owner_id, "language_tag": tag, "name": texts.name, "description": texts.description}
            for tag, texts in translations.items()
        },
        model,
    )
    await merge.remove_surplus()


async def _finish(session: AsyncSession, merge: Merge, row_id: UUID, is_new: bool, event: Event) -> Upserted:
    await session.flush()
    if not is_new and not merge.changed:
        return Upserted(UpsertOutcome.UNCHANGED, row_id)
    await record(session, event)
    return Upserted(UpsertOutcome.CREATED if is_new else UpsertOutcome.UPDATED, row_id)
