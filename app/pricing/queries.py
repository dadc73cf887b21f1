"""Reads of pricing."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, func, select

from app.core.db import Database
from app.core.reads import Read, array_parameter, finds_row, table_of
from app.pricing.models import Price, PriceList

_price = table_of(Price).c
_list = table_of(PriceList).c


class ListPrice(NamedTuple):
    """What a variant costs in a market."""

    variant_id: UUID
    amount: int
    currency_code: str
    tax_included: bool


class PriceRange(NamedTuple):
    """The lowest and the highest price of a product's variants in a market."""

    product_id: UUID
    lowest: int
    highest: int
    currency_code: str
    tax_included: bool


class PriceInList(NamedTuple):
    """What a variant costs in a list, in minor units of its currency."""

    variant_id: UUID
    price_list_id: UUID
    amount: int


class PriceListFacts(NamedTuple):
    """A market's price list."""

    id: UUID
    code: str
    market_id: UUID
    currency_code: str
    tax_included: bool
    version: int


_of_variants = Read(
    select(_price.variant_id, _price.amount, _list.currency_code, _list.tax_included)
    .join_from(table_of(PriceList), table_of(Price), _price.price_list_id == _list.id)
    .where(_list.market_id == bindparam("market_id"), _price.variant_id == any_(array_parameter("ids", Uuid()))),
    ListPrice,
)
_in_all_lists = Read(
    select(_price.variant_id, _price.price_list_id, _price.amount).where(
        _price.variant_id == any_(array_parameter("ids", Uuid()))
    ),
    PriceInList,
)
_of_products = Read(
    select(
        _price.product_id,
        func.min(_price.amount).label("lowest"),
        func.max(_price.amount).label("highest"),
        _list.currency_code,
        _list.tax_included,
    )
    .join_from(table_of(PriceList), table_of(Price), _price.price_list_id == _list.id)
    .where(_list.market_id == bindparam("market_id"), _price.product_id == any_(array_parameter("ids", Uuid())))
    .group_by(_price.product_id, _list.currency_code, _list.tax_included),
    PriceRange,
)
_lists = Read(
    select(_list.id, _list.code, _list.market_id, _list.currency_code, _list.tax_included, _list.version).order_by(
        _list.code
    ),
    PriceListFacts,
)


async def prices_in_all_lists(database: Database, variant_ids: Sequence[UUID]) -> list[PriceInList]:
    """Every price of these variants."""
    return await _in_all_lists.all(database, ids=list(variant_ids))


async def prices_of_variants(database: Database, market_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, ListPrice]:
    """The price of each variant that is sold in the market."""
    rows = await _of_variants.all(database, market_id=market_id, ids=list(variant_ids))
    return {row.variant_id: row for row in rows}


async def price_ranges_of_products(
    database: Database, market_id: UUID, product_ids: Sequence[UUID]
) -> dict[UUID, PriceRange]:
    """The range of each product that has a variant sold in the market."""
    rows = await _of_products.all(database, market_id=market_id, ids=list(product_ids))
    return {row.product_id: row for row in rows}


async def load_price_lists(database: Database) -> list[PriceListFacts]:
    """Every market's list."""
    return await _lists.all(database)


def priced_within_condition(
    product_id: ColumnElement[Any],
    market_id: ColumnElement[Any],
    least: ColumnElement[Any],
    most: ColumnElement[Any],
) -> ColumnElement[bool]:
    """A condition for another domain's statement: the market's list has a variant of the product for an amount
    from one to another."""
    return finds_row(
        select(_price.variant_id).where(
            _price.product_id == product_id,
            _price.price_list_id == _list_of(market_id),
            _price.amount >= least,
            _price.amount <= most,
        )
    )


def least_price(product_id: ColumnElement[Any], market_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value for another domain's statement: the least price of the product in the market's list, or NULL."""
    return (
        select(func.min(_price.amount))
        .where(_price.product_id == product_id, _price.price_list_id == _list_of(market_id))
        .scalar_subquery()
    )


def _list_of(market_id: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(_list.id).where(_list.market_id == market_id).scalar_subquery()
