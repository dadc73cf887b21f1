"""Reads of collections and brands."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Uuid, any_, bindparam, func, select, true

from app.catalog.models import Brand, Collection, CollectionTranslation, SlugKind
from app.catalog.queries.slugs import owner_of_slug
from app.catalog.queries.words import words
from app.core.db import Database
from app.core.paging import Page
from app.core.reads import Read, array_parameter, table_of

_table = table_of(Collection)
_collection, _brand = _table.c, table_of(Brand).c
_named = words(table_of(CollectionTranslation), "collection_id", _collection.id, "words")
_ids = array_parameter("ids", Uuid())


class CollectionRow(NamedTuple):
    """A collection. Its description is read apart (`collection_details`)."""

    id: UUID
    slug: str
    """Of the language in which the collection is named, where that has its own."""
    name: str
    handle: str
    """The slug that does not depend on the language."""


class BrandRow(NamedTuple):
    """A brand."""

    id: UUID
    slug: str
    name: str


_collections = select(
    _collection.id,
    func.coalesce(_named.c.slug, _collection.slug).label("slug"),
    func.coalesce(_named.c.name, _collection.slug).label("name"),
    _collection.slug.label("handle"),
).select_from(_table.outerjoin(_named, true()))
_by_ids = Read(_collections.where(_collection.id == any_(_ids)), CollectionRow)
_by_slug = Read(
    _collections.where(_collection.id == owner_of_slug(SlugKind.COLLECTION, bindparam("slug"))), CollectionRow
)
_after = Read(
    _collections.where(_collection.slug > bindparam("after"))
    .order_by(_collection.slug)
    .limit(bindparam("limit", type_=Integer())),
    CollectionRow,
)
_all_brands = select(_brand.id, _brand.slug, _brand.name)
_brands = Read(_all_brands.where(_brand.id == any_(_ids)), BrandRow)
_brand_by_slug = Read(_all_brands.where(_brand.slug == bindparam("slug")), BrandRow)
_brands_after = Read(
    _all_brands.where(_brand.slug > bindparam("after"))
    .order_by(_brand.slug)
    .limit(bindparam("limit", type_=Integer())),
    BrandRow,
)
_every_brand = Read(_all_brands, BrandRow)


async def collections_by_ids(
    database: Database, ids: Sequence[UUID], chain: Sequence[str]
) -> dict[UUID, CollectionRow]:
    """The collections with these ids."""
    return {row.id: row for row in await _by_ids.all(database, ids=list(ids), chain=chain)}


async def collection_by_slug(database: Database, slug: str, chain: Sequence[str]) -> CollectionRow | None:
    """The collection that has this slug in any language, or had it once."""
    return await _by_slug.first(database, slug=slug, chain=chain)


async def list_collections(database: Database, chain: Sequence[str], size: int, after: str = "") -> Page[CollectionRow]:
    """A page of all collections by their handles; `after` is the one to continue after."""
    rows = await _after.all(database, chain=chain, after=after, limit=size + 1)
    return Page(rows[:size], len(rows) > size, bool(after))


async def brands_by_ids(database: Database, ids: Sequence[UUID]) -> dict[UUID, BrandRow]:
    """The brands with these ids."""
    return {row.id: row for row in await _brands.all(database, ids=list(ids))}


async def brand_by_slug(database: Database, slug: str) -> BrandRow | None:
    """The brand with this slug."""
    return await _brand_by_slug.first(database, slug=slug)


async def list_brands(database: Database, size: int, after: str = "") -> Page[BrandRow]:
    """A page of all brands by their slugs; `after` is the slug to continue after."""
    rows = await _brands_after.all(database, after=after, limit=size + 1)
    return Page(rows[:size], len(rows) > size, bool(after))


async def every_brand(database: Database) -> list[BrandRow]:
    """All brands there are, in no order."""
    return await _every_brand.all(database)
