"""Which language a text is read in: the first of the shopper's chain that has one, else any; nothing is nameless."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, ColumnElement, Table, Text, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.selectable import LateralFromClause

from app.catalog.models import ProductTranslation
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of


def chain_parameter() -> BindParameter[Sequence[str]]:
    """The languages to look for, best first."""
    return bindparam("chain", type_=ARRAY(Text))


def words(translations: Table, owner: str, owner_id: ColumnElement[Any], name: str) -> LateralFromClause:
    """The translation of one owner, to be joined: tag, name, slug (NULL: the owner's own)."""
    found = translations.alias()
    return (
        select(found.c.language_tag, found.c.name, found.c.slug)
        .where(found.c[owner] == owner_id)
        .order_by(func.array_position(chain_parameter(), found.c.language_tag), found.c.language_tag)
        .limit(1)
        .lateral(name)
    )


class _Description(NamedTuple):
    id: UUID
    description: str


def _descriptions(translations: Table, owner: str) -> Read[_Description]:
    """Long texts, apart from the names: lists do not carry them."""
    owner_id = translations.c[owner]
    return Read(
        select(owner_id.label("id"), translations.c.description)
        .ext(distinct_on(owner_id))
        .where(owner_id == any_(array_parameter("ids", Uuid())))
        .order_by(
            owner_id, func.array_position(chain_parameter(), translations.c.language_tag), translations.c.language_tag
        ),
        _Description,
    )


_of_products = _descriptions(table_of(ProductTranslation), "product_id")


async def product_descriptions(database: Database, ids: Sequence[UUID], chain: Sequence[str]) -> dict[UUID, str]:
    """Safe HTML, in the language in which the product is named."""
    return {row.id: row.description for row in await _of_products.all(database, ids=list(ids), chain=chain)}
