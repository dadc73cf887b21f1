"""Rates that the shop comes with, and what staff make of them."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.ids import new_id
from app.tax import (
    RateOutcome,
    RateRow,
    TaxErrorCode,
    delete_rates,
    list_rates,
    load_rates,
    load_reference,
    set_rates,
    set_tax_rates,
)
from app.tax.reference import reference_rows
from app.wiring import Runtime
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
LAW = "Tokelau, Finance Rules"
TODAY = date(2026, 11, 22)
_AUDIT = "SELECT action, before, after FROM audit_entry ORDER BY id OFFSET $1"


@pytest.fixture(autouse=True)
async def noted_before(runtime: Runtime, shop: Shop, connection: Connection) -> AsyncIterator[int]:
    """Every test begins with what the shop comes with, and so many entries of the audit log."""
    assert shop
    yield await connection.fetchval("SELECT count(*) FROM audit_entry")
    await connection.execute("DELETE FROM tax_rate WHERE origin = 'STAFF'")
    async with runtime.database.transaction() as session:
        await load_reference(session)


def row(
    rate: str,
    valid_from: str,
    valid_to: str | None = None,
    *,
    country: str = "TK",
    region: str | None = None,
    tax_class: str = "standard",
    component: str = "VAT",
) -> RateRow:
    return RateRow(
        country,
        Decimal(rate),
        date.fromisoformat(valid_from),
        LAW,
        date.fromisoformat(valid_to) if valid_to else None,
        region,
        tax_class,
        component,
    )


async def stored(
    ctx: RequestContext, country: str, tax_class: str = "standard"
) -> list[tuple[str, str, str | None, str]]:
    return [
        (
            str(rate.rate.normalize()),
            rate.valid_from.isoformat(),
            rate.valid_to.isoformat() if rate.valid_to else None,
            rate.origin.value,
        )
        for rate in await list_rates(ctx.db)
        if (rate.country_code, rate.tax_class_code) == (country, tax_class)
    ]


async def test_a_migrated_shop_has_every_rate_of_the_files(ctx: RequestContext) -> None:
    assert len(await list_rates(ctx.db)) == len(reference_rows())


async def test_what_the_shop_comes_with_is_loaded_once(ctx: RequestContext) -> None:
    before = await list_rates(ctx.db)

    async with ctx.transaction() as session:
        assert not await load_reference(session)

    assert await list_rates(ctx.db) == before


async def test_a_rate_that_went_wrong_is_put_right_and_one_of_no_file_goes(
    ctx: RequestContext, connection: Connection
) -> None:
    before = {rate.id: rate for rate in await list_rates(ctx.db)}
    await connection.execute("UPDATE tax_rate SET rate = 0.5 WHERE country_code = 'NO' AND tax_class_code = 'standard'")
    await connection.execute(
        "INSERT INTO tax_rate (id, country_code, rate, valid_from, source, confidence, origin)"
        " VALUES ($1, 'AQ', 0.1, '2020-01-01', 'nobody', 'PUBLISHED', 'REFERENCE')",
        new_id(),
    )
    async with ctx.transaction() as session:
        assert await load_reference(session)

    assert {rate.id: rate for rate in await list_rates(ctx.db)} == before, "with the ids that they had"


async def test_what_staff_say_is_not_overwritten(ctx: RequestContext) -> None:
    [result] = await set_rates(ctx, [row("0.26", "2005-01-01", country="NO")])
    assert result.outcome is RateOutcome.UPDATED
    async with ctx.transaction() as session:
        assert not await load_reference(session)

    assert await stored(ctx, "NO") == [("0.26", "2005-01-01", None, "STAFF")]


async def test_a_series_that_staff_touch_is_theirs_as_a_whole(ctx: RequestContext) -> None:
    """Else the next version could correct the one rate into the days of the other."""
    results = await set_rates(
        ctx, [row("0.25", "2005-01-01", "2027-01-01", country="NO"), row("0.26", "2027-01-01", country="NO")]
    )

    assert [result.outcome for result in results] == [RateOutcome.UPDATED, RateOutcome.CREATED]
    assert await stored(ctx, "NO") == [
        ("0.25", "2005-01-01", "2027-01-01", "STAFF"),
        ("0.26", "2027-01-01", None, "STAFF"),
    ]
    assert [origin for *_, origin in await stored(ctx, "NO", "food")] == ["REFERENCE"], "another class is another tax"


async def test_each_row_is_written_or_refused_by_itself(ctx: RequestContext) -> None:
    results = await set_rates(
        ctx,
        [
            row("0", "2020-01-01"),
            row("-0.01", "2020-01-01", tax_class="food"),
            row("1", "2020-01-01", tax_class="food"),
            row("NaN", "2020-01-01", tax_class="food"),
            row("0.123456", "2020-01-01", tax_class="food"),
            row("0.1", "2020-01-01", tax_class="furniture"),
            row("0.1", "2020-01-01", country="XX"),
            row("0.1", "2020-01-01", country="US", region="ZZ"),
            row("0.1", "2020-01-02", "2020-01-02"),
            row("0.1", "2020-01-01", component="vat"),
            row("0.1", "2020-01-01"),
        ],
    )

    codes = [[problem.code for problem in result.problems] for result in results]
    assert codes == [
        [],
        [TaxErrorCode.INVALID_RATE],
        [TaxErrorCode.INVALID_RATE],
        [TaxErrorCode.INVALID_RATE],
        [TaxErrorCode.INVALID_RATE],
        [TaxErrorCode.UNKNOWN_TAX_CLASS],
        [TaxErrorCode.UNKNOWN_COUNTRY],
        [TaxErrorCode.UNKNOWN_REGION],
        [TaxErrorCode.END_BEFORE_START],
        [TaxErrorCode.INVALID_COMPONENT],
        [TaxErrorCode.RATE_REPEATED],
    ]
    assert await stored(ctx, "TK") == [("0", "2020-01-01", None, "STAFF")]
    assert await stored(ctx, "TK", "food") == []


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ([("2021-01-01", None)], [False]),
        ([("2019-01-01", "2020-01-02")], [False]),
        ([("2019-01-01", "2020-01-01")], [True]),
        ([("2020-01-01", "2021-01-01"), ("2021-01-01", None)], [True, True]),
        ([("2020-01-01", "2021-01-01"), ("2020-12-31", None)], [False, False]),
        ([("2018-01-01", "2019-01-01"), ("2021-01-01", None)], [True, False]),
        ([("2021-01-01", "2022-01-01"), ("2020-01-01", "2021-06-01")], [False, False]),
    ],
)
async def test_no_two_rates_of_a_tax_hold_on_one_day(
    ctx: RequestContext, given: list[tuple[str, str | None]], taken: list[bool]
) -> None:
    await set_rates(ctx, [row("0.1", "2020-01-01")])

    results = await set_rates(ctx, [row("0.2", start, end) for start, end in given])

    assert [not result.problems for result in results] == taken
    assert {problem.code for result in results for problem in result.problems} <= {TaxErrorCode.RATES_OVERLAP}
    expected = {"2020-01-01": ("0.1", None)} | {
        start: ("0.2", end) for (start, end), was_taken in zip(given, taken, strict=True) if was_taken
    }
    assert {start: (rate, end) for rate, start, end, _ in await stored(ctx, "TK")} == expected


async def test_the_same_again_changes_nothing(ctx: RequestContext, connection: Connection, noted_before: int) -> None:
    await set_rates(ctx, [row("0.1", "2020-01-01")])

    [result] = await set_rates(ctx, [row("0.10", "2020-01-01")])

    assert result.outcome is RateOutcome.UNCHANGED
    assert len(await connection.fetch(_AUDIT, noted_before)) == 1


async def test_a_change_is_in_the_audit_log_with_what_it_was(
    ctx: RequestContext, connection: Connection, noted_before: int
) -> None:
    await set_rates(ctx, [row("0.26", "2005-01-01", country="NO")])

    [entry] = await connection.fetch(_AUDIT, noted_before)
    assert entry["action"] == "tax.rate_set"
    assert '"rate": "0.25000"' in entry["before"]
    assert '"origin": "REFERENCE"' in entry["before"]
    assert '"rate": "0.26"' in entry["after"]


async def test_a_file_writes_without_an_entry_for_each_row(
    ctx: RequestContext, connection: Connection, noted_before: int
) -> None:
    async with ctx.transaction() as session:
        await set_tax_rates(session, [row("0.1", "2020-01-01")])

    assert await connection.fetch(_AUDIT, noted_before) == []
    assert await stored(ctx, "TK") == [("0.1", "2020-01-01", None, "STAFF")]


async def test_without_the_staffs_rates_those_of_the_shop_hold_again(ctx: RequestContext) -> None:
    [result] = await set_rates(ctx, [row("0.26", "2005-01-01", country="NO")])
    assert result.rate is not None

    assert await delete_rates(ctx, [result.rate.id]) == [result.rate.id]

    assert await stored(ctx, "NO") == [("0.25", "2005-01-01", None, "REFERENCE")]
    applied = (await load_rates(ctx.db)).rate_of("NO", TODAY)
    assert applied is not None
    assert applied.rate == Decimal("0.25")


async def test_a_rate_that_the_shop_came_with_is_not_deleted(ctx: RequestContext) -> None:
    [created] = await set_rates(ctx, [row("0.1", "2020-01-01")])
    of_norway = next(rate.id for rate in await list_rates(ctx.db) if rate.country_code == "NO")
    assert created.rate is not None

    with pytest.raises(Refusal) as refused:
        await delete_rates(ctx, [created.rate.id, of_norway, new_id(), None])

    assert [(problem.code, problem.path) for problem in refused.value.problems] == [
        (TaxErrorCode.REFERENCE_RATE, ("input", "ids", "1")),
        (TaxErrorCode.RATE_NOT_FOUND, ("input", "ids", "2")),
        (TaxErrorCode.RATE_NOT_FOUND, ("input", "ids", "3")),
    ]
    assert await stored(ctx, "TK") == [("0.1", "2020-01-01", None, "STAFF")], "not even the first"


async def test_a_request_carries_a_hundred_rows(ctx: RequestContext) -> None:
    with pytest.raises(Refusal) as refused:
        await set_rates(ctx, [row("0.1", f"{1900 + number}-01-01") for number in range(101)])

    assert [problem.code for problem in refused.value.problems] == [TaxErrorCode.TOO_MANY_ROWS]
    assert await stored(ctx, "TK") == []


async def test_the_database_itself_keeps_two_rates_off_one_day(ctx: RequestContext, connection: Connection) -> None:
    await set_rates(ctx, [row("0.1", "2020-01-01")])

    with pytest.raises(asyncpg.ExclusionViolationError):
        await connection.execute(
            "INSERT INTO tax_rate (id, country_code, rate, valid_from, source, confidence)"
            " VALUES ($1, 'TK', 0.2, '2021-01-01', 'law', 'PUBLISHED')",
            new_id(),
        )
