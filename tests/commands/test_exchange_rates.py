"""Effective rates follow what sources say and staff set, one transaction at a time, without a gap."""

from datetime import timedelta
from decimal import Decimal
from typing import TypeAlias

import asyncpg
import pytest

from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.db import Database
from app.core.errors import Refusal
from app.currencies import (
    EffectiveRate,
    ExchangeRateErrorCode,
    NewManualRate,
    PairChange,
    RateSource,
    ensure_pairs,
    load_exchange_rates,
    remove_manual_rate,
    set_rate_by_hand,
    update_pair,
)
from app.currencies import jobs as currency_jobs
from tests.support.rates import Saying, said, update_from

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

pytestmark = pytest.mark.usefixtures("shop")
TABLES = ("exchange_rate", "effective_rate", "currency_pair", "audit_entry", "outbox_event")


@pytest.fixture(autouse=True)
async def nothing_known(database_url: str) -> None:
    """Each test begins without a rate. Past the triggers, which refuse it."""
    connection = await asyncpg.connect(database_url)
    await connection.execute("TRUNCATE exchange_rate, effective_rate, currency_pair, outbox_event, audit_entry")
    await connection.execute("DELETE FROM pgqueuer")
    await connection.close()


async def use(database: Database, *pairs: tuple[str, str]) -> None:
    async with database.transaction() as session:
        await ensure_pairs(session, pairs)


async def history(database: Database, base: str, quote: str) -> list[EffectiveRate]:
    """From the first to the present one."""
    rates = await load_exchange_rates(database, utc_now() - timedelta(days=1))
    return list(reversed(rates.by_pair.get((base, quote), ())))


async def present(database: Database, base: str, quote: str) -> tuple[str, RateSource | None] | None:
    rates = await load_exchange_rates(database, utc_now())
    found = rates.rate(base, quote, utc_now())
    return (f"{found.rate.normalize():f}", found.source) if found else None


async def counts(connection: Connection) -> dict[str, int]:
    return {
        table: await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of this file
        for table in TABLES
    }


async def refusal(command: object) -> ExchangeRateErrorCode:
    with pytest.raises(Refusal) as caught:
        await command  # type: ignore[misc] # a coroutine of any command
    (problem,) = caught.value.problems
    assert isinstance(problem.code, ExchangeRateErrorCode)
    return problem.code


async def test_a_new_pair_has_its_rate_at_once_from_what_is_stored_through_a_common_currency(
    ctx: RequestContext,
) -> None:
    report = await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"USD": "1.25", "JPY": "160"}, ctx.now))
    assert (report.stored, report.moved) == (2, ())

    await use(ctx.db, ("EUR", "USD"), ("USD", "EUR"), ("USD", "JPY"), ("USD", "USD"))

    assert await present(ctx.db, "EUR", "USD") == ("1.25", RateSource.ECB_FEED)
    assert await present(ctx.db, "USD", "EUR") == ("0.8", RateSource.ECB_FEED)
    assert await present(ctx.db, "USD", "JPY") == ("128", RateSource.ECB_FEED)
    assert await present(ctx.db, "USD", "USD") == ("1", None)
    assert await present(ctx.db, "USD", "GBP") is None


async def test_the_rate_stays_inside_its_band_and_moves_when_the_live_one_leaves_it(
    ctx: RequestContext, connection: Connection
) -> None:
    await use(ctx.db, ("EUR", "USD"))
    start = ctx.now - timedelta(hours=5)
    for hour, rate in enumerate(("1.1000", "1.1220", "1.0780", "1.1221", "1.1221")):
        said_then = said(RateSource.ECB_FEED, "EUR", {"USD": rate}, start + timedelta(hours=hour))
        report = await update_from(ctx, said_then)
        assert report.moved == (("EUR/USD",) if hour in (0, 3) else ()), rate

    first, second = await history(ctx.db, "EUR", "USD")
    assert (first.rate, second.rate) == (Decimal("1.1"), Decimal("1.1221"))
    assert first.until == second.since
    assert second.until is None
    events = await connection.fetch("SELECT payload FROM outbox_event WHERE type = 'currencies.rates_moved'")
    assert len(events) == 2, "one for each time that something moved"
    assert await connection.fetchval("SELECT live_rate FROM currency_pair") == Decimal("1.1221")


async def test_the_same_answer_again_adds_nothing(ctx: RequestContext, connection: Connection) -> None:
    await use(ctx.db, ("EUR", "USD"))
    source = said(RateSource.ECB_FEED, "EUR", {"USD": "1.10", "GBP": "0.86"}, ctx.now)
    await update_from(ctx, source)
    before = await counts(connection)

    report = await update_from(ctx, source)

    assert (report.stored, report.moved, report.held) == (0, (), [])
    assert await counts(connection) == before


