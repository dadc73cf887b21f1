"""Writing collections, and which products are in them: by hand, or by a rule."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from app.catalog.errors import CatalogErrorCode
from app.catalog.events import CollectionChanged, CollectionDeleted
from app.catalog.models import (
    Attribute,
    AttributeKind,
    Brand,
    Category,
    Collection,
    CollectionProduct,
    CollectionTranslation,
    Product,
    ProductType,
    SlugKind,
)
from app.catalog.rules.collections import Condition, ConditionKind, Rule, read_rule, rule_document
from app.catalog.rules.drafts import CollectionDraft, Upserted
from app.catalog.rules.taxonomy import SELECTED, checked_collection
from app.catalog.service.merging import Merge
from app.catalog.service.sorting import REFILL_JOB, SORTED_AT_ONCE, sort_products
from app.catalog.service.taxonomy.entries import (
    existing_names,
    finish,
    ids_by_name,
    lock_named,
    merge_texts,
    refuse_taken,
    tell_of_products,
    unknown,
    write_row,
)
from app.core.errors import Problem, Refusal
from app.core.locks import lock_sorting
from app.core.reads import table_of
from app.events import record
from app.jobs import enqueue

MOST_BY_HAND: Final = 10_000
"""Products of a collection that is put together by hand."""

_member = table_of(CollectionProduct)
_NAMED_BY: Final[Mapping[ConditionKind, tuple[type[SQLModel], str]]] = {
    ConditionKind.CATEGORY: (Category, "slug"),
    ConditionKind.BRAND: (Brand, "slug"),
    ConditionKind.PRODUCT_TYPE: (ProductType, "code"),
}


async def sort_into_collections(session: AsyncSession, product_ids: Sequence[UUID]) -> list[UUID]:
    """Make the membership of these products right in every collection that is made by rule.

    Two statements, whatever the number of products and of collections. Gives the products that came into a collection
    or left one. Call it after the products are written, in a transaction that held the sorting still before
    (`app.core.locks.hold_sorting`), and tell of the products.
    """
    return await sort_products(session, product_ids)


async def upsert_collection(session: AsyncSession, draft: CollectionDraft) -> Upserted:
    """Make the collection of this slug agree with the draft. Records `catalog.collection_changed` when it did not."""
    await lock_sorting(session)
    row = await lock_named(session, Collection, "slug", draft.slug)
    return await write_collection(session, row, draft)


async def write_collection(session: AsyncSession, row: Collection | None, draft: CollectionDraft) -> Upserted:
    """Make this collection, or a new one, agree with the draft. The caller has locked the sorting.

    A new rule sorts all products anew: at once in a small shop, in a job in a large one. A collection whose rule is
    taken away keeps the products that it has.
    """
    draft = checked_collection(draft)
    rule = read_rule(draft.rule) if draft.rule is not None else None
    if rule is not None:
        await refuse_unknown(session, rule)
    await refuse_taken(session, SlugKind.COLLECTION, row.id if row else None, draft)
    document = rule_document(rule) if rule is not None else None
    is_refilled = document is not None and (row is None or row.rule != document)
    merge = Merge(session)
    values = {
        "slug": draft.slug,
        "rule": document,
        "source_language_tag": draft.source_language_tag,
        "metadata_": dict(draft.metadata),
        "private_metadata": dict(draft.private_metadata),
    }
    had_source = row.source_language_tag if row else None
    written = await write_row(session, merge, row, Collection, values)
    await merge_texts(session, merge, CollectionTranslation, "collection_id", written.id, draft, had_source=had_source)
    if draft.products is not None and rule is None:
        product_ids = await _product_ids(session, draft.products)
        merge.changed = await _set_products(session, written.id, product_ids) or merge.changed
    if is_refilled:
        await refill(session, written.id)
    return await finish(session, merge, written, written.id, CollectionChanged(written.id), is_new=row is None)


async def set_collection_products(session: AsyncSession, collection_id: UUID, product_ids: Sequence[UUID]) -> bool:
    """Let the collection hold exactly these products, in this order. Says whether it did not already."""
    changed = await _set_products(session, collection_id, list(dict.fromkeys(product_ids)))
    if changed:
        await record(session, CollectionChanged(collection_id))
    return changed


async def products_by_hand(session: AsyncSession, collection_id: UUID) -> list[UUID]:
    """The products of a collection, in their order."""
    statement = (
        select(_member.c.product_id)
        .where(_member.c.collection_id == collection_id)
        .order_by(_member.c.position, _member.c.product_id)
    )
    return list((await session.execute(statement)).scalars())


async def remove_collection(session: AsyncSession, row: Collection) -> None:
    """Delete a collection; its products stay. Records `catalog.collection_deleted`."""
    await session.delete(row)
    await session.flush()
    await record(session, CollectionDeleted(row.id))


async def refill(session: AsyncSession, collection_id: UUID) -> None:
    """Sort all products into a collection by rule: at once, or in a job where they are many."""
    statement = select(col(Product.id)).limit(SORTED_AT_ONCE + 1)
    product_ids = list((await session.execute(statement)).scalars())
    if len(product_ids) > SORTED_AT_ONCE:
        payload = {"collection_id": collection_id}
        await enqueue(session, REFILL_JOB, payload, key=f"{REFILL_JOB}:{collection_id}")
    else:
        await tell_of_products(session, await sort_products(session, product_ids, [collection_id]))


async def refuse_unknown(session: AsyncSession, rule: Rule) -> None:
    """Refuse a rule that names what is not there, or asks of an attribute what its kind does not say."""
    mode = "all" if rule.needs_all else "any"
    known = {
        kind: await existing_names(session, model, column, rule.names(kind)) if rule.names(kind) else set()
        for kind, (model, column) in _NAMED_BY.items()
    }
    kinds = await _attribute_kinds(session, rule)
    problems = []
    for place, condition in enumerate(rule.conditions):
        path = ("rule", mode, str(place), condition.kind.value)
        if condition.kind in known:
            missing = [key for key in condition.keys if key not in known[condition.kind]]
            problems += [unknown(path, condition.kind.value, key) for key in missing]
        elif condition.kind is ConditionKind.ATTRIBUTE:
            kind = kinds.get(str(condition.code))
            if kind is None:
                problems.append(unknown((*path, "code"), "attribute", str(condition.code)))
            elif not _suits(condition, kind):
                problems.append(Problem(CatalogErrorCode.RULE_INVALID, path, {"place": ".".join(path[1:])}))
    if problems:
        raise Refusal(*problems)


def _suits(condition: Condition, kind: AttributeKind) -> bool:
    if condition.is_true is not None:
        return kind is AttributeKind.BOOLEAN
    if condition.keys:
        return kind in SELECTED or kind in (AttributeKind.TEXT, AttributeKind.DATE)
    return kind is AttributeKind.NUMBER


async def _attribute_kinds(session: AsyncSession, rule: Rule) -> dict[str, AttributeKind]:
    codes = rule.names(ConditionKind.ATTRIBUTE)
    statement = select(col(Attribute.code), col(Attribute.kind)).where(col(Attribute.code).in_(codes))
    return {row.code: row.kind for row in await session.execute(statement)} if codes else {}


async def _product_ids(session: AsyncSession, slugs: Sequence[str]) -> list[UUID]:
    found = await ids_by_name(session, Product, "slug", slugs)
    problems: list[Problem] = [
        unknown(("products", str(place)), "product", slug) for place, slug in enumerate(slugs) if slug not in found
    ]
    if problems:
        raise Refusal(*problems)
    return [found[slug] for slug in slugs]


async def _set_products(session: AsyncSession, collection_id: UUID, product_ids: Sequence[UUID]) -> bool:
    if len(product_ids) > MOST_BY_HAND:
        raise Refusal(Problem(CatalogErrorCode.LIMIT_REACHED, ("products",), {"most": MOST_BY_HAND}))
    statement = select(_member.c.product_id, _member.c.position).where(_member.c.collection_id == collection_id)
    stored: dict[UUID, int] = {row.product_id: row.position for row in await session.execute(statement)}
    placed = [(each, place) for place, each in enumerate(product_ids) if stored.get(each) != place]
    gone = stored.keys() - set(product_ids)
    if gone:
        await session.execute(
            delete(_member).where(
                _member.c.collection_id == collection_id,
                _member.c.product_id == func.any(bindparam("ids", sorted(gone), type_=ARRAY(Uuid()))),
            )
        )
    if placed:
        await session.execute(_placing(collection_id, placed))
    return bool(gone or placed)


def _placing(collection_id: UUID, placed: Sequence[tuple[UUID, int]]) -> Any:
    rows = (
        func.unnest(
            bindparam("ids", [each for each, _ in placed], type_=ARRAY(Uuid())),
            bindparam("places", [place for _, place in placed], type_=ARRAY(Integer())),
        )
        .table_valued("id", "place")
        .render_derived()
    )
    placing = insert(_member).from_select(
        ["collection_id", "product_id", "position"],
        select(bindparam("collection", collection_id, type_=Uuid()), rows.c.id, rows.c.place),
    )
    return placing.on_conflict_do_update(
        index_elements=["collection_id", "product_id"], set_={"position": placing.excluded.position}
    )
