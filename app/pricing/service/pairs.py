"""Which exchange rates the shop needs, and what names markets and customer groups: what settings of pricing mean to
the domains below."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import any_, literal
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.currencies import ensure_pairs
from app.events import WHOLE_SHOP, record
from app.pricing.events import TariffChanged
from app.pricing.models import MarketPricing, PriceList, Sale


async def ensure_pairs_of_market(session: AsyncSession, market_id: UUID, currency_codes: Iterable[str]) -> None:
    """See to it that the shop follows the rates from the market's base list into these currencies, which it offers."""
    statement = (
        select(col(PriceList.currency_code))
        .join(MarketPricing, col(MarketPricing.base_price_list_id) == col(PriceList.id))
        .where(col(MarketPricing.market_id) == market_id)
    )
    base = (await session.execute(statement)).scalar_one_or_none()
    if base is not None:
        await ensure_pairs(session, [(base, currency_code) for currency_code in currency_codes])


async def follow_market(session: AsyncSession, market_id: UUID, currency_codes: Iterable[str]) -> None:
    """Do what prices need when a market was made or changed: its time zone and its currencies decide them."""
    await ensure_pairs_of_market(session, market_id, currency_codes)
    await record(session, TariffChanged(WHOLE_SHOP))


async def names_market(session: AsyncSession, market_id: UUID) -> bool:
    """Whether a price list or a sale is for the market by name."""
    for model in (PriceList, Sale):
        statement = select(1).where(literal(market_id) == any_(col(model.market_ids))).limit(1)
        if (await session.execute(statement)).first() is not None:
            return True
    return False


async def names_customer_group(session: AsyncSession, code: str) -> bool:
    """Whether a price list or a sale is for the customer group."""
    for model in (PriceList, Sale):
        statement = select(1).where(literal(code) == any_(col(model.group_codes))).limit(1)
        if (await session.execute(statement)).first() is not None:
            return True
    return False
