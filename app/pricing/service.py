"""Writes of pricing."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core.errors import Problem, Refusal
from app.core.money import MAX_AMOUNT
from app.core.upsert import upsert_row
from app.events import WHOLE_SHOP, announce, record
from app.pricing.errors import PricingErrorCode
from app.pricing.events import PriceListsChanged, PricesChanged
from app.pricing.models import Price, PriceList


async def set_prices(session: AsyncSession, product_id: UUID, prices: Mapping[UUID, Mapping[UUID, int]]) -> bool:
    """Let the product's variants cost this: price list id → variant id → amount in minor units of the list's currency.

    In the lists named here the product has exactly these prices; other lists keep theirs, except of a variant that no
    list here prices: it is no longer sold anywhere. Says whether anything differed, and records
    `pricing.prices_changed` if so. Raises `Refusal` for an amount that is no price.
    """
    _refuse_amounts(prices)
    statement = select(Price).where(col(Price.product_id) == product_id)
    stored = {(row.price_list_id, row.variant_id): row for row in (await session.execute(statement)).scalars()}
    wanted = {(list_id, variant_id): amount for list_id, own in prices.items() for variant_id, amount in own.items()}
    priced = {variant_id for _, variant_id in wanted}
    changed = False
    for key, row in stored.items():
        list_id, variant_id = key
        if key not in wanted and (list_id in prices or variant_id not in priced):
            await session.delete(row)
            changed = True
    for (list_id, variant_id), amount in wanted.items():
        current = stored.get((list_id, variant_id))
        if current is None:
            session.add(Price(price_list_id=list_id, variant_id=variant_id, product_id=product_id, amount=amount))
            changed = True
        elif current.amount != amount:
            current.amount = amount
            changed = True
    if changed:
        await session.flush()
        await record(session, PricesChanged(product_id))
    return changed


async def define_price_list(
    session: AsyncSession, *, code: str, market_id: UUID, currency_code: str, tax_included: bool
) -> UUID:
    """Make the price list of this code what is said here, and give its id. The same again changes no row.

    It is announced, whether or not anything differed: that happens once in a while, and is cheap.
    """
    values = {"code": code, "market_id": market_id, "currency_code": currency_code, "tax_included": tax_included}
    price_list_id = await upsert_row(session, PriceList, ["code"], values)
    await announce(session, PriceListsChanged(WHOLE_SHOP))
    return price_list_id


async def set_tax_included(session: AsyncSession, price_list_id: UUID, tax_included: bool) -> None:
    """Let the amounts of the list mean prices with tax, or without, and count the change."""
    await session.execute(
        update(PriceList)
        .where(col(PriceList.id) == price_list_id)
        .values(tax_included=tax_included, version=col(PriceList.version) + 1)
    )
    await announce(session, PriceListsChanged(WHOLE_SHOP))


async def delete_price_list(session: AsyncSession, price_list_id: UUID) -> bool:
    """Delete the list; False where it has prices, and the transaction is to be given up."""
    try:
        await session.execute(delete(PriceList).where(col(PriceList.id) == price_list_id))
    except IntegrityError:
        return False
    await announce(session, PriceListsChanged(WHOLE_SHOP))
    return True


def _refuse_amounts(prices: Mapping[UUID, Mapping[UUID, int]]) -> None:
    problems = [
        Problem(PricingErrorCode.AMOUNT_OUT_OF_RANGE, (str(list_id), str(variant_id)), {"amount": amount})
        for list_id, own in prices.items()
        for variant_id, amount in own.items()
        if not 0 <= amount <= MAX_AMOUNT
    ]
    if problems:
        raise Refusal(*problems)


async def copy_prices(session: AsyncSession, product_id: UUID, variant_ids: Mapping[UUID, UUID]) -> None:
    """Let variants of a new product cost in every list what others do: old variant → new variant."""
    statement = select(Price).where(col(Price.variant_id).in_(variant_ids))
    prices: dict[UUID, dict[UUID, int]] = {}
    for row in (await session.execute(statement)).scalars():
        prices.setdefault(row.price_list_id, {})[variant_ids[row.variant_id]] = row.amount
    await set_prices(session, product_id, prices)
