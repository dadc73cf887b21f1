"""Reads of options: what a product lets choose, and what a variant has."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, any_, func, select

from app.catalog.models import ProductOption, ProductOptionValue, VariantOptionValue
from app.catalog.queries.words import chain_parameter
from app.core.db import Database
from app.core.reads import Read, array_parameter, localized, table_of

_option_table, _value_table = table_of(ProductOption), table_of(ProductOptionValue)
_option, _value, _chosen = _option_table.c, _value_table.c, table_of(VariantOptionValue).c


class OptionValueRow(NamedTuple):
    """One value of one option of a product, with its option."""

    product_id: UUID
    option_id: UUID
    option_name: str
    value_id: UUID
    value_name: str
    swatch: str | None


class SelectedOptionRow(NamedTuple):
    """The value that a variant has of an option."""

    variant_id: UUID
    option_name: str
    value_name: str


_option_name = func.coalesce(localized(_option.names, chain_parameter()), _option.code).label("option_name")
_value_name = func.coalesce(localized(_value.names, chain_parameter()), _value.code).label("value_name")
_of_products = Read(
    select(
        _option.product_id,
        _option.id.label("option_id"),
        _option_name,
        _value.id.label("value_id"),
        _value_name,
        _value.swatch,
    )
    .join_from(_option_table, _value_table, _value.option_id == _option.id)
    .where(_option.product_id == any_(array_parameter("ids", Uuid())))
    .order_by(_option.product_id, _option.position, _option.id, _value.position, _value.id),
    OptionValueRow,
)
_of_variants = Read(
    select(_chosen.variant_id, _option_name, _value_name)
    .join_from(table_of(VariantOptionValue), _option_table, _option.id == _chosen.option_id)
    .join(_value_table, _value.id == _chosen.value_id)
    .where(_chosen.variant_id == any_(array_parameter("ids", Uuid())))
    .order_by(_chosen.variant_id, _option.position, _option.id),
    SelectedOptionRow,
)


async def options_of_products(
    database: Database, product_ids: Sequence[UUID], chain: Sequence[str]
) -> dict[UUID, list[OptionValueRow]]:
    """The values of each product's options, in the order of the options and then of the values."""
    found: dict[UUID, list[OptionValueRow]] = {product_id: [] for product_id in product_ids}
    for row in await _of_products.all(database, ids=list(found), chain=chain):
        found[row.product_id].append(row)
    return found


async def selected_options(
    database: Database, variant_ids: Sequence[UUID], chain: Sequence[str]
) -> dict[UUID, list[SelectedOptionRow]]:
    """What each variant has, in the order of the product's options."""
    found: dict[UUID, list[SelectedOptionRow]] = {variant_id: [] for variant_id in variant_ids}
    for row in await _of_variants.all(database, ids=list(found), chain=chain):
        found[row.variant_id].append(row)
    return found
