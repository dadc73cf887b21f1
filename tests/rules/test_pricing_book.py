"""What a book says about moments: now, before and later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.currencies import RateSource
from app.pricing.models import OldRates
from app.pricing.rules.book import PriceBook
from app.pricing.rules.settings import PriorRule, Version
from app.pricing.rules.shopper import Shopper
from tests.support.tariffs import (
    AMERICA,
    BERLINER,
    EUROPE,
    LONG_AGO,
    NEW_YORKER,
    NOW,
    book,
    effective_rate,
    market_pricing,
    named,
    price_list,
    rounding,
    row,
    sale,
)
from tests.support.tax import dated_rate

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
EUROS = price_list("euros")


def displayed(everything: PriceBook, shopper: Shopper, moment: datetime, amount: int = 1000) -> int | None:
    found = everything.tariff(shopper, moment).price(row(EUROS, amount))
    return None if found is None else found.displayed


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_sale_of_a_day_is_a_day_in_each_market() -> None:
    """27 November 2026: it begins at 23:00 UTC of the day before in Berlin, and at 05:00 in New York."""
    friday = sale("friday", starts_local=local("2026-11-27"), ends_local=local("2026-11-28"))
    everything = book([EUROS, price_list("dollars", currency_code="USD")], sales=[friday])
    cases = [
        (BERLINER, "2026-11-26T23:00", "2026-11-27T23:00"),
        (NEW_YORKER, "2026-11-27T05:00", "2026-11-28T05:00"),
    ]
    for shopper, starts, ends in cases:
        begins, over = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (starts, ends))
        in_force = [bool(everything.tariff(shopper, at).sales) for at in (begins - TICK, begins, over - TICK, over)]
        assert in_force == [False, True, True, False]
        assert everything.next_change(NOW, shopper.market_id) == begins
        assert everything.tariff(shopper, begins).valid_until == over
    assert everything.next_change(NOW) == datetime(2026, 11, 26, 23, tzinfo=UTC)
    assert everything.next_change(datetime(2026, 11, 28, 5, tzinfo=UTC)) is None


def test_a_sale_over_the_end_of_summer_time_has_its_extra_hour() -> None:
    """25 October 2026 in Berlin: a sale from 02:00 to 02:30 by the clock on the wall lasts for an hour and a half."""
    night = sale("night", starts_local=local("2026-10-25T02:00"), ends_local=local("2026-10-25T02:30"))
    everything = book([EUROS], sales=[Version(night, LONG_AGO)])
    starts, ends = datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert everything.changes_between(BERLINER, LONG_AGO, NOW) == [starts, ends]
    assert [displayed(everything, BERLINER, at) for at in (starts - TICK, starts, ends - TICK, ends)] == [
        1000,
        900,
        900,
        1000,
    ]


@pytest.mark.parametrize(
    ("facts", "covered"),
    [
        ({}, True),
        ({"is_paused": True}, False),
        ({"market_ids": (EUROPE,)}, True),
        ({"market_ids": (AMERICA,)}, False),
        ({"channel_codes": ("app",)}, False),
        ({"group_codes": ("club",)}, False),
        ({"product_ids": frozenset({named("product")})}, True),
        ({"product_ids": frozenset({named("another")})}, False),
        ({"list_ids": (named("shoes"),)}, True),
        ({"list_ids": (named("hats"),)}, False),
        ({"list_ids": (named("hats"),), "product_ids": frozenset({named("product")})}, True),
        ({"conditions": ({"colour": "red"},)}, True),
        ({"conditions": ({"colour": "green"},)}, False),
        ({"conditions": ({"colour": "green"}, {"colour": "red"})}, True),
        ({"excluded_product_ids": frozenset({named("product")})}, False),
        ({"excluded_list_ids": (named("shoes"),)}, False),
        ({"list_ids": (named("shoes"),), "excluded_product_ids": frozenset({named("product")})}, False),
        ({"product_ids": frozenset({named("product")}), "excluded_list_ids": (named("shoes"),)}, False),
        ({"excluded_list_ids": (named("hats"),)}, True),
    ],
)
def test_what_a_sale_covers(facts: dict[str, Any], covered: bool) -> None:
    """A product that stands among shoes and whose colour is red."""
    other = sale("other", percent=Decimal(1), conditions=({"colour": "blue"},), list_ids=(named("socks"),))
    tariff = book([EUROS], sales=[sale("one", **facts), other]).tariff(BERLINER, NOW)
    article = row(
        EUROS,
        1000,
        target_ids=tuple(each for each in tariff.target_list_ids if each == named("shoes")),
        met_conditions=tuple(place for place, each in enumerate(tariff.conditions) if each == {"colour": "red"}),
    )
    price = tariff.price(article)
    assert price is not None
    assert (price.displayed, price.sale_id) == ((900, named("sale one")) if covered else (1000, None))


def test_a_tariff_asks_for_what_its_sales_name_each_once() -> None:
    """True and 1 are two conditions, although Python holds them equal."""
    red, yes, one = {"colour": "red"}, {"new": True}, {"new": 1}
    everything = book(
        [EUROS],
        sales=[
            sale("a", list_ids=(named("shoes"),), excluded_list_ids=(named("hats"),), conditions=(red, yes)),
            sale("b", list_ids=(named("hats"), named("socks")), conditions=(one, red)),
            sale("c", is_paused=True, list_ids=(named("coats"),)),
        ],
    )
    tariff = everything.tariff(BERLINER, NOW)
    assert tariff.target_list_ids == (named("shoes"), named("hats"), named("socks"))
    assert [str(each) for each in tariff.conditions] == [str(red), str(yes), str(one)]


def test_what_was_believed_decides_what_it_cost() -> None:
    """A sale of ten percent that became one of fifty, and was deleted."""
    first, second, end = NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR
    versions = [Version(sale("s"), first, second), Version(sale("s", percent=Decimal(50)), second, end)]
    everything = book([EUROS], sales=versions)
    moments = [first - TICK, first, second - TICK, second, end - TICK, end, NOW]
    assert [displayed(everything, BERLINER, at) for at in moments] == [1000, 900, 900, 500, 500, 1000, 1000]
    assert everything.changes_between(BERLINER, LONG_AGO, NOW) == [first, second, end]
    assert everything.changes_between(BERLINER, first, end) == [second]
    assert everything.changes_between(NEW_YORKER, LONG_AGO, NOW) == [first, second, end]
    assert everything.next_change(LONG_AGO) is None  # by the clock alone: nothing of it was planned


def test_what_was_written_by_a_clock_that_is_ahead_is_a_change_to_come() -> None:
    """An answer of before it must not be kept beyond it."""
    everything = book([EUROS], sales=[Version(sale("s"), NOW + TICK)])
    assert everything.next_change(NOW) == everything.tariff(BERLINER, NOW).valid_until == NOW + TICK
    assert [displayed(everything, BERLINER, at) for at in (NOW, NOW + TICK)] == [1000, 900]


def test_a_tax_rate_changes_at_midnight_of_utc() -> None:
    net = price_list("net", tax_included=False)
    rates = [dated_rate("DE", "0.19", "2020-01-01", "2027-01-01"), dated_rate("DE", "0.25", "2027-01-01")]
    everything = book([net], taxes=[*rates, dated_rate("FR", "0.2", "2020-01-01", "2026-12-01")])
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    found = [everything.tariff(BERLINER, at).price(row(net, 1000)) for at in (new_year - TICK, new_year)]
    assert [each and each.displayed for each in found] == [1190, 1250]
    assert everything.tariff(BERLINER, NOW).valid_until == new_year
    assert everything.next_change(NOW) == datetime(2026, 12, 1, tzinfo=UTC)


DOLLARS = [EUROS, [market_pricing(AMERICA, EUROS)]]


def in_america(*rates: Any, **pricing: Any) -> PriceBook:
    return book([EUROS], market_pricings=[market_pricing(AMERICA, EUROS, **pricing)], rates=rates)


def test_prices_follow_the_effective_rate_of_their_time() -> None:
    moved = NOW - HOUR
    everything = in_america(
        effective_rate("EUR", "USD", "1.1", until=moved), effective_rate("EUR", "USD", "1.2", since=moved)
    )
    found = [displayed(everything, NEW_YORKER, at) for at in (moved - TICK, moved, NOW)]
    assert found == [1100, 1200, 1200]
    assert displayed(everything, NEW_YORKER, LONG_AGO - TICK) is None  # nothing was believed yet


def test_a_rate_that_ended_without_another_sells_nothing() -> None:
    ended = NOW - HOUR
    everything = in_america(effective_rate("EUR", "USD", "1.1", until=ended))
    assert [displayed(everything, NEW_YORKER, at) for at in (ended - TICK, ended)] == [1100, None]
    assert everything.changes_between(NEW_YORKER, LONG_AGO, NOW) == [ended]


def test_a_pinned_rate_stays_while_everything_else_moves_on() -> None:
    moved = NOW - HOUR
    everything = in_america(
        effective_rate("EUR", "USD", "1.1", until=moved), effective_rate("EUR", "USD", "1.2", since=moved)
    )
    pinned = everything.tariff(NEW_YORKER, NOW, rates_at={("EUR", "USD"): LONG_AGO})
    found = pinned.price(row(EUROS, 1000))
    assert found is not None
    assert (found.displayed, found.is_stale) == (1100, False)
    assert everything.tariff(NEW_YORKER, NOW, rates_at={("EUR", "USD"): LONG_AGO}) is pinned
    assert displayed(everything, NEW_YORKER, NOW) == 1200
    other = everything.tariff(NEW_YORKER, NOW, rates_at={("USD", "EUR"): LONG_AGO}).price(row(EUROS, 1000))
    assert other is not None
    assert other.displayed == 1200


@pytest.mark.parametrize("old_rates", list(OldRates))
def test_a_rate_becomes_too_old_at_a_moment_that_is_known(old_rates: OldRates) -> None:
    """Of an hour ago, good for 120 hours: it is of just that age, and not older, at the limit itself."""
    everything = in_america(effective_rate("EUR", "USD", "1.1"), old_rates=old_rates)
    limit = NOW + timedelta(hours=119)
    assert everything.next_change(NOW) == limit + TICK
    assert everything.next_change(NOW, EUROPE) is None
    assert everything.tariff(NEW_YORKER, NOW).valid_until == limit + TICK
    found = [everything.tariff(NEW_YORKER, at).price(row(EUROS, 1000)) for at in (limit, limit + TICK)]
    assert [each and each.is_stale for each in found] == [False, True if old_rates is OldRates.KEEP else None]


def test_a_rate_by_hand_never_becomes_too_old_and_its_planned_end_is_a_change() -> None:
    end = NOW + timedelta(days=400)
    rate = effective_rate("EUR", "USD", "1.1", source=RateSource.MANUAL, holds_until=end)
    everything = in_america(rate, old_rates=OldRates.NO_PRICE)
    assert everything.next_change(NOW) == end
    assert everything.tariff(NEW_YORKER, NOW).valid_until == end
    assert displayed(everything, NEW_YORKER, end - TICK) == 1100


def test_the_same_tariff_is_given_between_two_changes() -> None:
    everything = book([EUROS, price_list("later", starts_at=NOW)])
    before = everything.tariff(BERLINER, NOW - HOUR)
    assert everything.tariff(BERLINER, NOW - TICK) is before
    assert everything.tariff(replace(BERLINER), NOW - 2 * HOUR) is before
    assert everything.tariff(BERLINER, NOW) is not before
    assert everything.tariff(replace(BERLINER, country_code="AT"), NOW - HOUR) is not before
    assert before.price(row(EUROS, 5)) is before.price(row(EUROS, 5))


def test_a_market_that_is_not_in_the_book_is_an_error() -> None:
    with pytest.raises(KeyError):
        book([EUROS]).tariff(replace(BERLINER, market_id=named("nowhere")), NOW)


def test_rules_about_prior_prices_are_those_of_the_country_and_the_day() -> None:
    old = PriorRule("PL", 30, date(2023, 1, 1), date(2026, 1, 1), "law")
    new = PriorRule("PL", 45, date(2026, 1, 1), None, "another law")
    everything = replace(book(), prior_rules=[old, new])
    found = [everything.prior_rule("PL", date(2022, 12, 31) + timedelta(days=days)) for days in (0, 1, 1096, 1097)]
    assert found == [None, old, old, new]
    assert everything.prior_rule("US", date(2026, 6, 1)) is None


QUICK: Final = settings(max_examples=25, deadline=None)
HOURS = st.integers(-100, 100).map(lambda hours: NOW + hours * HOUR)
SPANS = st.tuples(HOURS, st.one_of(st.none(), st.integers(1, 90).map(lambda hours: hours * HOUR)))
LOCAL = st.one_of(st.none(), HOURS.map(lambda at: at.replace(tzinfo=None)))


@st.composite
def _versions(draw: st.DrawFn, make: Callable[[], Any]) -> list[Version[Any]]:
    """Of one thing: each from the end of the one before it on, the last perhaps still."""
    found, since = [], draw(st.one_of(st.just(LONG_AGO), HOURS))
    for _ in range(draw(st.integers(0, 2))):
        until = since + draw(st.integers(1, 60)) * HOUR
        found.append(Version(make(), since, until))
        since = until
    if draw(st.booleans()):
        found.append(Version(make(), since))
    return found


@st.composite
def books(draw: st.DrawFn) -> PriceBook:
    """A book in which much happens within a few days."""

    def a_list(code: str, currency_code: str) -> Any:
        starts, length = draw(SPANS)
        has_dates = draw(st.booleans())
        return price_list(
            code,
            currency_code=currency_code,
            starts_at=starts if has_dates else None,
            ends_at=starts + length if has_dates and length else None,
            tax_included=draw(st.booleans()),
            is_active=draw(st.sampled_from([True, True, False])),
        )

    def a_sale(code: str) -> Any:
        percent = Decimal(draw(st.integers(1, 9)) * 10)
        return sale(code, percent=percent, starts_local=draw(LOCAL), ends_local=draw(LOCAL))

    moved = draw(HOURS)
    limit = draw(st.integers(1, 80))
    return book(
        [
            *draw(_versions(lambda: a_list("euros", "EUR"))),
            *draw(_versions(lambda: a_list("dollars", "USD"))),
        ],
        sales=[*draw(_versions(lambda: a_sale("a"))), *draw(_versions(lambda: a_sale("b")))],
        roundings=draw(_versions(lambda: rounding("USD", (0, draw(st.integers(1, 500)), 0, "UP")))),
        market_pricings=draw(
            _versions(
                lambda: market_pricing(
                    AMERICA,
                    EUROS,
                    max_rate_age_hours=limit,
                    old_rates=draw(st.sampled_from(OldRates)),
                    conversion_fee=Decimal(draw(st.integers(0, 9))) / 100,
                )
            )
        ),
        rates=[
            effective_rate("EUR", "USD", "1.1", until=moved),
            effective_rate("EUR", "USD", "1.3", since=moved, as_of=moved),
        ],
        taxes=[
            dated_rate("US", "0.1", "2020-01-01", "2026-11-23"),
            dated_rate("US", "0.2", "2026-11-23"),
        ],
    )


def _said(everything: PriceBook, shopper: Shopper, moment: datetime) -> object:
    """All that a fresh book says about prices at the moment."""
    tariff = replace(everything).tariff(shopper, moment)
    lists = [(facts, tariff.price(row(facts, 1234))) for facts in tariff.lists.values()]
    return tariff.list_ids, lists, tariff.conversion, [each.facts for each in tariff.sales]


@QUICK
@given(books(), st.lists(HOURS, min_size=2, max_size=12))
def test_between_changes_nothing_changes_and_no_moment_is_left_out(
    everything: PriceBook, moments: list[datetime]
) -> None:
    _changes_are_complete(everything, moments)


def _changes_are_complete(everything: PriceBook, moments: list[datetime]) -> None:
    start, end = min(moments), max(moments) + HOUR
    changes = everything.changes_between(NEW_YORKER, start, end)
    assert changes == sorted(set(changes))
    for begins, over in zip([start, *changes], [*changes, end], strict=True):
        within = [at for at in (begins, begins + (over - begins) / 2, over - TICK, *moments) if begins <= at < over]
        assert len({repr(_said(everything, NEW_YORKER, at)) for at in within}) == 1
        until = everything.tariff(NEW_YORKER, begins).valid_until
        assert until == over or over == end


@QUICK
@given(books(), HOURS)
def test_the_next_change_by_the_clock_is_before_any_other_price(everything: PriceBook, moment: datetime) -> None:
    _next_change_is_first(everything, moment)


def _next_change_is_first(everything: PriceBook, moment: datetime) -> None:
    """What is believed now: until the next change, all that will be said is what is said now."""
    believed: Any = {
        name: [each for each in getattr(everything, name) if each.until is None and each.since <= moment]
        for name in ("lists", "sales", "roundings", "market_pricings")
    }
    current = replace(everything, **believed)
    following = current.next_change(moment, AMERICA) or moment + timedelta(days=300)
    assert following > moment
    for at in (moment + (following - moment) / 3, following - TICK):
        assert repr(_said(current, NEW_YORKER, at)) == repr(_said(current, NEW_YORKER, moment))
    everywhere = current.next_change(moment)
    assert everywhere is None or everywhere <= following


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(books(), st.lists(HOURS, min_size=2, max_size=12))
def test_the_same_of_many_more_books(everything: PriceBook, moments: list[datetime]) -> None:
    _changes_are_complete(everything, moments)
    _next_change_is_first(everything, moments[0])


def test_what_a_book_remembers_is_bounded() -> None:
    """Countries come from the network, and staff may ask for any moment."""
    everything = book([EUROS, *(price_list(f"l{hour}", starts_at=NOW + hour * HOUR) for hour in range(40))])
    first = everything.tariff(BERLINER, NOW - HOUR)
    for hour in range(40):
        everything.tariff(BERLINER, NOW + hour * HOUR)
    again = everything.tariff(BERLINER, NOW - HOUR)
    assert again is not first
    assert again.list_ids == first.list_ids
    for number in range(300):
        everything.tariff(replace(BERLINER, region_code=str(number)), NOW)
    assert everything.tariff(BERLINER, NOW - HOUR) is not again
    assert len(everything._known) <= 256
    for amount in range(5000):
        first.price(row(EUROS, amount))
    assert len(first._prices) <= 2000
    assert displayed(everything, BERLINER, NOW, 4999) == 4999
