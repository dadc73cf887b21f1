"""Brands, categories, collections, operators, attributes and types as staff read them: drafts with their versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, any_, bindparam, select

from app.catalog.models import Attribute, Brand, Category, Collection, EconomicOperator, ProductType
from app.catalog.queries.taxonomy_drafts import brand_drafts, category_drafts, collection_drafts, operator_drafts
from app.catalog.queries.type_drafts import attribute_drafts, product_type_drafts
from app.catalog.rules.drafts import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    OperatorDraft,
    ProductTypeDraft,
)
from app.core.db import Database
from app.core.paging import Page
from app.core.reads import Read, array_parameter, table_of

DraftT = TypeVar("DraftT")


@dataclass(frozen=True)
class Stored(Generic[DraftT]):
    """A thing as it stands in the catalog, read back as a draft."""

    id: UUID
    version: int
    draft: DraftT


class NamedRow(NamedTuple):
    """A thing by what it is sorted by: its slug or code."""

    id: UUID
    name: str


class _Version(NamedTuple):
    key: Any
    version: int


class _TypeVersion(NamedTuple):
    code: str
    version: int


def _versions(model: type[Any]) -> Read[_Version]:
    table = table_of(model).c
    ids = array_parameter("ids", Uuid())
    return Read(select(table.id.label("key"), table.version).where(table.id == any_(ids)), _Version)


def _page(model: type[Any], name: str) -> Read[NamedRow]:
    table = table_of(model).c
    return Read(
        select(table.id, table[name].label("name"))
        .where(table[name] > bindparam("after", type_=Text()))
        .order_by(table[name])
        .limit(bindparam("limit", type_=Integer())),
        NamedRow,
    )


_brand_versions, _operator_versions = _versions(Brand), _versions(EconomicOperator)
_category_versions, _collection_versions = _versions(Category), _versions(Collection)
_attribute_versions = _versions(Attribute)
_type = table_of(ProductType).c
_type_versions = Read(
    select(_type.code, _type.version).where(_type.code == any_(array_parameter("codes", Text()))), _TypeVersion
)
_type_codes = Read(
    select(_type.code, _type.version)
    .where(_type.code > bindparam("after", type_=Text()))
    .order_by(_type.code)
    .limit(bindparam("limit", type_=Integer())),
    _TypeVersion,
)


def _by_name(model: type[Any], name: str) -> Read[NamedRow]:
    table = table_of(model).c
    return Read(select(table.id, table[name].label("name")).where(table[name] == bindparam("name")), NamedRow)


BRAND_OF_SLUG, CATEGORY_OF_SLUG = _by_name(Brand, "slug"), _by_name(Category, "slug")
COLLECTION_OF_SLUG, OPERATOR_OF_CODE = _by_name(Collection, "slug"), _by_name(EconomicOperator, "code")
BRANDS_BY_SLUG = _page(Brand, "slug")
OPERATORS_BY_CODE = _page(EconomicOperator, "code")
COLLECTIONS_BY_SLUG = _page(Collection, "slug")
CATEGORIES_BY_SLUG = _page(Category, "slug")
ATTRIBUTES_BY_CODE = _page(Attribute, "code")


async def stored_brands(database: Database, ids: Sequence[UUID]) -> dict[UUID, Stored[BrandDraft]]:
    """These brands."""
    return await _stored(database, ids, await brand_drafts(database, ids), _brand_versions)


async def stored_operators(database: Database, ids: Sequence[UUID]) -> dict[UUID, Stored[OperatorDraft]]:
    """These economic operators."""
    return await _stored(database, ids, await operator_drafts(database, ids), _operator_versions)


async def stored_categories(database: Database, ids: Sequence[UUID]) -> dict[UUID, Stored[CategoryDraft]]:
    """These categories."""
    return await _stored(database, ids, await category_drafts(database, ids), _category_versions)


async def stored_collections(database: Database, ids: Sequence[UUID]) -> dict[UUID, Stored[CollectionDraft]]:
    """These collections, without their products."""
    return await _stored(database, ids, await collection_drafts(database, ids), _collection_versions)


async def stored_attributes(database: Database, ids: Sequence[UUID]) -> dict[UUID, Stored[AttributeDraft]]:
    """These attributes."""
    return await _stored(database, ids, await attribute_drafts(database, ids), _attribute_versions)


async def stored_types(database: Database, codes: Sequence[str]) -> dict[str, tuple[int, ProductTypeDraft]]:
    """These product types with their versions."""
    drafts = await product_type_drafts(database, codes)
    versions = {row.code: row.version for row in await _type_versions.all(database, codes=list(codes))}
    return {code: (versions[code], draft) for code, draft in drafts.items() if code in versions}


async def page_of_names(database: Database, read: Read[NamedRow], size: int, after: str = "") -> Page[NamedRow]:
    """A page of things by their slugs or codes; `after` is the one to continue after."""
    rows = await read.all(database, after=after, limit=size + 1)
    return Page(rows[:size], len(rows) > size, bool(after))


async def page_of_types(database: Database, size: int, after: str = "") -> Page[str]:
    """A page of the codes of product types."""
    codes = [row.code for row in await _type_codes.all(database, after=after, limit=size + 1)]
    return Page(codes[:size], len(codes) > size, bool(after))


async def _stored(
    database: Database, ids: Sequence[UUID], drafts: Mapping[UUID, DraftT], versions: Read[_Version]
) -> dict[UUID, Stored[DraftT]]:
    known = {row.key: row.version for row in await versions.all(database, ids=list(ids))}
    return {each: Stored(each, known[each], draft) for each, draft in drafts.items() if each in known}