async def test_a_source_that_fails_changes_nothing_and_the_others_count(ctx: RequestContext) -> None:
    await use(ctx.db, ("EUR", "USD"))

    report = await update_from(
        ctx,
        Saying(RateSource.COMMERCIAL, failure="it answers with the status 503"),
        said(RateSource.ECB_FEED, "EUR", {"USD": "1.10"}, ctx.now),
    )

    assert [(each.source, each.count, each.failure) for each in report.outcomes] == [
        (RateSource.COMMERCIAL, 0, "it answers with the status 503"),
        (RateSource.ECB_FEED, 1, None),
    ]
    assert await present(ctx.db, "EUR", "USD") == ("1.1", RateSource.ECB_FEED)


async def test_a_jump_is_held_until_staff_confirm_it(ctx: RequestContext, connection: Connection) -> None:
    await use(ctx.db, ("EUR", "USD"))
    await update_from(ctx, said(RateSource.COMMERCIAL, "USD", {"EUR": "0.8"}, ctx.now, age=timedelta(hours=2)))

    report = await update_from(ctx, said(RateSource.COMMERCIAL, "USD", {"EUR": "0.08"}, ctx.now))

    assert (report.stored, report.moved, report.held) == (1, (), ["EUR/USD"])
    assert await present(ctx.db, "EUR", "USD") == ("1.25", RateSource.COMMERCIAL)
    assert await connection.fetchval("SELECT held_rate FROM currency_pair") == Decimal("12.5")
    wrong = update_pair(ctx, "EUR", "USD", PairChange(confirm_rate=Decimal("12.6")))
    assert await refusal(wrong) is ExchangeRateErrorCode.HELD_RATE_DIFFERS

    await update_pair(ctx, "EUR", "USD", PairChange(confirm_rate=Decimal("12.5")), version=1)

    assert await present(ctx.db, "EUR", "USD") == ("12.5", RateSource.COMMERCIAL)
    assert await connection.fetchval("SELECT num_nonnulls(held_rate) FROM currency_pair") == 0


async def test_a_jump_that_a_second_source_sees_too_is_believed(ctx: RequestContext) -> None:
    await use(ctx.db, ("EUR", "TRY"))
    await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"TRY": "20"}, ctx.now, age=timedelta(days=1)))
    report = await update_from(ctx, said(RateSource.COMMERCIAL, "EUR", {"TRY": "40"}, ctx.now))
    assert (report.moved, report.held) == ((), ["EUR/TRY"])

    report = await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"TRY": "39"}, ctx.now))

    assert report.moved == ("EUR/TRY",)
    assert await present(ctx.db, "EUR", "TRY") == ("40", RateSource.COMMERCIAL)


async def test_a_rate_by_hand_holds_exactly_until_it_is_removed(ctx: RequestContext, connection: Connection) -> None:
    await use(ctx.db, ("EUR", "USD"))
    await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"USD": "1.10"}, ctx.now))

    await set_rate_by_hand(ctx, NewManualRate("EUR", "USD", Decimal("1.105"), note="Autumn sale"), version=1)

    assert await present(ctx.db, "EUR", "USD") == ("1.105", RateSource.MANUAL)
    await update_from(ctx, said(RateSource.COMMERCIAL, "EUR", {"USD": "1.2"}, ctx.now))
    assert await present(ctx.db, "EUR", "USD") == ("1.105", RateSource.MANUAL)

    await remove_manual_rate(ctx, "EUR", "USD", version=2)

    assert await present(ctx.db, "EUR", "USD") == ("1.2", RateSource.COMMERCIAL)
    entries = await connection.fetch("SELECT action, before, after FROM audit_entry ORDER BY id")
    assert [entry["action"] for entry in entries] == [
        "currencies.exchange_rate_set",
        "currencies.exchange_rate_removed",
    ]
    assert await refusal(remove_manual_rate(ctx, "EUR", "USD")) is ExchangeRateErrorCode.RATE_NOT_SET


async def test_a_rate_by_hand_ends_by_itself_and_another_one_does_not_bring_it_back(
    ctx: RequestContext, connection: Connection
) -> None:
    await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"USD": "1.10"}, ctx.now))
    forever = NewManualRate("EUR", "USD", Decimal("1.11"))
    await set_rate_by_hand(ctx, forever, version=0)
    ends = utc_now() + timedelta(milliseconds=400)
    await set_rate_by_hand(ctx, NewManualRate("EUR", "USD", Decimal("1.12"), holds_until=ends))
    planned = await connection.fetch("SELECT execute_after FROM pgqueuer WHERE entrypoint = 'currencies.move'")
    assert [row["execute_after"] >= ends for row in planned] == [True]
    rates = await load_exchange_rates(ctx.db, utc_now())
    assert rates.next_change(utc_now()) == ends

    await connection.execute(
        "SELECT pg_sleep(greatest(0, extract(epoch FROM $1::timestamptz - clock_timestamp())))", ends
    )
    await currency_jobs.move(ctx, {})

    assert await present(ctx.db, "EUR", "USD") == ("1.1", RateSource.ECB_FEED)
    found = await history(ctx.db, "EUR", "USD")
    assert [f"{rate.rate.normalize():f}" for rate in found] == ["1.11", "1.12", "1.1"]
    assert [rate.until for rate in found] == [*(rate.since for rate in found[1:]), None]


