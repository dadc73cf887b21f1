"""What rates follow from what sources say, when they move, and what amounts come to: pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refusal
from app.core.ids import new_id
from app.core.money import minor_digits
from app.currencies import (
    EffectiveRate,
    ExchangeRates,
    FxQuoteErrorCode,
    KeptPair,
    LiveRate,
    Observation,
    RateSource,
    convert,
    pinned,
    quote_of,
)
from app.currencies.rules import Board, ManualRate, by_preference, cross_rate, decide, is_jump, kept_rate, leaves_band

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MANUAL, COMMERCIAL = RateSource.MANUAL, RateSource.COMMERCIAL
FEED, TABLE = RateSource.ECB_FEED, RateSource.ECB_TABLE
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def observed(source: RateSource, base: str, quote: str, rate: str, age: timedelta = HOUR) -> Observation:
    return Observation(source, base, quote, Decimal(rate), NOW - age)


def live(rate: str | Decimal | int, source: RateSource = FEED, age: timedelta = HOUR) -> LiveRate:
    return LiveRate(Decimal(rate), source, NOW - age)


def pair(before: LiveRate | None = None, band: str = "0.02") -> KeptPair:
    return KeptPair(UUID(int=1), "EUR", "USD", Decimal(band), before, None, 1)


def effective(
    rate: str | Decimal,
    source: RateSource = FEED,
    since: datetime = NOW - DAY,
    until: datetime | None = None,
    base: str = "EUR",
    quote: str = "USD",
) -> EffectiveRate:
    return EffectiveRate(new_id(), base, quote, Decimal(rate), source, since, since, until)


# --- rates through a common currency


# The ECB's reference rates of 30 October 2026, and what follows from them by hand.
def test_rates_go_through_the_currency_that_both_are_told_in() -> None:
    board = Board.of([observed(FEED, "EUR", "USD", "1.1172"), observed(FEED, "EUR", "JPY", "175.68", age=2 * HOUR)])

    assert board.rates_of("EUR", "USD") == [live("1.1172")]
    assert board.rates_of("USD", "EUR") == [live("0.895094880057")]  # 1 / 1.1172 = 0.89509488005728…
    assert board.rates_of("USD", "JPY") == [live("157.250268528", age=2 * HOUR)]  # 157.25026852846…; the older's age
    assert board.rates_of("JPY", "EUR") == [live("0.00569216757741", age=2 * HOUR)]  # 14 decimals
    assert board.rates_of("EUR", "GBP") == []


def test_a_base_that_is_not_the_euro_serves_as_well() -> None:
    board = Board.of([observed(COMMERCIAL, "USD", "EUR", "0.8"), observed(COMMERCIAL, "USD", "CHF", "0.9")])

    assert board.rates_of("EUR", "CHF") == [live("1.125", COMMERCIAL)]


def test_sources_are_not_mixed_in_one_rate_and_the_latest_word_of_each_counts() -> None:
    board = Board.of(
        [
            observed(FEED, "EUR", "USD", "1.1"),
            observed(COMMERCIAL, "EUR", "JPY", "160"),
            observed(COMMERCIAL, "EUR", "USD", "1.3", age=DAY),
            observed(COMMERCIAL, "EUR", "USD", "1.2"),
        ]
    )

    assert sorted(board.rates_of("EUR", "USD")) == [live("1.1"), live("1.2", COMMERCIAL)]
    assert board.rates_of("USD", "JPY") == [live("133.333333333", COMMERCIAL)]


def test_the_fresher_of_two_ways_is_taken() -> None:
    board = Board.of(
        [
            observed(COMMERCIAL, "EUR", "USD", "1.1", age=DAY),
            observed(COMMERCIAL, "GBP", "EUR", "1.2"),
            observed(COMMERCIAL, "GBP", "USD", "1.5"),
        ]
    )

    assert board.rates_of("EUR", "USD") == [live("1.25", COMMERCIAL)]


@given(st.decimals("0.000001", "1000000", places=6), st.decimals("0.000001", "1000000", places=6))
def test_a_rate_and_its_inverse_make_one_to_eleven_digits(of_base: Decimal, of_quote: Decimal) -> None:
    there, back = cross_rate(of_base, of_quote), cross_rate(of_quote, of_base)
    if there is not None and back is not None:
        # Half a unit in the twelfth digit of each, or in the fourteenth decimal where that is less.
        wrong = Fraction(1, 10**11) + sum(Fraction(1, 2 * 10**14) / Fraction(rate) for rate in (there, back))
        assert abs(Fraction(there) * Fraction(back) - 1) <= wrong


@pytest.mark.parametrize("text", ["0", "-1", "NaN", "Infinity", "1E-11", "10000000000", "1E+999999", "1E-999999"])
def test_what_is_no_rate_is_not_kept(text: str) -> None:
    assert kept_rate(Decimal(text)) is None


# --- which source is believed


@pytest.mark.parametrize(
    ("rates", "order"),
    [
        # Fresh: by trust, not by age.
        ([live(1, FEED, HOUR), live(1, COMMERCIAL, DAY)], [COMMERCIAL, FEED]),
        ([live(1, TABLE, HOUR), live(1, FEED, 5 * DAY)], [FEED, TABLE]),
        # 26 hours are the limit of commercial feeds, six days that of the ECB (Easter).
        ([live(1, FEED, 5 * DAY), live(1, COMMERCIAL, 26 * HOUR)], [COMMERCIAL, FEED]),
        ([live(1, FEED, 5 * DAY), live(1, COMMERCIAL, 27 * HOUR)], [FEED, COMMERCIAL]),
        # All too old: the freshest, whoever says it.
        ([live(1, COMMERCIAL, 60 * DAY), live(1, TABLE, 30 * DAY)], [TABLE, COMMERCIAL]),
        ([live(1, TABLE, 30 * DAY), live(1, FEED, 30 * DAY)], [FEED, TABLE]),
    ],
)
def test_the_order_in_which_sources_are_believed(rates: Sequence[LiveRate], order: list[RateSource]) -> None:
    assert [rate.source for rate in by_preference(rates, NOW)] == order


# --- the band


@pytest.mark.parametrize(
    ("rate", "leaves"),
    [("1.02", False), ("0.98", False), ("1.0200000001", True), ("0.9799999999", True), ("1", False)],
)
def test_at_its_very_edge_a_rate_is_inside_the_band(rate: str, leaves: bool) -> None:
    assert leaves_band(Decimal(1), Decimal(rate), Decimal("0.02")) is leaves


RATES = st.decimals("0.01", "100", places=6)
STEPS = st.lists(st.decimals("0.7", "1.4", places=4), min_size=1, max_size=30)
BANDS = st.decimals("0", "0.2", places=3)


def followed(start: Decimal, steps: Sequence[Decimal], band: Decimal) -> list[tuple[Decimal, Decimal, bool]]:
    """Live and effective rate after each step, and whether it moved."""
    before, present, found = None, None, []
    for step in [Decimal(1), *steps]:
        start = kept_rate(start * step) or start
        decision = decide(pair(before, f"{band}"), present, None, [live(start)], NOW)
        if decision.moves_to:
            present = effective(decision.moves_to.rate)
        assert present is not None
        assert decision.live is not None
        before = decision.live
        found.append((decision.live.rate, present.rate, decision.moves_to is not None))
    return found


@given(RATES, STEPS, BANDS)
def test_the_effective_rate_is_always_inside_the_band_and_moves_only_onto_the_live_one(
    start: Decimal, steps: list[Decimal], band: Decimal
) -> None:
    for live_rate, rate, moved in followed(start, steps, band):
        assert abs(live_rate - rate) <= band * rate
        if moved:
            assert rate == live_rate


@given(RATES, STEPS, BANDS, st.integers(0, 10**9))
def test_conversion_there_and_back_stays_in_the_band(
    start: Decimal, steps: list[Decimal], band: Decimal, amount: int
) -> None:
    """Both directions of a pair are held for themselves, each within the band around its own rate. So what comes back
    differs from what went by the square of the band at most, and by the rounding of the two amounts."""
    there = followed(start, steps, band)
    inverse = cross_rate(start, Decimal(1))
    assert inverse is not None
    back = followed(inverse, [Decimal(1) / step for step in steps], band)
    for (_, rate, _), (_, inverse_rate, _) in zip(there, back, strict=True):
        middle = convert(amount, "EUR", "USD", rate)
        returned = convert(middle, "USD", "EUR", inverse_rate)
        rounding = Fraction(inverse_rate) / 2 + Fraction(1, 2)
        # What the two live rates are not each other's inverse by: thirty steps of at most one in the twelfth digit.
        slack = Fraction(amount, 10**6)
        assert returned <= amount / (1 - Fraction(band)) ** 2 + rounding + slack
        assert returned >= amount / (1 + Fraction(band)) ** 2 - rounding - slack


# --- jumps, and rates by hand


def test_a_jump_is_told_by_the_factor_in_either_direction() -> None:
    assert not is_jump(Decimal(1), Decimal("1.5"))
    assert is_jump(Decimal(1), Decimal("1.500001"))
    assert not is_jump(Decimal("1.5"), Decimal(1))
    assert is_jump(Decimal(3), Decimal("1.99"))


def test_a_jump_is_held_and_the_next_source_believed_meanwhile() -> None:
    wrong, right = live("12.5", COMMERCIAL), live("1.2", FEED)
    decision = decide(pair(live("1.1", FEED, DAY)), effective("1.1"), None, [wrong, right], NOW)

    assert decision.held == wrong
    assert decision.live == right
    assert decision.moves_to is not None
    assert decision.moves_to.rate == Decimal("1.2")


def test_a_source_that_says_what_was_believed_before_does_not_confirm_a_jump_nor_take_its_place() -> None:
    before = live("1.1", COMMERCIAL, 2 * HOUR)
    wrong, old = live("12.5", COMMERCIAL), live("1.09", TABLE, 30 * DAY)

    decision = decide(pair(before), effective("1.1", COMMERCIAL), None, [wrong, old], NOW)

    assert (decision.live, decision.held, decision.moves_to) == (before, wrong, None)


@pytest.mark.parametrize(("other", "believed"), [("12", True), ("11.3", False), ("13.75", True), ("13.76", False)])
def test_a_second_source_confirms_a_jump_within_a_tenth(other: str, believed: bool) -> None:
    rates = [live("12.5", COMMERCIAL), live(other, FEED)]
    decision = decide(pair(live("1.1", FEED, DAY)), effective("1.1"), None, rates, NOW)

    assert (decision.live == rates[0]) is believed


@pytest.mark.parametrize(("age", "believed"), [(timedelta(hours=47), True), (timedelta(days=2), False)])
def test_a_second_source_confirms_a_jump_only_by_what_it_said_since(age: timedelta, believed: bool) -> None:
    before, jumped = live("1.1", FEED, 2 * DAY), live("12.5", COMMERCIAL)

    decision = decide(pair(before), effective("1.1"), None, [jumped, live("12.5", TABLE, age)], NOW)

    assert (decision.live, decision.held) == ((jumped, None) if believed else (before, jumped))


def test_a_rate_by_hand_is_taken_exactly_and_left_when_it_ends() -> None:
    by_hand = ManualRate("EUR", "USD", Decimal("1.101"), NOW - HOUR, NOW)
    inside = [live("1.1")]
    earlier = NOW - timedelta(microseconds=1)

    taken = decide(pair(inside[0]), effective("1.1"), by_hand, inside, earlier)
    assert taken.moves_to is not None
    assert (taken.moves_to.rate, taken.moves_to.source, taken.moves_to.holds_until) == (Decimal("1.101"), MANUAL, NOW)

    present = effective("1.101", MANUAL, NOW - HOUR)._replace(holds_until=NOW)
    assert decide(pair(inside[0]), present, by_hand, inside, earlier).moves_to is None
    left = decide(pair(inside[0]), present, by_hand, inside, NOW)
    assert left.moves_to is not None
    assert (left.moves_to.rate, left.moves_to.source) == (Decimal("1.1"), FEED)


def test_where_nothing_is_known_nothing_moves() -> None:
    assert decide(pair(), None, None, [], NOW) == (None, None, None)
    assert decide(pair(live("1.1")), effective("1.1"), None, [], NOW).moves_to is None


# --- amounts


@pytest.mark.parametrize(
    ("amount", "base", "quote", "rate", "fee", "expected"),
    [
        (1000, "EUR", "JPY", "163.215", "0", 1632),  # 1632.15 yen
        (1000, "EUR", "JPY", "163.25", "0", 1633),  # 1632.5: half up
        (1633, "JPY", "EUR", "0.006125", "0", 1000),  # 10.002125 euro
        (1000, "EUR", "KWD", "0.33705", "0", 3371),  # 3.3705 dinar: half up in fils
        (3371, "KWD", "EUR", "2.96691", "0", 1000),  # 10.00145… euro
        (1999, "USD", "EUR", "0.9", "0.015", 1826),  # 19.99 × 0.9 × 1.015 = 18.260865
        (0, "USD", "EUR", "0.9", "0.015", 0),
        (-1000, "EUR", "JPY", "163.25", "0", -1633),  # as invoices round: away from zero
        (
            10**15,
            "IRR",
            "KWD",
            "0.00000021",
            "0",
            21 * 10**8,
        ),  # 21 with eight zeros: rials have two decimals, dinars three
    ],
)
def test_amounts_are_rounded_once_half_up_between_minor_units(
    amount: int, base: str, quote: str, rate: str, fee: str, expected: int
) -> None:
    assert convert(amount, base, quote, Decimal(rate), Decimal(fee)) == expected


@given(
    st.integers(0, 10**15),
    st.sampled_from(["EUR", "JPY", "KWD", "USD"]),
    st.sampled_from(["EUR", "JPY", "KWD", "USD"]),
    RATES,
    st.decimals("0", "0.2", places=4),
)
def test_no_amount_is_further_than_half_a_minor_unit_from_the_exact_one(
    amount: int, base: str, quote: str, rate: Decimal, fee: Decimal
) -> None:
    exact = (
        Fraction(amount, 10 ** minor_digits(base)) * Fraction(rate) * (1 + Fraction(fee)) * 10 ** minor_digits(quote)
    )

    difference = convert(amount, base, quote, rate, fee) - exact

    assert -Fraction(1, 2) < difference <= Fraction(1, 2)


# --- history, age, quotes


FIRST = effective("1.10", since=NOW - 10 * DAY, until=NOW - DAY)
SECOND = effective("1.15", since=NOW - DAY)
HISTORY = ExchangeRates.of([FIRST, SECOND], [pair(live("1.16", FEED, 2 * HOUR))])


def test_each_moment_has_the_rate_that_held_then() -> None:
    assert HISTORY.rate("EUR", "USD", NOW - 11 * DAY) is None
    assert HISTORY.rate("EUR", "USD", NOW - 10 * DAY) == FIRST
    assert HISTORY.rate("EUR", "USD", NOW - DAY - timedelta(microseconds=1)) == FIRST
    assert HISTORY.rate("EUR", "USD", NOW - DAY) == SECOND
    assert HISTORY.rate("EUR", "USD", NOW + DAY) == SECOND
    assert HISTORY.rate("USD", "EUR", NOW) is None
    itself = HISTORY.rate("KWD", "KWD", NOW)
    assert itself is not None
    assert (itself.rate, itself.source) == (Decimal(1), None)


def test_age_counts_from_the_last_observation_and_not_from_the_move() -> None:
    assert HISTORY.observed_at("EUR", "USD", NOW) == NOW - 2 * HOUR
    assert not HISTORY.is_older("EUR", "USD", NOW, 2 * HOUR)
    assert HISTORY.is_older("EUR", "USD", NOW, 2 * HOUR - timedelta(microseconds=1))
    assert not HISTORY.is_older("EUR", "USD", NOW - 2 * DAY, timedelta(0)), "what has ended was right until then"
    assert not HISTORY.is_older("EUR", "GBP", NOW, timedelta(0)), "what is not there is not old"


def test_the_next_change_is_a_planned_end_or_an_age() -> None:
    assert HISTORY.next_change(NOW) is None
    becomes_older = HISTORY.next_change(NOW, 3 * HOUR)
    assert becomes_older is not None
    assert HISTORY.is_older("EUR", "USD", becomes_older, 3 * HOUR)
    assert not HISTORY.is_older("EUR", "USD", becomes_older - timedelta(microseconds=1), 3 * HOUR)
    by_hand = ExchangeRates.of([effective("1.2", MANUAL)._replace(holds_until=NOW + HOUR)])
    assert by_hand.next_change(NOW) == NOW + HOUR
    assert by_hand.next_change(NOW + HOUR) is None
    assert not by_hand.is_older("EUR", "USD", NOW, timedelta(0)), "a rate by hand does not grow old"


def test_a_quote_can_be_pinned_while_its_rate_holds_and_for_some_minutes_after() -> None:
    fee, minutes = Decimal("0.015"), 30
    told = quote_of(SECOND, fee, NOW, minutes)
    assert (told.id, told.rate, told.expires_at) == (SECOND.id, Decimal("1.15"), NOW + timedelta(minutes=30))

    # It holds: also long after the quote was told.
    assert pinned(HISTORY, SECOND.id, "EUR", "USD", fee, NOW + 5 * DAY, minutes).rate == Decimal("1.15")

    # It ended a day ago: until half an hour later.
    late = NOW - DAY + timedelta(minutes=30)
    last = pinned(HISTORY, FIRST.id, "EUR", "USD", fee, late - timedelta(microseconds=1), minutes)
    assert (last.rate, last.expires_at, last.rate_since) == (Decimal("1.10"), late, FIRST.since)
    assert refused(FIRST.id, at=late) is FxQuoteErrorCode.QUOTE_EXPIRED


def test_what_is_no_quote_of_these_currencies_cannot_be_pinned() -> None:
    for wrong in (None, new_id(), UUID(int=0)):
        assert refused(wrong) is FxQuoteErrorCode.QUOTE_NOT_FOUND
    assert refused(SECOND.id, quote="GBP") is FxQuoteErrorCode.QUOTE_NOT_FOUND
    assert refused(SECOND.id, at=SECOND.since - HOUR) is FxQuoteErrorCode.QUOTE_NOT_FOUND


def refused(quote_id: UUID | None, *, quote: str = "USD", at: datetime = NOW) -> object:
    with pytest.raises(Refusal) as caught:
        pinned(HISTORY, quote_id, "EUR", quote, Decimal(0), at, 30, path=("input", "quoteId"))
    (problem,) = caught.value.problems
    assert problem.path == ("input", "quoteId")
    return problem.code
