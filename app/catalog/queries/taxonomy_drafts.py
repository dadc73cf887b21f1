"""What products are sorted into and described by, read back as the drafts that would write it.

The functions that begin with `all_` give everything there is in an order in which it can be written again.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, or_, select

from app.catalog.models import Brand, Category, CategoryTranslation, Collection, CollectionTranslation, EconomicOperator
from app.catalog.models.products import Product
from app.catalog.models.taxonomy import CollectionProduct
from app.catalog.queries.stored import Source, StoredRead
from app.catalog.rules.drafts import BrandDraft, CategoryDraft, CollectionDraft, OperatorDraft, Texts
from app.core.db import Database
from app.core.reads import array_parameter, table_of

_PAGE: Final = 50
"""So many collections are in memory at once, with all of their products."""

_brand, _operator = table_of(Brand).c, table_of(EconomicOperator).c
_category_table, _collection_table = table_of(Category), table_of(Collection)
_category, _collection = _category_table.c, _collection_table.c
_parent = _category_table.alias("parent")
_member, _product = table_of(CollectionProduct).c, table_of(Product).c


class _BrandRow(NamedTuple):
    id: UUID
    slug: str
    name: str
    descriptions: dict[str, str]
    website: str | None
    metadata: dict[str, Any]
    private_metadata: dict[str, Any]


class _OperatorRow(NamedTuple):
    id: UUID
    code: str
    name: str
    address_lines: list[str]
    country_code: str
    email: str | None
    website: str | None


class _CategoryRow(NamedTuple):
    id: UUID
    slug: str
    parent: str | None
    position: int
    source_language_tag: str
    metadata: dict[str, Any]
    private_metadata: dict[str, Any]


class _CollectionRow(NamedTuple):
    id: UUID
    slug: str
    rule: dict[str, Any] | None
    source_language_tag: str
    metadata: dict[str, Any]
    private_metadata: dict[str, Any]


class _Words(NamedTuple):
    owner_id: UUID
    language_tag: str
    name: str
    description: str
    slug: str | None
    seo_title: str | None
    seo_description: str | None


class _Member(NamedTuple):
    collection_id: UUID
    slug: str


class _Id(NamedTuple):
    id: UUID


def _asked(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """One of the ids asked for; any where none are named."""
    ids = array_parameter("ids", Uuid())
    return or_(ids.is_(None), column == any_(ids))


def _words_of(model: type[CategoryTranslation | CollectionTranslation], owner: str) -> StoredRead[_Words]:
    words = table_of(model).c
    return StoredRead(
        select(
            words[owner].label("owner_id"),
            words.language_tag,
            words.name,
            words.description,
            words.slug,
            words.seo_title,
            words.seo_description,
        )
        .where(_asked(words[owner]))
        .order_by(words[owner], words.language_tag),
        _Words,
    )


_brands = StoredRead(
    select(
        _brand.id,
        _brand.slug,
        _brand.name,
        _brand.descriptions,
        _brand.website,
        _brand["metadata"],
        _brand.private_metadata,
    )
    .where(_asked(_brand.id))
    .order_by(_brand.slug),
    _BrandRow,
)
_operators = StoredRead(
    select(
        _operator.id,
        _operator.code,
        _operator.name,
        _operator.address_lines,
        _operator.country_code,
        _operator.email,
        _operator.website,
    )
    .where(_asked(_operator.id))
    .order_by(_operator.code),
    _OperatorRow,
)
_categories = StoredRead(
    select(
        _category.id,
        _category.slug,
        _parent.c.slug.label("parent"),
        _category.position,
        _category.source_language_tag,
        _category["metadata"],
        _category.private_metadata,
    )
    .select_from(_category_table.outerjoin(_parent, _parent.c.id == _category.parent_id))
    .where(_asked(_category.id))
    .order_by(_category.position, _category.slug),
    _CategoryRow,
)
_collections = StoredRead(
    select(
        _collection.id,
        _collection.slug,
        _collection.rule,
        _collection.source_language_tag,
        _collection["metadata"],
        _collection.private_metadata,
    )
    .where(_asked(_collection.id))
    .order_by(_collection.slug),
    _CollectionRow,
)
_collection_ids = StoredRead(select(_collection.id).order_by(_collection.slug), _Id)
_words_of_categories = _words_of(CategoryTranslation, "category_id")
_words_of_collections = _words_of(CollectionTranslation, "collection_id")
_members = StoredRead(
    select(_member.collection_id, _product.slug)
    .join_from(table_of(CollectionProduct), table_of(Product), _product.id == _member.product_id)
    .where(_member.collection_id == any_(array_parameter("ids", Uuid())))
    .order_by(_member.collection_id, _member.position, _member.product_id),
    _Member,
)


async def brand_drafts(source: Source, ids: Sequence[UUID] | None = None) -> dict[UUID, BrandDraft]:
    """These brands, or all."""
    return {row.id: BrandDraft(*row[1:]) for row in await _brands.all(source, ids=ids)}


async def operator_drafts(source: Source, ids: Sequence[UUID] | None = None) -> dict[UUID, OperatorDraft]:
    """These economic operators, or all."""
    return {
        row.id: OperatorDraft(
            row.code, row.name, tuple(row.address_lines), row.country_code, email=row.email, website=row.website
        )
        for row in await _operators.all(source, ids=ids)
    }


async def category_drafts(source: Source, ids: Sequence[UUID] | None = None) -> dict[UUID, CategoryDraft]:
    """These categories, or all, as they stand among their siblings."""
    rows = await _categories.all(source, ids=ids)
    words = await _texts(source, _words_of_categories, ids)
    return {
        row.id: CategoryDraft(
            slug=row.slug,
            translations=words[row.id],
            parent=row.parent,
            position=row.position,
            source_language_tag=row.source_language_tag,
            metadata=row.metadata,
            private_metadata=row.private_metadata,
        )
        for row in rows
    }


async def collection_drafts(
    source: Source, ids: Sequence[UUID] | None = None, *, with_products: bool = False
) -> dict[UUID, CollectionDraft]:
    """These collections, or all; `with_products`: with the products of those that are put together by hand."""
    rows = await _collections.all(source, ids=ids)
    words = await _texts(source, _words_of_collections, ids)
    by_hand = [row.id for row in rows if row.rule is None and with_products]
    products: defaultdict[UUID, list[str]] = defaultdict(list)
    for member in await _members.all(source, ids=by_hand):
        products[member.collection_id].append(member.slug)
    return {
        row.id: CollectionDraft(
            slug=row.slug,
            translations=words[row.id],
            products=tuple(products[row.id]) if with_products and row.rule is None else None,
            rule=row.rule,
            source_language_tag=row.source_language_tag,
            metadata=row.metadata,
            private_metadata=row.private_metadata,
        )
        for row in rows
    }


async def all_brands(database: Database) -> list[BrandDraft]:
    """Every brand, by its slug."""
    return list((await brand_drafts(database)).values())


async def all_operators(database: Database) -> list[OperatorDraft]:
    """Every economic operator, by its code."""
    return list((await operator_drafts(database)).values())


async def all_categories(database: Database) -> list[CategoryDraft]:
    """Every category: those above before those below, siblings in their order."""
    children: defaultdict[str | None, list[CategoryDraft]] = defaultdict(list)
    for draft in (await category_drafts(database)).values():
        children[draft.parent].append(draft)
    ordered = list(children[None])
    for draft in ordered:  # grows while it is walked, until the last level has been
        ordered += children[draft.slug]
    return ordered


async def all_collections(database: Database) -> AsyncIterator[CollectionDraft]:
    """Every collection, by its slug, with its products. They are written after the products."""
    ids = [row.id for row in await _collection_ids.all(database)]
    for start in range(0, len(ids), _PAGE):
        page = await collection_drafts(database, ids[start : start + _PAGE], with_products=True)
        for draft in page.values():
            yield draft


async def _texts(
    source: Source, read: StoredRead[_Words], ids: Sequence[UUID] | None
) -> defaultdict[UUID, dict[str, Texts]]:
    found: defaultdict[UUID, dict[str, Texts]] = defaultdict(dict)
    for row in await read.all(source, ids=ids):
        found[row.owner_id][row.language_tag] = Texts(
            name=row.name,
            description=row.description,
            slug=row.slug,
            seo_title=row.seo_title,
            seo_description=row.seo_description,
        )
    return found
