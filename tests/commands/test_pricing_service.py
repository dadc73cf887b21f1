"""Writing prices: a product has exactly the prices it is given, and others hear of it when that changed something."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from asyncpg import Connection

from app.core.errors import Refusal
from app.core.money import MAX_AMOUNT
from app.pricing import (
    ListedRow,
    PriceEntry,
    PricesOfProduct,
    PricingErrorCode,
    copy_prices,
    load_price_lists,
    set_listed_prices,
    set_prices,
    set_prices_of_products,
    set_product_prices,
)
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
    assert [each.market_ids for each in lists] == [[shop.markets[each.code]] for each in lists]
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
    assert refused.value.problems[0].facts["amount"] == amount
    assert await stored(connection, shop.shirt) == before
    assert await told(connection, shop.shirt) == events


MONDAY, FRIDAY, SUNDAY = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 27, 29))

Row = tuple[UUID, int, int, int | None, datetime | None, datetime | None]


async def all_rows(connection: Connection, product_id: UUID, price_list_id: UUID) -> set[Row]:
    """Variant, quantity, amount, what it is compared with, start and end, of both tables."""
    rows = await connection.fetch(
        """
        SELECT variant_id, min_quantity, amount, compare_at_amount, NULL::timestamptz, NULL::timestamptz FROM price
        WHERE product_id = $1 AND price_list_id = $2
        UNION ALL
        SELECT variant_id, min_quantity, amount, compare_at_amount, starts_at, ends_at FROM dated_price
        WHERE product_id = $1 AND price_list_id = $2
        """,
        product_id,
        price_list_id,
    )
    return {tuple(row) for row in rows}


async def write_whole(runtime: Runtime, wanted: PricesOfProduct) -> bool:
    async with runtime.database.transaction() as session:
        return await set_product_prices(session, wanted)


@pytest.fixture
async def planned(runtime: Runtime, shop: Shop, lists: dict[str, UUID]) -> PricesOfProduct:
    """The mug with a price for one, a price for ten, and a planned one."""
    euros, mug = lists["EUR"], shop.mug_variant
    wanted = PricesOfProduct(
        shop.mug,
        [euros],
        [
            PriceEntry(euros, mug, 599, 799),
            PriceEntry(euros, mug, 499, min_quantity=10),
            PriceEntry(euros, mug, 449, None, 1, FRIDAY, SUNDAY),
        ],
        is_whole=True,
    )
    await write_whole(runtime, wanted)
    return wanted


async def test_prices_have_quantities_dates_and_something_to_compare_with(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection, planned: PricesOfProduct
) -> None:
    mug = shop.mug_variant
    assert await all_rows(connection, shop.mug, lists["EUR"]) == {
        (mug, 1, 599, 799, None, None),
        (mug, 10, 499, None, None, None),
        (mug, 1, 449, None, FRIDAY, SUNDAY),
    }
    events = await told(connection, shop.mug)
    assert await write_whole(runtime, planned) is False
    assert await told(connection, shop.mug) == events


@pytest.mark.usefixtures("planned")
async def test_a_file_of_plain_prices_takes_no_planned_price_away(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    euros, mug = lists["EUR"], shop.mug_variant
    plain = PricesOfProduct(shop.mug, [euros], [PriceEntry(euros, mug, 650)])

    assert await write_whole(runtime, plain) is True
    assert await all_rows(connection, shop.mug, euros) == {
        (mug, 1, 650, None, None, None),
        (mug, 10, 499, None, None, None),
        (mug, 1, 449, None, FRIDAY, SUNDAY),
    }

    whole = PricesOfProduct(shop.mug, [euros], [PriceEntry(euros, mug, 650)], is_whole=True)
    assert await write_whole(runtime, whole) is True
    assert await all_rows(connection, shop.mug, euros) == {(mug, 1, 650, None, None, None)}


@pytest.mark.usefixtures("planned")
async def test_a_variant_that_leaves_a_list_leaves_it_with_all_its_prices(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    euros, mug = lists["EUR"], shop.mug_variant
    async with runtime.database.transaction() as session:
        gone = ListedRow(PriceEntry(euros, mug, 0), is_removed=True, is_of_all=True)
        (outcome,) = await set_listed_prices(session, [gone], {mug: shop.mug})
    assert outcome.is_changed
    assert await all_rows(connection, shop.mug, euros) == set()


@pytest.mark.usefixtures("planned")
async def test_one_price_set_by_a_row_keeps_what_it_is_compared_with_while_that_is_higher(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    euros, mug = lists["EUR"], shop.mug_variant
    for amount, kept in ((700, 799), (799, None), (500, None)):
        async with runtime.database.transaction() as session:
            row = ListedRow(PriceEntry(euros, mug, amount), keeps_compare_at=True)
            (outcome,) = await set_listed_prices(session, [row], {mug: shop.mug})
        assert outcome.is_changed
        assert (mug, 1, amount, kept, None, None) in await all_rows(connection, shop.mug, euros)


async def test_a_dated_price_that_begins_at_the_same_moment_is_that_one_changed(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection, planned: PricesOfProduct
) -> None:
    euros, mug = lists["EUR"], shop.mug_variant
    ids = await connection.fetch("SELECT id FROM dated_price WHERE product_id = $1", shop.mug)
    longer = [entry if entry.starts_at is None else entry._replace(ends_at=None, amount=1) for entry in planned.prices]

    await write_whole(runtime, PricesOfProduct(shop.mug, [euros], longer, is_whole=True))

    assert (mug, 1, 1, None, FRIDAY, None) in await all_rows(connection, shop.mug, euros)
    assert await connection.fetch("SELECT id FROM dated_price WHERE product_id = $1", shop.mug) == ids


@pytest.mark.usefixtures("planned")
async def test_what_is_no_price_is_refused_and_nothing_is_written(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    euros, mug = lists["EUR"], shop.mug_variant
    before, events = await all_rows(connection, shop.mug, euros), await told(connection, shop.mug)
    first = PriceEntry(euros, mug, 100, None, 1, MONDAY, SUNDAY)
    for code, entries in (
        (PricingErrorCode.COMPARE_AT_NOT_HIGHER, [PriceEntry(euros, mug, 100, 100)]),
        (PricingErrorCode.COMPARE_AT_NOT_HIGHER, [PriceEntry(euros, mug, 100, MAX_AMOUNT + 1)]),
        (PricingErrorCode.QUANTITY_OUT_OF_RANGE, [PriceEntry(euros, mug, 100, min_quantity=0)]),
        (PricingErrorCode.QUANTITY_OUT_OF_RANGE, [PriceEntry(euros, mug, 100, min_quantity=1_000_001)]),
        (PricingErrorCode.ENDS_BEFORE_START, [PriceEntry(euros, mug, 100, None, 1, FRIDAY, FRIDAY)]),
        (PricingErrorCode.ENDS_BEFORE_START, [PriceEntry(euros, mug, 100, None, 1, None, FRIDAY)]),
        (PricingErrorCode.PRICES_OVERLAP, [first, PriceEntry(euros, mug, 90, None, 1, FRIDAY)]),
        (
            PricingErrorCode.PRICES_OVERLAP,
            [first._replace(ends_at=None), first._replace(starts_at=SUNDAY, ends_at=None)],
        ),
    ):
        with pytest.raises(Refusal) as refused:
            await write_whole(runtime, PricesOfProduct(shop.mug, [euros], entries, is_whole=True))
        assert [problem.code for problem in refused.value.problems] == [code], entries
        async with runtime.database.transaction() as session:
            with pytest.raises(ValueError, match="no price"):
                await set_prices_of_products(session, [PricesOfProduct(shop.mug, [euros], entries, is_whole=True)])
    assert await all_rows(connection, shop.mug, euros) == before
    assert await told(connection, shop.mug) == events


async def test_dated_prices_that_meet_do_not_overlap(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    euros, mug = lists["EUR"], shop.mug_variant
    entries = [
        PriceEntry(euros, mug, 599),
        PriceEntry(euros, mug, 100, None, 1, MONDAY, FRIDAY),
        PriceEntry(euros, mug, 200, None, 1, FRIDAY, SUNDAY),
        PriceEntry(euros, mug, 50, None, 10, MONDAY, SUNDAY),
    ]
    await write_whole(runtime, PricesOfProduct(shop.mug, [euros], entries, is_whole=True))
    assert len(await all_rows(connection, shop.mug, euros)) == 4


@pytest.mark.usefixtures("planned")
async def test_a_copy_of_a_product_costs_in_every_way_what_the_product_does(
    runtime: Runtime, shop: Shop, lists: dict[str, UUID], connection: Connection
) -> None:
    euros = lists["EUR"]
    async with runtime.database.transaction() as session:
        await copy_prices(session, shop.draft, {shop.mug_variant: shop.draft_variant})

    copied = await all_rows(connection, shop.draft, euros)
    assert copied == {(shop.draft_variant, *row[1:]) for row in await all_rows(connection, shop.mug, euros)}
    assert len(copied) == 3
