"""Reads of price lists as they are kept, whoever they are for."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.db import Database
from app.core.reads import Read, table_of
from app.pricing.models import PriceList

_list = table_of(PriceList).c


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


async def load_price_lists(database: Database) -> list[PriceListFacts]:
    """Every list, by its code."""
    return await _lists.all(database)
