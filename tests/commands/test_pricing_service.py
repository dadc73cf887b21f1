"""Writing prices: a product has exactly the prices it is given, and others hear of it when that changed something."""

from uuid import UUID

import pytest
from asyncpg import Connection

from app.core.errors import Refusal
from app.core.money import MAX_AMOUNT
from app.pricing import PricingErrorCode, load_price_lists, set_prices
from app.wiring import Runtime
from tests.support.shop import Shop

Prices = dict[UUID, dict[UUID, int]]


async def stored(connection: Connection, product_id: UUID) -> Prices:
    found: Prices = {}
    for row in await connection.fetch("SELECT * FROM price WHERE product_id = $1", product_id):
        found.setdefault(row["price_list_id"], {})[row["variant_id"]] = row["amount"]
    return found


async def told(connection: Connection, product_id: UUID) -> int:
    count: int = await connection.fetchval(
        "SELECT count(*) FROM outbox_event WHERE type = 'pricing.prices_changed' AND subject_id = $1", product_id
    )
    return count


async def write(runtime: Runtime, product_id: UUID, prices: Prices) -> bool:
    async with runtime.database.transaction() as session:
        return await set_prices(session, product_id, prices)


@pytest.fixture
async def lists(runtime: Runtime, shop: Shop) -> dict[str, UUID]:
    """The ids of the price lists by currency."""
    lists = await load_price_lists(runtime.database)
    assert {each.market_id for each in lists} == set(shop.markets.values())
    return {each.currency_code: each.id for each in lists}


async def test_prices_of_the_lists_that_are_named_are_replaced(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    before = await stored(connection, shop.shirt)
    events = await told(connection, shop.shirt)
    euros = {shop.shirt_m: 6990, shop.shirt_l: 7490}

    assert await write(runtime, shop.shirt, {lists["EUR"]: euros}) is True
    assert await stored(connection, shop.shirt) == before | {lists["EUR"]: euros}
    assert await told(connection, shop.shirt) == events + 1

    assert await write(runtime, shop.shirt, {lists["EUR"]: euros}) is False
    assert await told(connection, shop.shirt) == events + 1


async def test_a_variant_that_no_list_prices_is_no_longer_sold(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    before = await stored(connection, shop.mug)

    await write(runtime, shop.mug, {lists["EUR"]: {}})
    assert await stored(connection, shop.mug) == {}

    await write(runtime, shop.mug, before)
    assert await stored(connection, shop.mug) == before


@pytest.mark.parametrize("amount", [-1, MAX_AMOUNT + 1])
async def test_an_amount_that_is_no_price_is_refused(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection, amount: int
) -> None:
    before, events = await stored(connection, shop.shirt), await told(connection, shop.shirt)

    with pytest.raises(Refusal) as refused:
        await write(runtime, shop.shirt, {lists["EUR"]: {shop.shirt_m: 100, shop.shirt_l: amount}})

    assert [problem.code for problem in refused.value.problems] == [PricingErrorCode.AMOUNT_OUT_OF_RANGE]
    assert refused.value.problems[0].facts == {"amount": amount}
    assert await stored(connection, shop.shirt) == before
    assert await told(connection, shop.shirt) == events