async def test_what_cannot_be_set_is_refused_and_changes_nothing(ctx: RequestContext, connection: Connection) -> None:
    await use(ctx.db, ("EUR", "USD"))
    await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"USD": "1.10"}, ctx.now))
    before = await counts(connection)
    past = ctx.now - timedelta(seconds=1)
    code = ExchangeRateErrorCode

    def rate(text: str) -> NewManualRate:
        return NewManualRate("EUR", "USD", Decimal(text))

    for wanted, refused in (
        (rate("0"), code.RATE_NOT_POSITIVE),
        (rate("-1"), code.RATE_NOT_POSITIVE),
        (rate("NaN"), code.RATE_NOT_POSITIVE),
        (rate("Infinity"), code.RATE_NOT_POSITIVE),
        (rate("10000000000"), code.RATE_OUT_OF_RANGE),
        (rate("1E-999999"), code.RATE_OUT_OF_RANGE),
        (rate("1.1234567890123"), code.RATE_OUT_OF_RANGE),
        (rate("1.66"), code.RATE_FAR_FROM_LIVE),
        (rate("0.73"), code.RATE_FAR_FROM_LIVE),
        (NewManualRate("EUR", "XXX", Decimal(1)), code.UNKNOWN_CURRENCY),
        (NewManualRate("EUR", "EUR", Decimal(1)), code.SAME_CURRENCY),
        (NewManualRate("EUR", "USD", Decimal("1.1"), holds_until=past), code.ENDS_BEFORE_START),
        (NewManualRate("EUR", "USD", Decimal("1.1"), note="x" * 501), code.INVALID_NOTE),
    ):
        assert await refusal(set_rate_by_hand(ctx, wanted)) is refused, wanted
    assert await refusal(set_rate_by_hand(ctx, rate("1.1"), version=7)) is code.STALE_VERSION
    assert await refusal(remove_manual_rate(ctx, "EUR", "GBP")) is code.PAIR_NOT_FOUND
    for band in ("-0.01", "0.51", "NaN", "0.012345678"):
        assert await refusal(update_pair(ctx, "EUR", "USD", PairChange(Decimal(band)))) is code.BAND_OUT_OF_RANGE
    assert await counts(connection) == before

    await set_rate_by_hand(ctx, NewManualRate("EUR", "USD", Decimal("1.66"), is_confirmed=True))
    assert await present(ctx.db, "EUR", "USD") == ("1.66", RateSource.MANUAL)


async def test_a_narrower_band_moves_the_rate_at_once(ctx: RequestContext, connection: Connection) -> None:
    await use(ctx.db, ("EUR", "USD"))
    await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"USD": "1.10"}, ctx.now, age=timedelta(hours=1)))
    await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"USD": "1.12"}, ctx.now))
    assert await present(ctx.db, "EUR", "USD") == ("1.1", RateSource.ECB_FEED)

    await update_pair(ctx, "EUR", "USD", PairChange(band=Decimal("0.01")), version=1)

    assert await present(ctx.db, "EUR", "USD") == ("1.12", RateSource.ECB_FEED)
    (entry,) = await connection.fetch("SELECT before, after FROM audit_entry")
    assert (entry["before"], entry["after"]) == (
        '{"band": "0.02", "pair": "EUR/USD"}',
        '{"band": "0.01", "pair": "EUR/USD"}',
    )


async def test_the_database_refuses_another_past_a_gap_and_a_second_present(
    ctx: RequestContext, connection: Connection
) -> None:
    await use(ctx.db, ("EUR", "USD"))
    await update_from(ctx, said(RateSource.ECB_FEED, "EUR", {"USD": "1.10"}, ctx.now))
    copy = (
        "INSERT INTO effective_rate (id, base_code, quote_code, rate, source, as_of, since) "
        "SELECT gen_random_uuid(), base_code, quote_code, 2, source, as_of, {} FROM effective_rate"
    )
    for statement, words in (
        ("UPDATE exchange_rate SET rate = 2", "stays as it was"),
        ("DELETE FROM exchange_rate", "stays as it was"),
        ("UPDATE exchange_rate SET holds_until = now()", "stays as it was"),
        ("UPDATE effective_rate SET rate = 2", "stays as it was"),
        ("UPDATE effective_rate SET rate = 2, until = now() + interval '1 hour'", "stays as it was"),
        ("DELETE FROM effective_rate", "stays as it was"),
        (copy.format("since"), "the one before ended at"),
        (copy.format("since + interval '1 hour'"), "the one before ended at"),
    ):
        with pytest.raises(asyncpg.PostgresError, match=words):
            await connection.execute(statement)


async def test_the_job_asks_again_after_a_while_even_when_it_fails(ctx: RequestContext, connection: Connection) -> None:
    class Broken(Saying):
        async def fetch(self) -> tuple[()]:
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await update_from(ctx, Broken(RateSource.COMMERCIAL))
    with pytest.raises(RuntimeError, match="a bug"):
        await currency_jobs.refresh(ctx, {})

    jobs = await connection.fetch("SELECT execute_after > now() + interval '59 minutes' AS later FROM pgqueuer")
    assert [row["later"] for row in jobs] == [True]
