"""What the database keeps of former prices and settings, whoever writes and by whatever statement."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.support.price_history import (
    LISTS,
    VARIANTS,
    Connection,
    Key,
    Span,
    Value,
    count_past,
    delete_price,
    joined,
    kept_spans,
    product_of,
    seed_variants,
    write_price,
)

KEY = Key(VARIANTS[0], LISTS[0], 1)
OTHER = Key(VARIANTS[1], LISTS[0], 1)


@pytest.fixture(autouse=True)
async def prices(connection: Connection) -> None:
    """Articles that cost nothing yet."""
    await seed_variants(connection)
    await connection.execute("DELETE FROM price")


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Connection]:
    """Another writer."""
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


async def now(connection: Connection) -> datetime:
    moment: datetime = await connection.fetchval("SELECT now()")
    return moment


async def last(connection: Connection, count: int) -> list[Span]:
    """The last spans of the key: other tests wrote it before."""
    return (await kept_spans(connection, KEY))[-count:]


class TestPrices:
    async def test_a_change_ends_what_it_cost_and_begins_what_it_costs(self, connection: Connection) -> None:
        async with connection.transaction():
            first = await now(connection)
            await write_price(connection, KEY, Value(1000))
        async with connection.transaction():
            second = await now(connection)
            await write_price(connection, KEY, Value(900, 1000))
        async with connection.transaction():
            third = await now(connection)
            await delete_price(connection, KEY)
        assert await last(connection, 2) == [
            Span(first, second, Value(1000)),
            Span(second, third, Value(900, 1000)),
        ]

    async def test_the_same_again_writes_nothing(self, connection: Connection) -> None:
        await write_price(connection, KEY, Value(1000))
        before, past = await last(connection, 1), await count_past(connection)
        await write_price(connection, KEY, Value(1000))
        await connection.execute("UPDATE price SET amount = amount, since = now() + interval '1 day'")
        await connection.execute("UPDATE price SET product_id = product_id, since = '2020-01-01'")
        assert await last(connection, 1) == before
        assert await count_past(connection) == past

    async def test_what_nobody_saw_is_not_kept(self, connection: Connection) -> None:
        """A transaction that lowers, deletes and writes again changes the price once, at its own moment."""
        await write_price(connection, KEY, Value(1000))
        since = (await last(connection, 1))[0].since
        async with connection.transaction():
            moment = await now(connection)
            await write_price(connection, KEY, Value(1))
            await delete_price(connection, KEY)
            await write_price(connection, KEY, Value(2))
            await write_price(connection, KEY, Value(800))
        assert await last(connection, 2) == [Span(since, moment, Value(1000)), Span(moment, None, Value(800))]

    async def test_what_is_rolled_back_was_never(self, connection: Connection) -> None:
        await write_price(connection, KEY, Value(1000))
        before = await kept_spans(connection, KEY)
        rolled_back = connection.transaction()
        await rolled_back.start()
        await write_price(connection, KEY, Value(1))
        await delete_price(connection, KEY)
        await rolled_back.rollback()
        assert await kept_spans(connection, KEY) == before

    async def test_rows_that_are_copied_in_begin_with_the_transaction(self, connection: Connection) -> None:
        async with connection.transaction():
            moment = await now(connection)
            await connection.copy_records_to_table(
                "price",
                columns=["variant_id", "price_list_id", "min_quantity", "product_id", "amount"],
                records=[(*key, product_of(key.variant_id), 700) for key in (KEY, OTHER)],
            )
        assert await last(connection, 1) == [Span(moment, None, Value(700))]
        assert (await kept_spans(connection, OTHER))[-1] == Span(moment, None, Value(700))

    async def test_the_prices_of_a_deleted_variant_stay_in_the_past(self, connection: Connection) -> None:
        product, variant = uuid4(), uuid4()
        await connection.execute(
            "INSERT INTO product (id, slug, product_type, tags, created_at, version) "
            "VALUES ($1, $1::uuid::text, 'home', '{}', now(), 1)",
            product,
        )
        await connection.execute(
            "INSERT INTO product_variant (id, product_id, position, names, sku) "
            "VALUES ($1, $2, 0, '{}', $1::uuid::text)",
            variant,
            product,
        )
        await connection.execute(
            "INSERT INTO price (variant_id, price_list_id, product_id, amount) VALUES ($1, $2, $3, 500)",
            variant,
            LISTS[0],
            product,
        )
        await connection.execute("DELETE FROM product_variant WHERE id = $1", variant)
        kept = await connection.fetch(
            "SELECT amount, since < until AS is_span FROM price_past WHERE variant_id = $1", variant
        )
        assert [tuple(row) for row in kept] == [(500, True)]

    async def test_a_price_stays_with_what_it_is_of(self, connection: Connection) -> None:
        await write_price(connection, KEY, Value(1000))
        with pytest.raises(asyncpg.RaiseError, match="delete it and insert another"):
            await connection.execute("UPDATE price SET min_quantity = 2")
        assert (await last(connection, 1))[0].value == Value(1000)


class TestWritersThatWait:
    """Transactions that began earlier and write later: moments of a key never go back."""

    async def test_a_row_goes_on_from_where_a_later_transaction_deleted_it(
        self, connection: Connection, other: Connection
    ) -> None:
        await write_price(connection, KEY, Value(1000))
        async with connection.transaction():
            begun = await now(connection)
            async with other.transaction():
                deleted = await now(other)
                await delete_price(other, KEY)
            assert begun < deleted
            await write_price(connection, KEY, Value(900))
        spans = await last(connection, 2)
        assert [span.value for span in spans] == [Value(1000), Value(900)]
        assert [span.until for span in spans] == [deleted, None]
        assert spans[1].since == deleted

    async def test_of_two_changes_the_later_commit_wins(self, connection: Connection, other: Connection) -> None:
        await write_price(connection, KEY, Value(1000))
        async with connection.transaction():
            begun = await now(connection)
            async with other.transaction():
                changed = await now(other)
                await write_price(other, KEY, Value(800))
            assert begun < changed
            await write_price(connection, KEY, Value(900))
        spans = await last(connection, 2)
        assert [span.value for span in spans] == [Value(1000), Value(900)]
        assert spans[0].until == spans[1].since == changed

    async def test_a_dated_price_goes_on_too(self, connection: Connection, other: Connection) -> None:
        start = datetime(2027, 1, 1, tzinfo=UTC)
        await write_dated(connection, start, start + timedelta(days=10), 700)
        async with connection.transaction():
            await now(connection)
            async with other.transaction():
                deleted = await now(other)
                await other.execute("DELETE FROM dated_price WHERE variant_id = $1", KEY.variant_id)
            await write_dated(connection, start + timedelta(days=5), None, 600)
            await write_dated(connection, start - timedelta(days=5), start, 500)
        rows = await connection.fetch("SELECT amount, since FROM dated_price ORDER BY amount DESC")
        assert [row["amount"] for row in rows] == [600, 500]
        assert rows[0]["since"] == deleted, "both held for the same days"
        assert rows[1]["since"] < deleted, "no other held for these days"
        await connection.execute("DELETE FROM dated_price")


async def write_dated(connection: Connection, starts_at: datetime, ends_at: datetime | None, amount: int) -> UUID:
    dated_id = uuid4()
    await connection.execute(
        "INSERT INTO dated_price (id, variant_id, price_list_id, product_id, starts_at, ends_at, amount) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        dated_id,
        KEY.variant_id,
        KEY.price_list_id,
        product_of(KEY.variant_id),
        starts_at,
        ends_at,
        amount,
    )
    return dated_id


class TestDatedPrices:
    async def test_other_dates_are_another_belief(self, connection: Connection) -> None:
        start, end = datetime(2028, 1, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC)
        past = await connection.fetchval("SELECT coalesce(max(id), 0) FROM price_past")
        async with connection.transaction():
            first = await now(connection)
            dated_id = await write_dated(connection, start, end, 700)
        async with connection.transaction():
            second = await now(connection)
            await connection.execute("UPDATE dated_price SET ends_at = NULL WHERE id = $1", dated_id)
        await connection.execute("UPDATE dated_price SET ends_at = NULL, amount = 700 WHERE id = $1", dated_id)
        async with connection.transaction():
            third = await now(connection)
            await connection.execute("DELETE FROM dated_price WHERE id = $1", dated_id)
        kept = await connection.fetch(
            "SELECT starts_at, ends_at, amount, since, until FROM price_past WHERE id > $1 ORDER BY since", past
        )
        assert [tuple(row) for row in kept] == [
            (start, end, 700, first, second),
            (start, None, 700, second, third),
        ]

    async def test_no_two_overlap(self, connection: Connection) -> None:
        start = datetime(2029, 1, 1, tzinfo=UTC)
        await write_dated(connection, start, start + timedelta(days=1), 700)
        with pytest.raises(asyncpg.ExclusionViolationError):
            await write_dated(connection, start + timedelta(hours=23), None, 600)
        await write_dated(connection, start + timedelta(days=1), None, 600)
        assert await connection.fetchval("SELECT count(*) FROM dated_price") == 2
        await connection.execute("DELETE FROM dated_price")


class TestSettings:
    async def test_a_former_sale_has_its_decimals_as_they_were(self, connection: Connection) -> None:
        sale_id = uuid4()
        async with connection.transaction():
            first = await now(connection)
            await connection.execute(
                "INSERT INTO sale (id, code, names, kind, percent) VALUES ($1, 'exact', '{}', 'PERCENT', 12.50)",
                sale_id,
            )
        async with connection.transaction():
            second = await now(connection)
            await connection.execute("UPDATE sale SET percent = 33.33, version = 2 WHERE id = $1", sale_id)
        async with connection.transaction():
            third = await now(connection)
            await connection.execute("DELETE FROM sale WHERE id = $1", sale_id)
        kept = await past_of(connection, "sale", sale_id)
        assert [(row["since"], row["until"], row["percent"]) for row in kept] == [
            (first, second, "12.50"),
            (second, third, "33.33"),
        ]

    async def test_names_and_versions_change_no_price(self, connection: Connection) -> None:
        before = await connection.fetchval("SELECT since FROM price_list WHERE id = $1", LISTS[0])
        await connection.execute(
            'UPDATE price_list SET names = \'{"en": "Shop"}\', version = version + 1 WHERE id = $1', LISTS[0]
        )
        assert await past_of(connection, "price_list", LISTS[0]) == []
        assert await connection.fetchval("SELECT since FROM price_list WHERE id = $1", LISTS[0]) == before

    async def test_fees_and_rounding_rules_are_kept(self, connection: Connection) -> None:
        market_id, rule_id = await add_market(connection), uuid4()
        await connection.execute(
            "INSERT INTO market_pricing (market_id, conversion_fee) VALUES ($1, 0.01500)", market_id
        )
        await connection.execute(
            "INSERT INTO rounding_rule (id, currency_code, market_id, bands) VALUES ($1, 'JPY', $2, '[]')",
            rule_id,
            market_id,
        )
        await connection.execute("UPDATE market_pricing SET conversion_fee = 0.02 WHERE market_id = $1", market_id)
        await connection.execute("UPDATE rounding_rule SET bands = '[{\"from\": 0}]' WHERE id = $1", rule_id)
        assert [row["conversion_fee"] for row in await past_of(connection, "market_pricing", market_id)] == ["0.01500"]
        assert len(await past_of(connection, "rounding_rule", rule_id)) == 1

    async def test_a_market_that_is_priced_anew_goes_on(self, connection: Connection, other: Connection) -> None:
        market_id = await add_market(connection)
        await connection.execute("INSERT INTO market_pricing (market_id) VALUES ($1)", market_id)
        async with connection.transaction():
            await now(connection)
            async with other.transaction():
                ended = await now(other)
                await other.execute("DELETE FROM market_pricing WHERE market_id = $1", market_id)
            await connection.execute("INSERT INTO market_pricing (market_id, quote_minutes) VALUES ($1, 5)", market_id)
        assert [row["until"] for row in await past_of(connection, "market_pricing", market_id)] == [ended]
        assert await connection.fetchval("SELECT since FROM market_pricing WHERE market_id = $1", market_id) == ended


async def add_market(connection: Connection) -> UUID:
    market_id = uuid4()
    await connection.execute("INSERT INTO language (tag) VALUES ('de') ON CONFLICT DO NOTHING")
    await connection.execute(
        "INSERT INTO market (id, code, names, currency_code, displays_tax, is_default, default_country_code, "
        "default_language_tag) VALUES ($1, $1::uuid::text, '{}', 'EUR', true, false, 'DE', 'de')",
        market_id,
    )
    return market_id


async def past_of(connection: Connection, kind: str, subject_id: UUID) -> list[dict[str, Any]]:
    found = await connection.fetch(
        "SELECT since, until, document ->> 'percent' AS percent, document ->> 'conversion_fee' AS conversion_fee "
        "FROM pricing_past WHERE kind = $1 AND subject_id = $2 ORDER BY since",
        kind,
        subject_id,
    )
    return [dict(row) for row in found]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("price_past", "amount"),
        ("pricing_past", "until"),
        ("sale_target", "condition"),
        ("sale_target_change", "joined"),
    ],
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET {} = {}"])
async def test_what_is_past_stays_as_it_was(connection: Connection, table: str, column: str, statement: str) -> None:
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await connection.execute(statement.format(table, column, column))


def test_spans_that_touch_are_one() -> None:
    first, second, third = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3))
    assert joined([Span(first, second, Value(1)), Span(second, third, Value(1)), Span(third, None, Value(2))]) == [
        Span(first, third, Value(1)),
        Span(third, None, Value(2)),
    ]
