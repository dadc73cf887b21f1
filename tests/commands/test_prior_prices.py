"""The prior price of reduced prices, from what the database kept: one statement, and the law's own cases."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from app.core.clock import utc_now
from app.core.db import Database
from app.pricing import (
    PriceBook,
    PricedVariant,
    PriorPrice,
    Shopper,
    load_price_book,
    load_prior_price_rules,
    price_history,
    prices_at,
    prices_of_variants,
    prior_prices,
)
from app.wiring import Runtime
from tests.support.price_history import Connection
from tests.support.shop import CHANNEL, Shop

pytestmark = pytest.mark.slow

NOW: Final = utc_now().replace(microsecond=0)
DAY: Final = timedelta(days=1)
LONG_AGO: Final = NOW - 300 * DAY


@pytest.fixture(autouse=True)
async def history(runtime: Runtime, connection: Connection) -> None:
    """Everything was set up long ago, and nothing is on sale."""
    async with runtime.database.transaction() as session:
        await load_prior_price_rules(session)
    await connection.execute(
        "SET session_replication_role = replica"
    )  # what tests say of the past stands as they say it
    for table in ("price_list", "price"):
        await connection.execute(f"UPDATE {table} SET since = $1", LONG_AGO)  # noqa: S608 - constants
    for table in ("sale", "pricing_past", "price_past", "dated_price", "effective_rate", "market_pricing"):
        await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    await connection.execute("DELETE FROM sale_target_change")
    await connection.execute("SET session_replication_role = DEFAULT")


def european(shop: Shop, country_code: str = "DE", group_code: str | None = None) -> Shopper:
    return Shopper(shop.markets["eu"], CHANNEL, country_code, "EUR", displays_tax=True, group_code=group_code)


async def put_on_sale(connection: Connection, since: datetime, percent: int = 20, **columns: Any) -> UUID:
    """A sale that is believed, and holds, from a moment on; of everything, unless something else is said."""
    values = {"id": uuid4(), "code": str(uuid4()), "names": "{}", "kind": "PERCENT", "percent": percent, "since": since}
    values |= columns
    await connection.execute(
        f"INSERT INTO sale ({', '.join(values)}) "  # noqa: S608 - names of columns
        f"VALUES ({', '.join(f'${position}' for position in range(1, len(values) + 1))})",
        *values.values(),
    )
    return UUID(str(values["id"]))


async def was(connection: Connection, variant_id: UUID, amount: int, since: datetime, until: datetime) -> None:
    """The variant cost that in the list of the European market."""
    await connection.execute(
        "INSERT INTO price_past (variant_id, price_list_id, min_quantity, product_id, amount, since, until) "
        "SELECT variant_id, price_list_id, 1, product_id, $2, $3, $4 FROM price "
        "JOIN price_list ON price_list.id = price_list_id AND price_list.code = 'eu' WHERE variant_id = $1",
        variant_id,
        amount,
        since,
        until,
    )


async def is_since(connection: Connection, variant_id: UUID, since: datetime) -> None:
    """It costs what it costs since then."""
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("UPDATE price SET since = $2 WHERE variant_id = $1", variant_id, since)
    await connection.execute("SET session_replication_role = DEFAULT")


async def shown(
    database: Database, shopper: Shopper, variant_ids: Sequence[UUID]
) -> tuple[PriceBook, dict[UUID, PricedVariant]]:
    book = await load_price_book(database)
    return book, await prices_of_variants(database, book.tariff(shopper, NOW), variant_ids, moment=NOW)


async def prior(database: Database, shopper: Shopper, *variant_ids: UUID) -> dict[UUID, PriorPrice]:
    book, priced = await shown(database, shopper, variant_ids)
    return await prior_prices(database, book, shopper, NOW, priced)


class TestReductions:
    async def test_a_sale_of_some_days(self, runtime: Runtime, shop: Shop, connection: Connection) -> None:
        began = NOW - 5 * DAY
        await put_on_sale(connection, began)
        found = await prior(runtime.database, european(shop), shop.shirt_m, shop.mug_variant)
        assert found == {
            shop.shirt_m: PriorPrice(5990, began, 30),
            shop.mug_variant: PriorPrice(599, began, 30),
        }

    async def test_prices_and_sales_of_the_thirty_days(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        """Both the cheaper price of three weeks ago and the sale of then count: 4,990 less ten percent."""
        await is_since(connection, shop.shirt_m, NOW - 10 * DAY)
        await was(connection, shop.shirt_m, 4990, LONG_AGO, NOW - 10 * DAY)
        earlier = await put_on_sale(connection, NOW - 20 * DAY, 10)
        await close(connection, earlier, NOW - 15 * DAY)
        await put_on_sale(connection, NOW - DAY, 30)
        found = await prior(runtime.database, european(shop), shop.shirt_m, shop.shirt_l)
        assert found == {
            shop.shirt_m: PriorPrice(4491, NOW - DAY, 30),
            shop.shirt_l: PriorPrice(5391, NOW - DAY, 30),
        }

    async def test_sales_that_follow_each_other_increase_one_reduction(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        first = await put_on_sale(connection, NOW - 12 * DAY, 10)
        await close(connection, first, NOW - 6 * DAY)
        await put_on_sale(connection, NOW - 6 * DAY, 20)
        found = await prior(runtime.database, european(shop), shop.shirt_m)
        assert found == {shop.shirt_m: PriorPrice(5990, NOW - 12 * DAY, 30)}

    async def test_a_struck_price_is_a_reduction_too(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            "UPDATE price SET amount = 4000, compare_at_amount = 9990, since = $2 "
            "WHERE variant_id = $1 AND price_list_id = (SELECT id FROM price_list WHERE code = 'eu')",
            shop.shirt_l,
            NOW - 3 * DAY,
        )
        await connection.execute("SET session_replication_role = DEFAULT")
        await was(connection, shop.shirt_l, 5990, LONG_AGO, NOW - 3 * DAY)
        found = await prior(runtime.database, european(shop), shop.shirt_l)
        assert found == {shop.shirt_l: PriorPrice(5990, NOW - 3 * DAY, 30)}
        await connection.execute(
            "UPDATE price SET amount = 5990, compare_at_amount = NULL "
            "WHERE variant_id = $1 AND price_list_id = (SELECT id FROM price_list WHERE code = 'eu')",
            shop.shirt_l,
        )

    async def test_without_a_full_history_nothing_is_claimed(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        await is_since(connection, shop.mug_variant, NOW - 20 * DAY)
        await put_on_sale(connection, NOW - DAY)
        found = await prior(runtime.database, european(shop), shop.mug_variant)
        assert found == {shop.mug_variant: PriorPrice(None, NOW - DAY, 30)}

    async def test_a_product_that_joined_what_is_on_sale(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        """The sale is of a category and 40 days old; the mug stands there for four days."""
        category = await connection.fetchval("SELECT category_id FROM product WHERE id = $1", shop.mug)
        await put_on_sale(connection, NOW - 40 * DAY, list_ids=[category])
        await connection.execute(
            "INSERT INTO sale_target_change (target_id, product_id, joined, at) VALUES ($1, $2, true, $3)",
            category,
            shop.mug,
            NOW - 4 * DAY,
        )
        found = await prior(runtime.database, european(shop), shop.mug_variant, shop.shirt_m)
        assert found == {shop.mug_variant: PriorPrice(599, NOW - 4 * DAY, 30)}

    async def test_attributes_that_came_to_meet_a_condition(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        condition = {"season": "winter"}
        await put_on_sale(connection, NOW - 40 * DAY, conditions=json.dumps([condition]))
        await connection.execute("UPDATE product SET attributes = $2 WHERE id = $1", shop.shirt, json.dumps(condition))
        told = await connection.fetch("SELECT variant_id, joined FROM sale_target_change ORDER BY variant_id")
        assert [tuple(row) for row in told] == [(each, True) for each in sorted((shop.shirt_m, shop.shirt_l))]
        joined_at = await connection.fetchval("SELECT min(at) FROM sale_target_change")
        book = await load_price_book(runtime.database)
        later = joined_at + timedelta(seconds=1)
        priced = await prices_of_variants(
            runtime.database, book.tariff(european(shop), later), [shop.shirt_m], moment=later
        )
        found = await prior_prices(runtime.database, book, european(shop), later, priced)
        assert found == {shop.shirt_m: PriorPrice(5990, joined_at, 30)}
        await connection.execute("UPDATE product SET attributes = '{}' WHERE id = $1", shop.shirt)

    async def test_prices_that_move_with_their_rate(self, runtime: Runtime, shop: Shop, connection: Connection) -> None:
        """The Danish crown is converted; its rate rose while the sale went on, which begins a new reduction."""
        await convert_to_crowns(connection, shop, [(LONG_AGO, "7.40"), (NOW - 3 * DAY, "7.50")])
        await put_on_sale(connection, NOW - 10 * DAY, 50)
        dane = Shopper(shop.markets["eu"], CHANNEL, "DK", "DKK", displays_tax=True)
        found = await prior(runtime.database, dane, shop.shirt_m)
        # 59.90 € · 7.40 = 443.26 kr; half of it is 221.63 kr; before the sale began it was the whole.
        assert found == {shop.shirt_m: PriorPrice(22163, NOW - 3 * DAY, 30)}

    async def test_what_was_found_out_holds_until_something_is_written(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        """The same book is asked again: before a price is written, after it, and for a moment before it once more."""
        await put_on_sale(connection, NOW - DAY, 50)
        berliner = european(shop)
        book, priced = await shown(runtime.database, berliner, [shop.shirt_l])

        async def asked(moment: datetime) -> PriorPrice:
            return (await prior_prices(runtime.database, book, berliner, moment, priced))[shop.shirt_l]

        assert [await asked(NOW) for _ in range(2)] == [PriorPrice(5990, NOW - DAY, 30)] * 2
        changed = await connection.fetchval(
            "UPDATE price SET amount = 6990 WHERE variant_id = $1 "
            "AND price_list_id = (SELECT id FROM price_list WHERE code = 'eu') RETURNING since",
            shop.shirt_l,
        )
        later = changed + timedelta(seconds=1)
        # 34.95 after 29.95: a rise, and the reduced price before it is the lowest of the 30 days.
        assert [await asked(later) for _ in range(2)] == [PriorPrice(2995, changed, 30)] * 2
        assert await asked(NOW) == PriorPrice(5990, NOW - DAY, 30)
        assert await asked(later) == PriorPrice(2995, changed, 30)
        await connection.execute(
            "UPDATE price SET amount = 5990 WHERE variant_id = $1 "
            "AND price_list_id = (SELECT id FROM price_list WHERE code = 'eu')",
            shop.shirt_l,
        )


class TestWhereItIsAskedFor:
    async def test_nothing_is_read_where_nothing_is_to_be_said(
        self, runtime: Runtime, shop: Shop, connection: Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One statement for however many; none without a reduction, and none where the country has no rule."""
        asked: list[str] = []
        fetch = runtime.database.fetch

        async def counted(sql: str, arguments: tuple[Any, ...]) -> Any:
            asked.append(sql)
            return await fetch(sql, arguments)

        berliner, swiss = european(shop), european(shop, "CH")
        variants = [shop.shirt_m, shop.shirt_l, shop.mug_variant]
        book, plain = await shown(runtime.database, berliner, variants)
        monkeypatch.setattr(runtime.database, "fetch", counted)
        assert await prior_prices(runtime.database, book, berliner, NOW, plain) == {}
        assert asked == []
        await put_on_sale(connection, NOW - DAY)
        book, reduced = await shown(runtime.database, berliner, variants)
        asked.clear()
        assert await prior_prices(runtime.database, book, swiss, NOW, reduced) == {}
        assert asked == []
        assert set(await prior_prices(runtime.database, book, berliner, NOW, reduced)) == set(variants)
        assert len(asked) == 1

    async def test_a_price_of_a_group_is_announced_to_nobody(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        """And where everybody is offered a reduction, the prior price is what everybody paid."""
        await connection.execute("INSERT INTO customer_group (code, names) VALUES ('club', '{}')")
        await put_on_sale(connection, NOW - 3 * DAY, 40, group_codes=["club"])
        member = european(shop, group_code="club")
        _, priced = await shown(runtime.database, member, [shop.shirt_m])
        assert priced[shop.shirt_m].price.displayed == 3594
        assert await prior(runtime.database, member, shop.shirt_m) == {}
        await put_on_sale(connection, NOW - DAY, 10)
        assert await prior(runtime.database, member, shop.shirt_m) == {shop.shirt_m: PriorPrice(5990, NOW - DAY, 30)}

    async def test_the_rules_are_loaded_once(self, runtime: Runtime, connection: Connection) -> None:
        async with runtime.database.transaction() as session:
            assert not await load_prior_price_rules(session)
        await connection.execute("DELETE FROM prior_price_rule WHERE country_code = 'PL'")
        await connection.execute("UPDATE prior_price_rule SET days = 14 WHERE country_code = 'NO'")
        async with runtime.database.transaction() as session:
            assert await load_prior_price_rules(session)
        rows = await connection.fetch("SELECT country_code, days, valid_from::text FROM prior_price_rule")
        rules = {row[0]: (row[1], row[2]) for row in rows}
        assert len(rules) == 30, "27 states of the EU, and Norway, Iceland and Liechtenstein"
        assert rules["DE"] == (30, "2022-05-28")  # Directive (EU) 2019/2161, Article 7(1)
        assert rules["AT"] == (30, "2022-07-20")  # BGBl. I Nr. 110/2022
        assert rules["NO"] == (30, "2023-10-01")  # Forbrukertilsynet
        assert rules["PL"][0] == 30
        assert "CH" not in rules


class TestOtherMoments:
    async def test_what_it_cost_on_that_day_and_will_cost(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        await is_since(connection, shop.shirt_m, NOW - 10 * DAY)
        await was(connection, shop.shirt_m, 4990, LONG_AGO, NOW - 10 * DAY)
        starts = (NOW + 2 * DAY).replace(tzinfo=None)
        await put_on_sale(connection, NOW - DAY, 50, starts_local=starts)
        book = await load_price_book(runtime.database)
        berliner = european(shop)

        async def cost(moment: datetime) -> int | None:
            priced = await prices_at(runtime.database, book, berliner, moment, [shop.shirt_m])
            return priced[shop.shirt_m].price.displayed if priced else None

        assert await cost(NOW - 10 * DAY) == 5990
        assert await cost(NOW - 10 * DAY - timedelta(microseconds=1)) == 4990
        assert await cost(LONG_AGO - DAY) is None
        assert await cost(NOW + 4 * DAY) == 2995
        assert await cost(NOW + DAY) == 5990

    async def test_a_moment_before_what_the_book_knows(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        """The book of now reaches back 400 days; a longer one is read for what was earlier."""
        once = NOW - 900 * DAY
        await connection.execute("SET session_replication_role = replica")
        for table in ("price_list", "price"):
            await connection.execute(f"UPDATE {table} SET since = $1", once)  # noqa: S608 - constants
        await connection.execute("SET session_replication_role = DEFAULT")
        earlier = await put_on_sale(connection, once + 10 * DAY, 10)
        await close(connection, earlier, once + 20 * DAY)
        book = await load_price_book(runtime.database)
        assert book.known_since > once + 20 * DAY
        moment = once + 15 * DAY
        priced = await prices_at(runtime.database, book, european(shop), moment, [shop.shirt_m])
        assert priced[shop.shirt_m].price.displayed == 5391
        assert priced[shop.shirt_m].valid_until == once + 20 * DAY
        history = await price_history(runtime.database, book, european(shop), [shop.shirt_m], once, once + 30 * DAY)
        assert [(point.moment, point.price and point.price.displayed) for point in history[shop.shirt_m]] == [
            (once, 5990),
            (once + 10 * DAY, 5391),
            (once + 20 * DAY, 5990),
        ]

    async def test_history_shows_where_it_was_not_sold(
        self, runtime: Runtime, shop: Shop, connection: Connection
    ) -> None:
        await is_since(connection, shop.mug_variant, NOW - 10 * DAY)
        await was(connection, shop.mug_variant, 700, NOW - 30 * DAY, NOW - 20 * DAY)
        book = await load_price_book(runtime.database)
        start, end = NOW - 40 * DAY, NOW + 10 * DAY
        history = await price_history(runtime.database, book, european(shop), [shop.mug_variant, uuid4()], start, end)
        mug, unknown = history.values()
        assert [(point.moment, point.price and point.price.displayed) for point in mug] == [
            (start, None),
            (NOW - 30 * DAY, 700),
            (NOW - 20 * DAY, None),
            (NOW - 10 * DAY, 599),
        ]
        assert [tuple(point) for point in unknown] == [(start, None)]


async def close(connection: Connection, sale_id: UUID, until: datetime) -> None:
    """The sale was deleted at the moment."""
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(
        "WITH gone AS (DELETE FROM sale WHERE id = $1 RETURNING *) "
        "INSERT INTO pricing_past (kind, subject_id, since, until, document) "
        "SELECT 'sale', id, since, $2, to_jsonb(gone) || jsonb_build_object('percent', percent::text) FROM gone",
        sale_id,
        until,
    )
    await connection.execute("SET session_replication_role = DEFAULT")


async def convert_to_crowns(connection: Connection, shop: Shop, rates: Sequence[tuple[datetime, str]]) -> None:
    await connection.execute(
        "INSERT INTO market_pricing (market_id, base_price_list_id, since) "
        "SELECT $1, id, $2 FROM price_list WHERE code = 'eu'",
        shop.markets["eu"],
        LONG_AGO,
    )
    for (since, rate), (until, _) in zip(rates, [*rates[1:], (None, "")], strict=True):
        await connection.execute(
            "INSERT INTO effective_rate (id, base_code, quote_code, rate, source, as_of, since, until) "
            "VALUES ($1, 'EUR', 'DKK', $2::text::numeric, 'ECB_TABLE', $3, $3, $4)",
            uuid4(),
            rate,
            since,
            until,
        )
