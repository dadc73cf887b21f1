"""What facets of lists are called, in a language: categories, collections, brands, types and attributes."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.catalog.models import (
    Attribute,
    AttributeKind,
    AttributeValue,
    Brand,
    Category,
    CategoryTranslation,
    Collection,
    CollectionTranslation,
    ProductType,
    Slug,
    SlugKind,
)
from app.catalog.queries.words import chain_parameter, words
from app.core.db import Database
from app.core.reads import Read, array_parameter, localized, table_of

_category, _collection, _brand = table_of(Category), table_of(Collection), table_of(Brand)
_type, _attribute, _value = table_of(ProductType), table_of(Attribute), table_of(AttributeValue)


class ListOwners(NamedTuple):
    """Categories, collections and brands."""

    category_ids: tuple[UUID, ...] = ()
    collection_ids: tuple[UUID, ...] = ()
    brand_ids: tuple[UUID, ...] = ()


class NamedKind(Enum):
    """What a facet value is one of."""

    CATEGORY = "category"
    COLLECTION = "collection"
    BRAND = "brand"
    PRODUCT_TYPE = "product_type"


class FacetName(NamedTuple):
    """What a value of a facet is called, and sent as."""

    kind: str
    key: str
    """The id in hexadecimal digits; of a product type its code."""
    slug: str
    """Not of a language: what filters take and what never changes. Of a product type its code."""
    label: str
    position: int
    """Among its siblings; 0 where there is no order."""


class FacetAttributeValue(NamedTuple):
    """A value that can be selected."""

    code: str
    label: str
    swatch: str | None


class FacetAttribute(NamedTuple):
    """An attribute that can be filtered by. Its `values` stand in their order."""

    code: str
    kind: AttributeKind
    unit: str | None
    label: str
    stored: list[dict[str, Any]] | None

    @property
    def values(self) -> list[FacetAttributeValue]:
        return [FacetAttributeValue(each["code"], each["label"], each["swatch"]) for each in self.stored or ()]


class _Owner(NamedTuple):
    kind: str
    id: UUID


def _slugs(kind: NamedKind) -> Any:
    return any_(array_parameter(f"{kind.value}_slugs", Text()))


def _led_to(kind: NamedKind, slugs_of: SlugKind) -> Select[Any]:
    slug = table_of(Slug).c
    return select(literal(kind.value, Text()).label("kind"), slug.owner_id.label("id")).where(
        slug.kind == slugs_of, slug.slug == _slugs(kind)
    )


_led = union_all(
    _led_to(NamedKind.CATEGORY, SlugKind.CATEGORY),
    _led_to(NamedKind.COLLECTION, SlugKind.COLLECTION),
    select(literal(NamedKind.BRAND.value, Text()), _brand.c.id).where(_brand.c.slug == _slugs(NamedKind.BRAND)),
).subquery("led")
_owners = Read(select(_led.c.kind, _led.c.id).distinct().order_by(_led.c.kind, _led.c.id), _Owner)


def _named(
    kind: NamedKind, key: ColumnElement[Any], slug: ColumnElement[Any], label: ColumnElement[Any], position: Any = None
) -> Select[Any]:
    return select(
        literal(kind.value, Text()).label("kind"),
        key.label("key"),
        slug.label("slug"),
        label.label("label"),
        (literal(0, Integer()) if position is None else position).label("position"),
    )


def _hex(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.replace(cast(column, Text), "-", "", type_=Text())


def _categories() -> Select[Any]:
    """Those directly below one of these parents, the tops where there is none, and the kept ones."""
    category = _category.c
    named = words(table_of(CategoryTranslation), "category_id", category.id, "category_words")
    parents = array_parameter("parent_ids", Uuid())
    below = or_(category.parent_id == any_(parents), and_(func.cardinality(parents) == 0, category.parent_id.is_(None)))
    label = func.coalesce(named.c.name, category.slug)
    return (
        _named(NamedKind.CATEGORY, _hex(category.id), category.slug, label, category.position)
        .select_from(_category.outerjoin(named, true()))
        .where(or_(category.id == any_(array_parameter("kept_ids", Uuid())), below))
    )


def _collections() -> Select[Any]:
    collection = _collection.c
    named = words(table_of(CollectionTranslation), "collection_id", collection.id, "collection_words")
    label = func.coalesce(named.c.name, collection.slug)
    return _named(NamedKind.COLLECTION, _hex(collection.id), collection.slug, label).select_from(
        _collection.outerjoin(named, true())
    )


def _types() -> Select[Any]:
    label = func.coalesce(localized(_type.c.names, chain_parameter()), _type.c.code)
    return _named(NamedKind.PRODUCT_TYPE, _type.c.code, _type.c.code, label)


_category_names = Read(_categories(), FacetName)
_others = union_all(_collections(), _types()).subquery("named")
_other_names = Read(select(*_others.c), FacetName)


def _selectable() -> ColumnElement[Any]:
    label = func.coalesce(localized(_value.c.names, chain_parameter()), _value.c.code)
    value = func.jsonb_build_object("code", _value.c.code, "label", label, "swatch", _value.c.swatch)
    return (
        select(func.jsonb_agg(aggregate_order_by(value, _value.c.position, _value.c.code), type_=JSONB))
        .where(_value.c.attribute_id == _attribute.c.id)
        .scalar_subquery()
    )


_attributes = Read(
    select(
        _attribute.c.code,
        _attribute.c.kind,
        _attribute.c.unit,
        func.coalesce(localized(_attribute.c.names, chain_parameter()), _attribute.c.code).label("label"),
        _selectable().label("stored"),
    )
    .where(
        _attribute.c.is_filterable,
        or_(
            *(
                _attribute.c.kind == kind
                for kind in AttributeKind
                if kind.name in ("SELECT", "MULTI_SELECT", "SWATCH", "NUMBER", "BOOLEAN", "DATE")
            )
        ),
    )
    .order_by(_attribute.c.code),
    FacetAttribute,
)


async def owners_named(
    database: Database, categories: Sequence[str], collections: Sequence[str], brands: Sequence[str]
) -> ListOwners:
    """What these slugs lead to, each once. Those that lead nowhere are left out."""
    rows = await _owners.all(
        database,
        category_slugs=list(categories),
        collection_slugs=list(collections),
        brand_slugs=list(brands),
    )
    kinds = (NamedKind.CATEGORY, NamedKind.COLLECTION, NamedKind.BRAND)
    return ListOwners(*(tuple(row.id for row in rows if row.kind == kind.value) for kind in kinds))


async def facet_attributes(database: Database, chain: Sequence[str]) -> list[FacetAttribute]:
    """All attributes that lists can be narrowed down by, by their codes."""
    return await _attributes.all(database, chain=chain)


async def category_facet_names(
    database: Database, chain: Sequence[str], parent_ids: Sequence[UUID], kept_ids: Sequence[UUID]
) -> list[FacetName]:
    """The names of the categories directly below `parent_ids` (none: of the tops), and of `kept_ids` wherever they
    stand."""
    return await _category_names.all(database, chain=chain, parent_ids=list(parent_ids), kept_ids=list(kept_ids))


async def other_facet_names(database: Database, chain: Sequence[str]) -> list[FacetName]:
    """The names of all collections and product types."""
    return await _other_names.all(database, chain=chain)
