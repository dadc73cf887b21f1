"""What there is by id, for other domains that name things of the catalog."""

from collections.abc import Collection
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.catalog.models import Brand, Category, CategoryAncestor, CollectionProduct, Product, ProductVariant
from app.catalog.models import Collection as CollectionModel
from app.catalog.queries.keys import VariantPlace
from app.core.db import Database
from app.core.described import DescribedEnum
from app.core.reads import Read, array_parameter, table_of


class Thing(DescribedEnum):
    """Something of the catalog that has an id."""

    PRODUCT = "product", "A product."
    CATEGORY = "category", "A category."
    COLLECTION = "collection", "A collection."
    BRAND = "brand", "A brand."


class _Row(NamedTuple):
    id: UUID
    kind: str


class _SkuRow(NamedTuple):
    id: UUID
    sku: str


_product = table_of(Product).c
_variant = table_of(ProductVariant).c
_ancestor = table_of(CategoryAncestor).c
_member = table_of(CollectionProduct).c
_ids = array_parameter("ids", Uuid())


def _of(kind: Thing, model: type[SQLModel]) -> Select[Any]:
    own = table_of(model).c
    return select(own.id, literal_column(f"'{kind.value}'", Text()).label("kind")).where(own.id == any_(_ids))


_found = union_all(
    _of(Thing.PRODUCT, Product).where(_product.deleted_at.is_(None)),
    _of(Thing.CATEGORY, Category),
    _of(Thing.COLLECTION, CollectionModel),
    _of(Thing.BRAND, Brand),
).subquery("found")
_THINGS: Final = Read(select(_found.c.id, _found.c.kind), _Row)
_SKUS: Final = Read(select(_variant.id, _variant.sku).where(_variant.id == any_(_ids)), _SkuRow)
_OF_SKU: Final = Read(select(_variant.id, _variant.sku).where(_variant.sku == bindparam("sku", type_=Text())), _SkuRow)
_VARIANTS: Final = (
    select(_variant.id, _variant.product_id)
    .join_from(table_of(ProductVariant), table_of(Product), _product.id == _variant.product_id)
    .where(_variant.id == any_(_ids), ~_variant.is_discontinued, _product.deleted_at.is_(None))
)


class NamedThing(NamedTuple):
    """Something of the catalog with its slug, which is the same in every language."""

    id: UUID
    kind: Thing
    slug: str


class _SlugRow(NamedTuple):
    id: UUID
    kind: str
    slug: str


def _named(kind: Thing, model: type[SQLModel]) -> Select[Any]:
    own = table_of(model).c
    return select(own.id, literal_column(f"'{kind.value}'", Text()).label("kind"), own.slug)


_named_things = union_all(
    _named(Thing.PRODUCT, Product).where(_product.deleted_at.is_(None)),
    _named(Thing.CATEGORY, Category),
    _named(Thing.COLLECTION, CollectionModel),
    _named(Thing.BRAND, Brand),
).subquery("named")
_NAMED_BY_IDS: Final = Read(select(*_named_things.c).where(_named_things.c.id == any_(_ids)), _SlugRow)
_NAMED_BY_SLUGS: Final = Read(
    select(*_named_things.c).where(_named_things.c.slug == any_(array_parameter("slugs", Text()))), _SlugRow
)


async def named_things(
    database: Database, *, ids: Collection[UUID] = (), slugs: Collection[str] = ()
) -> list[NamedThing]:
    """The products, categories, collections and brands that have these ids, or one of these slugs."""
    rows = list(await _NAMED_BY_IDS.all(database, ids=list(ids))) if ids else []
    rows += await _NAMED_BY_SLUGS.all(database, slugs=list(slugs)) if slugs else []
    return [NamedThing(row.id, Thing(row.kind), row.slug) for row in rows]


async def things_by_ids(database: Database, ids: Collection[UUID]) -> dict[UUID, Thing]:
    """What each of these ids is the id of; without those that nothing has any more."""
    return {row.id: Thing(row.kind) for row in await _THINGS.all(database, ids=list(ids))} if ids else {}


async def variant_places(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, VariantPlace]:
    """The variants with these ids that are sold, each with its product."""
    rows = await session.execute(_VARIANTS, {"ids": list(ids)}) if ids else ()
    return {variant_id: VariantPlace(variant_id, product_id) for variant_id, product_id in rows}


async def skus_of_variants(database: Database, ids: Collection[UUID]) -> dict[UUID, str]:
    """The SKU of each of these variants, sold or not."""
    return {row.id: row.sku for row in await _SKUS.all(database, ids=list(ids))}


async def variants_of_sku(database: Database, sku: str) -> list[UUID]:
    """The variant with this SKU, sold or not; none where the text is no SKU."""
    return [row.id for row in await _OF_SKU.all(database, sku=sku)] if sku.isprintable() else []


def belongs_to(product_id: ColumnElement[Any], thing_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """A condition for another domain's statement: the product, published or not, stands in this category or one below
    it, is of this brand, or in this collection."""
    below = select(_ancestor.category_id).where(_ancestor.ancestor_id == thing_id)
    return or_(
        exists().where(_product.id == product_id, or_(_product.brand_id == thing_id, _product.category_id.in_(below))),
        exists().where(_member.product_id == product_id, _member.collection_id == thing_id),
    )
