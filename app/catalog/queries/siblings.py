"""The variants of a product by what they have of its options."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from app.catalog.models import ProductOption, ProductOptionValue, ProductVariant, VariantOptionValue
from app.catalog.queries.words import chain_parameter
from app.core.db import Database
from app.core.reads import Read, array_parameter, localized, table_of

_chosen_table, _option_table = table_of(VariantOptionValue), table_of(ProductOption)
_value_table, _variant_table = table_of(ProductOptionValue), table_of(ProductVariant)
_chosen, _option, _value, _variant = _chosen_table.c, _option_table.c, _value_table.c, _variant_table.c


class _Sibling(NamedTuple):
    value_id: UUID
    variant_id: UUID


class _Match(NamedTuple):
    product_id: UUID
    variant_id: UUID


_with_values = Read(
    select(_chosen.value_id, _chosen.variant_id)
    .join_from(_chosen_table, _variant_table, _variant.id == _chosen.variant_id)
    .where(_chosen.value_id == any_(array_parameter("ids", Uuid())), _variant.is_discontinued.is_(False))
    .order_by(_variant.position, _variant.id),
    _Sibling,
)
_wanted = (
    func.unnest(array_parameter("options", Text()), array_parameter("values", Text()))
    .table_valued("option", "value")
    .render_derived("wanted")
)
_is_wanted = (
    select(true())
    .select_from(_wanted)
    .where(
        or_(_wanted.c.option == _option.code, _wanted.c.option == localized(_option.names, chain_parameter())),
        or_(_wanted.c.value == _value.code, _wanted.c.value == localized(_value.names, chain_parameter())),
    )
    .exists()
)
_matching = (
    select(_variant.product_id, _variant.id.label("variant_id"), _variant.position)
    .join_from(_variant_table, _chosen_table, _chosen.variant_id == _variant.id)
    .join(_option_table, _option.id == _chosen.option_id)
    .join(_value_table, _value.id == _chosen.value_id)
    .where(_variant.product_id == any_(array_parameter("ids", Uuid())), _variant.is_discontinued.is_(False), _is_wanted)
    .group_by(_variant.id)
    .having(func.count() == func.cardinality(array_parameter("options", Text())))
    .subquery("matching")
)
_first_matching = Read(
    select(_matching.c.product_id, _matching.c.variant_id)
    .ext(distinct_on(_matching.c.product_id))
    .order_by(_matching.c.product_id, _matching.c.position, _matching.c.variant_id),
    _Match,
)


async def variants_with_values(database: Database, value_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The variants that have each of these option values, in their order."""
    found: dict[UUID, list[UUID]] = {value_id: [] for value_id in value_ids}
    for row in await _with_values.all(database, ids=list(found)):
        found[row.value_id].append(row.variant_id)
    return found


async def variants_by_choices(
    database: Database, product_ids: Sequence[UUID], choices: Sequence[tuple[str, str]], chain: Sequence[str]
) -> dict[UUID, UUID]:
    """The first variant of each product that has all of these values, each given as the names or codes of an option and
    a value; products without one have no entry."""
    options, values = [option for option, _ in choices], [value for _, value in choices]
    rows = await _first_matching.all(database, ids=list(product_ids), options=options, values=values, chain=chain)
    return {row.product_id: row.variant_id for row in rows}
