"""Reads of the countries that products do not go to."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog.models import DestinationRestriction, ProductVariant, RestrictionReason
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_restriction = table_of(DestinationRestriction).c


class Restriction(NamedTuple):
    """Why a product does not go to a country."""

    reason: RestrictionReason
    legal_ground: str | None


class _Row(NamedTuple):
    product_id: UUID
    country_code: str
    reason: RestrictionReason
    legal_ground: str | None


_of_products = Read(
    select(_restriction.product_id, _restriction.country_code, _restriction.reason, _restriction.legal_ground)
    .where(_restriction.product_id == any_(array_parameter("ids", Uuid())))
    .order_by(_restriction.product_id, _restriction.country_code),
    _Row,
)


async def restrictions_of_products(
    database: Database, product_ids: Sequence[UUID]
) -> dict[UUID, dict[str, Restriction]]:
    """`{product: {country code: why}}`: every product asked for, and only the countries that it does not go to."""
    found: dict[UUID, dict[str, Restriction]] = {product_id: {} for product_id in product_ids}
    if found:
        for row in await _of_products.all(database, ids=list(found)):
            found[row.product_id][row.country_code] = Restriction(row.reason, row.legal_ground)
    return found


def restriction_of(variant_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """`[reason, law or null]` for another domain's statement: set where the variant does not go to the country that the
    statement takes as `country`."""
    restriction, variant = table_of(DestinationRestriction).alias(), table_of(ProductVariant).alias()
    return (
        select(func.jsonb_build_array(restriction.c.reason, restriction.c.legal_ground, type_=JSONB))
        .join_from(variant, restriction, restriction.c.product_id == variant.c.product_id)
        .where(variant.c.id == variant_id, restriction.c.country_code == bindparam("country", type_=Text()))
        .correlate_except(restriction, variant)
        .scalar_subquery()
    )
