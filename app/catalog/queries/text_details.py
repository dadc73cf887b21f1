"""What pages show of categories, collections and brands beyond their names: one statement each."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Uuid, any_, func, select, true

from app.catalog.models import Brand, Category, CategoryTranslation, Collection, CollectionTranslation
from app.catalog.queries.words import chain_parameter
from app.core.db import Database
from app.core.reads import Read, array_parameter, localized, table_of


class TextDetails(NamedTuple):
    """The words of a category or collection in the language in which it is named, and what goes with them."""

    id: UUID
    handle: str
    language_tag: str
    name: str
    description: str
    seo_title: str | None
    seo_description: str | None
    slug: str | None
    """Of that language; None: the handle."""
    slugs: dict[str, str | None]
    """By language of the translations that there are; None: the handle."""
    metadata: dict[str, Any]


class BrandDetails(NamedTuple):
    """What is said of a brand."""

    id: UUID
    description: str
    website: str | None
    metadata: dict[str, Any]


def _read_of(owners: Table, translations: Table, owner: str) -> Read[TextDetails]:
    found, every = translations.alias("found"), translations.alias("every")
    text = (
        select(found)
        .where(found.c[owner] == owners.c.id)
        .order_by(func.array_position(chain_parameter(), found.c.language_tag), found.c.language_tag)
        .limit(1)
        .lateral("text")
    )
    slugs: ColumnElement[Any] = (
        select(func.coalesce(func.jsonb_object_agg(every.c.language_tag, every.c.slug), func.jsonb_build_object()))
        .where(every.c[owner] == owners.c.id)
        .scalar_subquery()
    )
    return Read(
        select(
            owners.c.id,
            owners.c.slug.label("handle"),
            func.coalesce(text.c.language_tag, "en").label("language_tag"),
            func.coalesce(text.c.name, owners.c.slug).label("name"),
            func.coalesce(text.c.description, "").label("description"),
            text.c.seo_title,
            text.c.seo_description,
            text.c.slug,
            slugs.label("slugs"),
            owners.c.metadata,
        )
        .select_from(owners.outerjoin(text, true()))
        .where(owners.c.id == any_(array_parameter("ids", Uuid()))),
        TextDetails,
    )


_of_categories = _read_of(table_of(Category), table_of(CategoryTranslation), "category_id")
_of_collections = _read_of(table_of(Collection), table_of(CollectionTranslation), "collection_id")
_brand = table_of(Brand).c
_of_brands = Read(
    select(
        _brand.id,
        func.coalesce(localized(_brand.descriptions, chain_parameter()), "").label("description"),
        _brand.website,
        _brand.metadata,
    ).where(_brand.id == any_(array_parameter("ids", Uuid()))),
    BrandDetails,
)


async def category_details(database: Database, ids: Sequence[UUID], chain: Sequence[str]) -> dict[UUID, TextDetails]:
    """The categories with these ids."""
    return {row.id: row for row in await _of_categories.all(database, ids=list(ids), chain=chain)}


async def collection_details(database: Database, ids: Sequence[UUID], chain: Sequence[str]) -> dict[UUID, TextDetails]:
    """The collections with these ids."""
    return {row.id: row for row in await _of_collections.all(database, ids=list(ids), chain=chain)}


async def brand_details(database: Database, ids: Sequence[UUID], chain: Sequence[str]) -> dict[UUID, BrandDetails]:
    """The brands with these ids."""
    return {row.id: row for row in await _of_brands.all(database, ids=list(ids), chain=chain)}
