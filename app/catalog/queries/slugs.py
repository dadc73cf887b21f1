"""What slugs lead to."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, any_, bindparam, select

from app.catalog.models import Slug, SlugKind
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of


class _Owned(NamedTuple):
    slug: str
    owner_id: UUID


_slug = table_of(Slug).c
_owners = Read(
    select(_slug.slug, _slug.owner_id).where(
        _slug.kind == bindparam("kind"), _slug.slug == any_(array_parameter("slugs", Text()))
    ),
    _Owned,
)


def owner_of_slug(kind: SlugKind, slug: ColumnElement[Any]) -> ColumnElement[Any]:
    """The id of what has this slug in any language, or had it once; NULL for none."""
    known = table_of(Slug).alias()
    return select(known.c.owner_id).where(known.c.kind == kind, known.c.slug == slug).scalar_subquery()


async def owners_of_slugs(database: Database, kind: SlugKind, slugs: Sequence[str]) -> dict[str, UUID]:
    """What each of these slugs leads to, without those that lead nowhere."""
    return {row.slug: row.owner_id for row in await _owners.all(database, kind=kind, slugs=list(slugs))}
