"""What decides prices, defined whole by its code, as a shop is filled: the same definition again changes no row.

It is announced, whether or not anything differed: that happens once in a while, and is cheap. What a sale is for is
told as an event, and search looks at those products again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.reads import table_of
from app.core.upsert import upsert_row, upsert_rows
from app.events import WHOLE_SHOP, announce, record
from app.pricing.events import SaleTargetsChanged, TariffChanged
from app.pricing.models import MarketPricing, RoundingRule, Sale, SaleKind

_TARGETS: Final = (table_of(Sale).c.list_ids, table_of(Sale).c.product_ids)


class SaleDefinition(TypedDict, total=False):
    """Columns of `Sale`; what is left out is for everything, everybody and always."""

    names: Mapping[str, str]
    kind: SaleKind
    percent: Decimal | None
    amounts: Mapping[str, int]
    market_ids: Sequence[UUID]
    list_ids: Sequence[UUID]
    product_ids: Sequence[UUID]
    starts_local: datetime | None
    ends_local: datetime | None


async def define_sale(session: AsyncSession, code: str, sale: SaleDefinition) -> UUID:
    """Make the sale of this code what is said here, and give its id."""
    known = select(*_TARGETS).where(table_of(Sale).c.code == code)
    before = (await session.execute(known)).one_or_none() or ([], [])
    sale_id = await upsert_row(session, Sale, ["code"], {"code": code, **sale})
    await announce(session, TariffChanged(WHOLE_SHOP))
    if tuple((await session.execute(known)).one()) != tuple(before):
        await record(session, SaleTargetsChanged(sale_id))
    return sale_id


async def define_rounding_rule(session: AsyncSession, currency_code: str, bands: Sequence[Mapping[str, Any]]) -> UUID:
    """Round the currency so in every market. `bands` as the model has them, checked by the caller."""
    values = {"currency_code": currency_code, "market_id": None, "bands": [dict(band) for band in bands]}
    rule_id = await upsert_row(session, RoundingRule, ["currency_code", "market_id"], values)
    await announce(session, TariffChanged(WHOLE_SHOP))
    return rule_id


async def define_market_pricing(
    session: AsyncSession, market_id: UUID, base_price_list_id: UUID, conversion_fee: Decimal
) -> None:
    """Let the market convert the prices of this list into the currencies that it offers."""
    row = {"market_id": market_id, "base_price_list_id": base_price_list_id, "conversion_fee": conversion_fee}
    await upsert_rows(session, MarketPricing, ["market_id"], [row])
    await announce(session, TariffChanged(WHOLE_SHOP))
