"""Reads of the category tree."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import FromClause, Select, Uuid, any_, bindparam, func, select, true

from app.catalog.models import Category, CategoryAncestor, CategoryTranslation, SlugKind
from app.catalog.queries.slugs import owner_of_slug
from app.catalog.queries.words import words
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_table = table_of(Category)
_category = _table.c
_named = words(table_of(CategoryTranslation), "category_id", _category.id, "words")
_ids = array_parameter("ids", Uuid())


class CategoryRow(NamedTuple):
    """A category. Its description is read apart (`category_details`)."""

    id: UUID
    slug: str
    """Of the language in which the category is named, where that has its own."""
    parent_id: UUID | None
    name: str
    handle: str
    """The slug that does not depend on the language."""


class _Step(NamedTuple):
    leaf_id: UUID
    id: UUID
    slug: str
    parent_id: UUID | None
    name: str
    handle: str


_columns = (
    _category.id,
    func.coalesce(_named.c.slug, _category.slug).label("slug"),
    _category.parent_id,
    func.coalesce(_named.c.name, _category.slug).label("name"),
    _category.slug.label("handle"),
)


def _categories(source: FromClause, *before: Any) -> Select[Any]:
    return select(*before, *_columns).select_from(source.outerjoin(_named, true()))


_in_order = (_category.position, _category.slug)
_above = table_of(CategoryAncestor)
_by_ids = Read(_categories(_table).where(_category.id == any_(_ids)), CategoryRow)
_roots = Read(_categories(_table).where(_category.parent_id.is_(None)).order_by(*_in_order), CategoryRow)
_children = Read(_categories(_table).where(_category.parent_id == any_(_ids)).order_by(*_in_order), CategoryRow)
_and_above = _above.join(_table, _category.id == _above.c.ancestor_id)
_way = Read(
    _categories(_and_above)
    .where(_above.c.category_id == owner_of_slug(SlugKind.CATEGORY, bindparam("slug")))
    .order_by(_above.c.height.desc()),
    CategoryRow,
)
_steps = Read(
    _categories(_and_above, _above.c.category_id.label("leaf_id"))
    .where(_above.c.category_id == any_(_ids))
    .order_by(_above.c.category_id, _above.c.height.desc()),
    _Step,
)


async def categories_by_ids(database: Database, ids: Sequence[UUID], chain: Sequence[str]) -> dict[UUID, CategoryRow]:
    """The categories with these ids."""
    return {row.id: row for row in await _by_ids.all(database, ids=list(ids), chain=chain)}


async def way_to_category(database: Database, slug: str, chain: Sequence[str]) -> list[CategoryRow]:
    """The way from the top of the tree down to the category that has this slug in any language, or had it once, itself
    included; empty where there is none. It costs hardly more than the category alone, and a page shows it."""
    return await _way.all(database, slug=slug, chain=chain)


async def root_categories(database: Database, chain: Sequence[str]) -> list[CategoryRow]:
    """The tops of the tree, in their order."""
    return await _roots.all(database, chain=chain)


async def child_categories(
    database: Database, parent_ids: Sequence[UUID], chain: Sequence[str]
) -> dict[UUID, list[CategoryRow]]:
    """What stands directly below each category, in its order."""
    found: dict[UUID, list[CategoryRow]] = {parent_id: [] for parent_id in parent_ids}
    for row in await _children.all(database, ids=list(found), chain=chain):
        if row.parent_id:
            found[row.parent_id].append(row)
    return found


async def breadcrumbs(
    database: Database, category_ids: Sequence[UUID], chain: Sequence[str]
) -> dict[UUID, list[CategoryRow]]:
    """The way from the top of the tree down to each category, itself included."""
    found: dict[UUID, list[CategoryRow]] = {category_id: [] for category_id in category_ids}
    for step in await _steps.all(database, ids=list(found), chain=chain):
        found[step.leaf_id].append(CategoryRow(*step[1:]))
    return found
