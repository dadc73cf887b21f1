"""The lowest price of the 30 days before a reduction began: cases of the law, and properties.

Sources beside the cases: "Art. 6a" is that of Directive 98/6/EC, inserted by Directive (EU) 2019/2161; "Notice" is the
Commission's guidance on it (2021/C 526/02), by section; C-330/23 is the judgment of the Court of Justice of
26 September 2024, Verbraucherzentrale Baden-Württemberg v Aldi Süd, ECLI:EU:C:2024:804.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pricing.rules.percent import discount_percent
from app.pricing.rules.prior import Shown, prior_price, window_start
from app.pricing.rules.values import PriorPrice

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class Day(NamedTuple):
    """From so many days before now on it was shown at this price; None: it was not sold."""

    days_ago: int
    displayed: int | None
    is_reduced: bool = False


def prior(timeline: Sequence[Day], days: int = 30) -> PriorPrice | None:
    shown = [Shown(NOW - each.days_ago * DAY, each.displayed, each.is_reduced) for each in timeline]
    return prior_price(reversed(shown), days, "UTC")


def plain(days_ago: int, displayed: int) -> Day:
    return Day(days_ago, displayed)


def sale(days_ago: int, displayed: int) -> Day:
    return Day(days_ago, displayed, is_reduced=True)


def away(days_ago: int) -> Day:
    return Day(days_ago, None)


CASES = {
    # C-330/23, paragraphs 12 and 13: bananas at 1.29 were announced as 23 % off the last price of 1.69, while the
    # lowest price of the 30 days before was 1.29 too: the announced reduction is none.
    "Aldi Süd, bananas": ([plain(90, 129), plain(20, 169), sale(0, 129)], 129, 0),
    # European Commission, Consumer Law Ready, "Price reduction claims": sunglasses at half price, of which the lowest
    # price was 20 euros: those are the prior price, even if the last one was 40.
    "Consumer Law Ready, sunglasses": ([plain(90, 2000), plain(10, 4000), sale(0, 1000)], 2000, 0),
    # Wirtschaftskammer Wien on § 9a Preisauszeichnungsgesetz: 75 euros on the 1st of a month, 100 on the 10th, 80
    # on the 20th. The lowest price of the 30 days was 75.
    "Wirtschaftskammer Wien": ([plain(60, 7500), plain(10, 10000), sale(0, 8000)], 7500, 0),
    # McCann FitzGerald on S.I. No. 597/2022: 550 euros for three weeks and longer, 800 in the week before, 500 on Black
    # Friday; 550 stays the prior price when it is reduced further to 450.
    "McCann FitzGerald, Black Friday": ([plain(60, 55000), plain(7, 80000), sale(0, 50000)], 55000, 0),
    "McCann FitzGerald, reduced further": (
        [plain(60, 55000), plain(9, 80000), sale(2, 50000), sale(0, 45000)],
        55000,
        2,
    ),
    # Art. 6a(2), Notice 2.1: the lowest price of the 30 days, whatever was asked on most of them.
    "one day of a low price": ([plain(90, 10000), plain(16, 7000), plain(15, 10000), sale(0, 8000)], 7000, 0),
    # Art. 6a(2): prices before the 30 days do not count, however low.
    "a low price that ended before": ([plain(90, 5000), plain(40, 10000), sale(0, 8000)], 10000, 0),
    # Notice 2.1: earlier reductions within the 30 days count as prices that were applied.
    "two sales in a month": ([plain(90, 10000), sale(25, 8000), plain(18, 10000), sale(0, 7000)], 8000, 0),
    # Notice 2.1: the 30 days end where the reduction begins, so that a long one keeps its prior price.
    "a sale of 100 days": ([plain(200, 10000), sale(100, 8000)], 10000, 100),
    # Art. 6a(5), Notice 4.3: increased step by step without interruption, it is the price before the first step.
    "20, then 30, then 50 percent": ([plain(90, 10000), sale(14, 8000), sale(7, 7000), sale(2, 5000)], 10000, 14),
    "step by step, to the same price twice": ([plain(90, 10000), sale(14, 8000), sale(7, 8000)], 10000, 14),
    # Notice 4.3: an interruption ends it. The reduced price before is among those of the 30 days.
    "a pause of a day": ([plain(90, 10000), sale(14, 8000), plain(7, 10000), sale(6, 7000)], 8000, 6),
    "a pause 31 days ago": ([plain(90, 10000), sale(60, 8000), plain(40, 10000), sale(6, 7000)], 10000, 6),
    # Art. 6a(5) speaks of reductions that increase. A smaller one is a new one.
    "50, then 20 percent": ([plain(90, 10000), sale(14, 5000), sale(7, 8000)], 5000, 7),
    "50, then 20, then 30 percent": ([plain(90, 10000), sale(14, 5000), sale(7, 8000), sale(3, 7000)], 5000, 7),
    # A second sale that takes over while the first holds, or at its very end, goes on with it.
    "sales that overlap": ([plain(90, 10000), sale(20, 8000), sale(10, 7500), sale(5, 7500)], 10000, 20),
    # The price list changed in between: the lowest counts, whichever list it stood in.
    "a price list that changed": ([plain(90, 10000), plain(20, 9500), sale(0, 9000)], 9500, 0),
    # A converted price follows its rate. A rate that rises ends a reduction as any rise does.
    "a rate that moved up": ([plain(90, 10000), sale(14, 8000), sale(7, 8200)], 8000, 7),
    "a rate that moved down": ([plain(90, 10000), sale(14, 8000), sale(7, 7900)], 10000, 14),
    # Art. 6a(4), Notice 4.2: sold for less than 30 days. What states may lay down for it differs: nothing is claimed.
    "new, and reduced after 29 days": ([away(90), plain(29, 10000), sale(0, 8000)], None, 0),
    "new, and reduced after 30 days": ([away(90), plain(30, 10000), sale(0, 8000)], 10000, 0),
    "new, and reduced after 31 days": ([away(90), plain(31, 10000), sale(0, 8000)], 10000, 0),
    "reduced from its first day": ([away(90), sale(10, 8000)], None, 10),
    "not sold for a day": ([plain(90, 10000), away(12), plain(11, 10000), sale(0, 8000)], None, 0),
    "not sold for a day, long before": ([plain(90, 10000), away(40), plain(39, 10000), sale(0, 8000)], 10000, 0),
    "back after a break, reduced": ([plain(90, 10000), sale(20, 8000), away(10), sale(5, 8000)], None, 5),
    # What was before the history began is not known.
    "a history of 29 days": ([plain(29, 10000), sale(0, 8000)], None, 0),
    "a history of 30 days": ([plain(30, 10000), sale(0, 8000)], 10000, 0),
    "reduced since the history began": ([sale(60, 8000)], None, 60),
    # A struck price of the merchant's, above what was ever asked: the prior price is the lowest that was.
    "a struck price that was never asked": ([plain(90, 8000), sale(0, 8000)], 8000, 0),
}


@pytest.mark.parametrize(("timeline", "amount", "days_ago"), CASES.values(), ids=CASES.keys())
def test_the_prior_price(timeline: list[Day], amount: int | None, days_ago: int) -> None:
    assert prior(timeline) == PriorPrice(amount, NOW - days_ago * DAY, 30)


def test_percentages_are_of_the_prior_price() -> None:
    """C-330/23: what is announced in percent is counted from it. 1.69 to 1.29 was announced as 23 %, and is none."""
    found = prior(CASES["Aldi Süd, bananas"][0])
    assert found is not None
    assert found.amount is not None
    assert discount_percent(169, 129) == 23
    assert discount_percent(found.amount, 129) is None


def test_what_is_not_reduced_has_none() -> None:
    assert prior([plain(90, 10000)]) is None
    assert prior([sale(90, 8000), plain(10, 10000)]) is None
    assert prior([sale(90, 8000), away(10)]) is None
    assert prior([]) is None


def test_a_lengthened_sale_goes_on() -> None:
    """Another end, or another version of the sale, is another point of the timeline and no other price."""
    assert prior([plain(90, 10000), sale(20, 8000), sale(10, 8000), sale(0, 8000)]) == prior(
        [plain(90, 10000), sale(20, 8000)]
    )


@pytest.mark.parametrize(
    ("ended", "lowest"),
    [
        (30 * DAY + SECOND, 10000),
        (30 * DAY, 10000),
        (30 * DAY - SECOND, 5000),
        (29 * DAY, 5000),
        (31 * DAY, 10000),
        (SECOND, 5000),
    ],
)
def test_to_the_second(ended: timedelta, lowest: int) -> None:
    """A low price that ended so long before the reduction: what ended 30 days before counts no more."""
    timeline = [
        Shown(NOW - 90 * DAY, 5000, is_reduced=False),
        Shown(NOW - ended, 10000, is_reduced=False),
        Shown(NOW, 4000, is_reduced=True),
    ]
    assert prior_price(reversed(timeline), 30, "UTC") == PriorPrice(lowest, NOW, 30)


@pytest.mark.parametrize(("began", "is_known"), [(30 * DAY, True), (30 * DAY - SECOND, False), (31 * DAY, True)])
def test_a_full_history_to_the_second(began: timedelta, is_known: bool) -> None:
    timeline = [Shown(NOW - began, 10000, is_reduced=False), Shown(NOW, 8000, is_reduced=True)]
    assert prior_price(reversed(timeline), 30, "UTC") == PriorPrice(10000 if is_known else None, NOW, 30)


def test_no_more_is_asked_than_is_needed() -> None:
    """Years of history cost nothing: points are taken until the 30 days are covered."""

    def endless() -> Iterator[Shown]:
        yield Shown(NOW, 8000, is_reduced=True)
        moment = NOW
        while True:
            moment -= DAY
            assert moment >= NOW - 30 * DAY
            yield Shown(moment, 10000, is_reduced=False)

    assert prior_price(endless(), 30, "UTC") == PriorPrice(10000, NOW, 30)


@pytest.mark.parametrize(
    ("began", "time_zone", "start"),
    [
        # No change of clocks in between: 30 times 24 hours.
        ("2026-06-20T00:00+02:00", "Europe/Berlin", "2026-05-21T00:00+02:00"),
        # Clocks went back on 25 October 2026: the same local time is 721 hours before.
        ("2026-11-20T00:00+01:00", "Europe/Berlin", "2026-10-21T00:00+02:00"),
        # They went forward on 29 March 2026: the same local time is 719 hours before, and the law asks for 30 days.
        ("2026-04-10T00:00+02:00", "Europe/Berlin", "2026-03-10T23:00+01:00"),
        # The local time came twice on the day: the earlier one.
        ("2026-11-24T02:30+01:00", "Europe/Berlin", "2026-10-25T02:30+02:00"),
        # The local time never came on the day: 30 times 24 hours reach further back.
        ("2026-04-28T02:30+02:00", "Europe/Berlin", "2026-03-29T01:30+01:00"),
        # South of the equator: clocks went forward on 27 September 2026 in Auckland.
        ("2026-10-10T08:00+13:00", "Pacific/Auckland", "2026-09-10T07:00+12:00"),
        # The Azores change at midnight UTC: back on 25 October 2026.
        ("2026-11-24T00:30-01:00", "Atlantic/Azores", "2026-10-25T00:30+00:00"),
    ],
)
def test_days_are_those_of_the_place(began: str, time_zone: str, start: str) -> None:
    """By the rules of the IANA time zone database."""
    found = window_start(datetime.fromisoformat(began).astimezone(UTC), 30, time_zone)
    assert found == datetime.fromisoformat(start)


@given(
    st.integers(-20 * 365 * 24 * 60, 20 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.integers(1, 90),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]),
)
def test_a_window_is_never_shorter_than_its_days(began: datetime, days: int, time_zone: str) -> None:
    start = window_start(began, days, time_zone)
    assert timedelta(days=days) <= began - start <= timedelta(days=days, hours=1)


@st.composite
def timelines(draw: st.DrawFn) -> list[Shown]:
    """A week and a bit by the hour, with few prices, so that they come again."""
    hours = sorted(draw(st.sets(st.integers(0, 200), min_size=1, max_size=12)), reverse=True)
    return [
        Shown(
            NOW - timedelta(hours=hour),
            draw(st.sampled_from([None, 3, 5, 8, 8, 10])),
            draw(st.booleans()),
        )
        for hour in hours
    ]


def at(timeline: list[Shown], moment: datetime) -> Shown | None:
    """What was shown then; None: it is not known."""
    return next((each for each in reversed(timeline) if each.since <= moment), None)


def by_the_hour(timeline: list[Shown], days: int) -> PriorPrice | None:
    """The same by looking at every hour, as the law says it."""
    hour = timedelta(hours=1)
    now = at(timeline, NOW)
    if now is None or now.displayed is None or not now.is_reduced:
        return None
    began, price = NOW, now.displayed
    while (before := at(timeline, began - hour)) and before.is_reduced and before.displayed is not None:
        if before.displayed < price:
            break
        began, price = began - hour, before.displayed
    looked_at = [at(timeline, began - back * hour) for back in range(1, days * 24 + 1)]
    prices = [each.displayed for each in looked_at if each is not None and each.displayed is not None]
    return PriorPrice(min(prices) if len(prices) == len(looked_at) else None, began, days)


@given(timelines(), st.integers(1, 4))
def test_it_is_what_looking_at_every_hour_finds(timeline: list[Shown], days: int) -> None:
    assert prior_price(reversed(timeline), days, "UTC") == by_the_hour(timeline, days)


@given(timelines(), st.integers(1, 4))
def test_it_is_never_higher_than_what_was_shown(timeline: list[Shown], days: int) -> None:
    found = prior_price(reversed(timeline), days, "UTC")
    if found is None or found.amount is None:
        return
    start = found.reduced_since - timedelta(days=days)
    begins = at(timeline, start)
    assert begins is not None
    within = [begins, *(each for each in timeline if start < each.since < found.reduced_since)]
    assert found.amount == min(each.displayed for each in within if each.displayed is not None)
