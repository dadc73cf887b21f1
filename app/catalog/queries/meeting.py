"""Which products an attribute's value singles out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, bindparam, column, func, select, union
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog.models import Product, ProductVariant
from app.core.db import Database
from app.core.reads import Read, table_of

_product = table_of(Product).c
_variant = table_of(ProductVariant).c
_asked = (
    func.jsonb_array_elements(bindparam("conditions", type_=JSONB()))
    .table_valued(column("document", JSONB))
    .render_derived("asked")
)


class _Id(NamedTuple):
    product_id: UUID


def _contains(attributes: ColumnElement[Any]) -> ColumnElement[bool]:
    return attributes.op("@>", return_type=Boolean())(_asked.c.document)


_meeting: Final = Read(
    select(
        union(
            select(_product.id.label("product_id")).join_from(
                table_of(Product), _asked, _contains(_product.attributes)
            ),
            select(_variant.product_id).join_from(table_of(ProductVariant), _asked, _contains(_variant.attributes)),
        )
        .subquery("found")
        .c.product_id
    ),
    _Id,
)


async def products_meeting(database: Database, conditions: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """The products of which the attributes, or those of a variant, contain any of these documents."""
    return {row.product_id for row in await _meeting.all(database, conditions=list(conditions))}
