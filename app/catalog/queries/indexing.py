"""What a search index needs to know beyond what pages show."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Uuid, and_, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog.models import (
    Attribute,
    AttributeKind,
    AttributeValue,
    CollectionProduct,
    Product,
    ProductListing,
    ProductPublication,
    ProductVariant,
)
from app.catalog.queries.products import now_parameter
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_member = table_of(CollectionProduct).c
_listing = table_of(ProductListing).c
_publication = table_of(ProductPublication).c
_product = table_of(Product).c
_variant = table_of(ProductVariant).c
_attribute = table_of(Attribute)
_value = table_of(AttributeValue)
_ids = array_parameter("ids", Uuid())


class CurrentPublication(NamedTuple):
    """Through which channel a product is seen now, and in which markets."""

    product_id: UUID
    channel_code: str
    starts_at: datetime
    market_windows: Mapping[str, Mapping[str, str | None]] | None
    has_safety_data: bool

    def market_codes(self, now: datetime) -> list[str] | None:
        """The only markets in which it is seen at this moment; None: in every one."""
        if self.market_windows is None:
            return None
        return sorted(code for code, window in self.market_windows.items() if _is_open(window, now))


class IndexedAttribute(NamedTuple):
    """An attribute that products are searched or filtered by."""

    code: str
    kind: AttributeKind
    is_filterable: bool
    is_searchable: bool
    value_names: dict[str, dict[str, str]] | None
    """Of those that can be selected: `{code: {language tag: name}}`."""


class IndexedVariant(NamedTuple):
    """A variant as it is found by."""

    id: UUID
    product_id: UUID
    sku: str
    gtin: str | None
    attributes: dict[str, Any]


class _Number(NamedTuple):
    products: int


class _Membership(NamedTuple):
    product_id: UUID
    collection_id: UUID


class _Described(NamedTuple):
    id: UUID
    attributes: dict[str, Any]


class _Id(NamedTuple):
    product_id: UUID


_is_on = and_(
    _publication.starts_at <= now_parameter(),
    or_(_publication.ends_at.is_(None), _publication.ends_at > now_parameter()),
)
_public = Read(select(func.count(_publication.product_id.distinct()).label("products")).where(_is_on), _Number)
_public_ids = Read(
    select(_publication.product_id)
    .distinct()
    .where(_is_on, _publication.product_id > bindparam("after", type_=Uuid()))
    .order_by(_publication.product_id)
    .limit(bindparam("limit", type_=Integer())),
    _Id,
)
_in_lists = Read(select(_listing.product_id).distinct().where(_listing.list_id == any_(_ids)), _Id)
_publications = Read(
    select(
        _publication.product_id,
        _publication.channel_code,
        _publication.starts_at,
        _publication.market_windows,
        _product.has_safety_data,
    )
    .join_from(table_of(ProductPublication), table_of(Product), _product.id == _publication.product_id)
    .where(_publication.product_id == any_(_ids), _is_on)
    .order_by(_publication.channel_code),
    CurrentPublication,
)
_memberships = Read(
    select(_member.product_id, _member.collection_id)
    .where(_member.product_id == any_(_ids))
    .order_by(_member.collection_id),
    _Membership,
)
_attributes = Read(
    select(
        _attribute.c.code,
        _attribute.c.kind,
        _attribute.c.is_filterable,
        _attribute.c.is_searchable,
        select(func.jsonb_object_agg(_value.c.code, _value.c.names, type_=JSONB))
        .where(_value.c.attribute_id == _attribute.c.id)
        .scalar_subquery()
        .label("value_names"),
    )
    .where(or_(_attribute.c.is_filterable, _attribute.c.is_searchable))
    .order_by(_attribute.c.code),
    IndexedAttribute,
)
_of_products = Read(select(_product.id, _product.attributes).where(_product.id == any_(_ids)), _Described)
_variants = Read(
    select(_variant.id, _variant.product_id, _variant.sku, _variant.gtin, _variant.attributes)
    .where(_variant.product_id == any_(_ids), _variant.is_discontinued.is_(False))
    .order_by(_variant.product_id, _variant.position, _variant.id),
    IndexedVariant,
)


async def count_public_products(database: Database, now: datetime) -> int:
    """How many products are published through some channel now."""
    row = await _public.first(database, now=now)
    return row.products if row else 0


async def public_product_ids(database: Database, now: datetime, size: int, after: UUID) -> list[UUID]:
    """The next so many products that are published through some channel now, by their ids."""
    return [row.product_id for row in await _public_ids.all(database, now=now, limit=size, after=after)]


async def products_in_lists(database: Database, list_ids: Sequence[UUID]) -> set[UUID]:
    """The products in these categories and below, or in these brands or collections, that have a publication at all,
    now or to come."""
    return {row.product_id for row in await _in_lists.all(database, ids=list(list_ids))}


async def current_publications(
    database: Database, product_ids: Sequence[UUID], now: datetime
) -> dict[UUID, list[CurrentPublication]]:
    """The publications of each product that have begun and not ended."""
    found: dict[UUID, list[CurrentPublication]] = {product_id: [] for product_id in product_ids}
    for row in await _publications.all(database, ids=list(found), now=now):
        found[row.product_id].append(row)
    return found


async def indexed_attributes(database: Database) -> list[IndexedAttribute]:
    """All attributes that products are searched or filtered by."""
    return await _attributes.all(database)


async def attributes_of_products(database: Database, product_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What is said of each product itself, as it is stored."""
    return {row.id: row.attributes for row in await _of_products.all(database, ids=list(product_ids))}


async def indexed_variants(database: Database, product_ids: Sequence[UUID]) -> dict[UUID, list[IndexedVariant]]:
    """The variants of each product, in their order."""
    found: dict[UUID, list[IndexedVariant]] = {product_id: [] for product_id in product_ids}
    for row in await _variants.all(database, ids=list(found)):
        found[row.product_id].append(row)
    return found


async def collections_of_products(database: Database, product_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The collections that each product is in, by their ids."""
    found: dict[UUID, list[UUID]] = {product_id: [] for product_id in product_ids}
    for row in await _memberships.all(database, ids=list(found)):
        found[row.product_id].append(row.collection_id)
    return found


def _is_open(window: Mapping[str, str | None], now: datetime) -> bool:
    begins, ends = (datetime.fromisoformat(text) if (text := window.get(key)) else None for key in ("from", "to"))
    return (begins is None or begins <= now) and (ends is None or now < ends)
