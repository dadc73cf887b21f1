"""Reads of price lists as they are kept, whoever they are for."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, any_, select

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.pricing.models import Price, PriceList

_price = table_of(Price).c
_list = table_of(PriceList).c


class PriceInList(NamedTuple):
    """What a variant costs in a list from so many pieces on, in minor units of its currency."""

    variant_id: UUID
    price_list_id: UUID
    min_quantity: int
    amount: int
    compare_at_amount: int | None


class PriceListFacts(NamedTuple):
    """A price list. Empty lists are for everybody."""

    id: UUID
    code: str
    names: dict[str, str]
    currency_code: str
    tax_included: bool
    tax_country_code: str | None
    market_ids: list[UUID]
    channel_codes: list[str]
    country_codes: list[str]
    group_codes: list[str]
    starts_at: datetime | None
    ends_at: datetime | None
    priority: int
    is_active: bool
    version: int


_in_all_lists = Read(
    select(_price.variant_id, _price.price_list_id, _price.min_quantity, _price.amount, _price.compare_at_amount)
    .where(_price.variant_id == any_(array_parameter("ids", Uuid())))
    .order_by(_price.variant_id, _price.price_list_id, _price.min_quantity),
    PriceInList,
)
_lists = Read(
    select(
        _list.id,
        _list.code,
        _list.names,
        _list.currency_code,
        _list.tax_included,
        _list.tax_country_code,
        _list.market_ids,
        _list.channel_codes,
        _list.country_codes,
        _list.group_codes,
        _list.starts_at,
        _list.ends_at,
        _list.priority,
        _list.is_active,
        _list.version,
    ).order_by(_list.code),
    PriceListFacts,
)


async def prices_in_all_lists(database: Database, variant_ids: Sequence[UUID]) -> list[PriceInList]:
    """Every price of these variants that holds until further notice, by list and quantity."""
    return await _in_all_lists.all(database, ids=list(variant_ids))


async def load_price_lists(database: Database) -> list[PriceListFacts]:
    """Every list, by its code."""
    return await _lists.all(database)
