"""Writes of what decides prices: price lists, sales, rounding rules, how markets price.

Triggers keep every former version. Each write is told by a `TariffChanged`, and one that lets a sale be for other
products by a `SaleTargetsChanged` besides.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core.upsert import upsert_row
from app.events import WHOLE_SHOP, announce, record
from app.pricing.events import SaleTargetsChanged, TariffChanged
from app.pricing.models import DatedPrice, MarketPricing, Price, PriceList, RoundingRule, Sale

Setting: TypeAlias = PriceList | Sale | RoundingRule | MarketPricing

_TARGETS: Final = ("product_ids", "list_ids", "conditions", "excluded_product_ids", "excluded_list_ids")


async def define_price_list(
    session: AsyncSession,
    *,
    code: str,
    currency_code: str,
    tax_included: bool,
    market_ids: Sequence[UUID] = (),
    tax_country_code: str | None = None,
    names: dict[str, str] | None = None,
    group_codes: Sequence[str] = (),
) -> UUID:
    """Make the price list of this code what is said here, and give its id. The same again changes no row.

    Without markets it is for all of them, without groups for everybody; what else a list may say stays as it is.
    """
    values = {
        "code": code,
        "names": dict(names or {}),
        "currency_code": currency_code,
        "tax_included": tax_included,
        "tax_country_code": tax_country_code,
        "market_ids": list(market_ids),
        "group_codes": list(group_codes),
    }
    price_list_id = await upsert_row(session, PriceList, ["code"], values)
    await announce(session, TariffChanged(WHOLE_SHOP))
    return price_list_id


async def write_setting(session: AsyncSession, row: Setting) -> None:
    """Write what is new or changed."""
    session.add(row)
    aimed_anew = row.id if isinstance(row, Sale) and _is_aimed_anew(row) else None
    await session.flush()
    await record(session, TariffChanged(WHOLE_SHOP))
    if aimed_anew is not None:
        await record(session, SaleTargetsChanged(aimed_anew))


async def delete_setting(session: AsyncSession, row: Setting) -> bool:
    """Delete it; False where something refers to it, and the transaction is to be given up."""
    await session.delete(row)
    try:
        await session.flush()
    except IntegrityError:
        return False
    await record(session, TariffChanged(WHOLE_SHOP))
    if isinstance(row, Sale) and _names_products(row):
        await record(session, SaleTargetsChanged(row.id))
    return True


def _is_aimed_anew(sale: Sale) -> bool:
    """Whether what is about to be written names or leaves out other products than before."""
    if inspect(sale).persistent:
        return any(inspect(sale).attrs[name].history.has_changes() for name in _TARGETS)
    return _names_products(sale)


def _names_products(sale: Sale) -> bool:
    return any(getattr(sale, name) for name in _TARGETS)


async def is_priced(session: AsyncSession, price_list_id: UUID) -> bool:
    """Whether the list has prices."""
    for model in (Price, DatedPrice):
        statement = select(1).where(col(model.price_list_id) == price_list_id).limit(1)
        if (await session.execute(statement)).first() is not None:
            return True
    return False
