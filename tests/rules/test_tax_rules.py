"""Dated rates: which one holds on a day."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.ids import new_id
from app.tax import StandardRate, TaxRates


def rate(country: str, text: str, valid_from: date, valid_to: date | None = None) -> StandardRate:
    return StandardRate(new_id(), country, Decimal(text), valid_from, valid_to, "law", "high")


GERMANY = [
    rate("DE", "0.19", date(2021, 1, 1)),
    rate("DE", "0.19", date(2007, 1, 1), date(2020, 7, 1)),
    rate("DE", "0.16", date(2020, 7, 1), date(2021, 1, 1)),
]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2006, 12, 31), None),
        (date(2007, 1, 1), "0.19"),
        (date(2020, 6, 30), "0.19"),
        (date(2020, 7, 1), "0.16"),
        (date(2020, 12, 31), "0.16"),
        (date(2021, 1, 1), "0.19"),
        (date(2030, 1, 1), "0.19"),
    ],
)
def test_a_rate_holds_from_its_first_day_up_to_and_without_its_end(day: date, expected: str | None) -> None:
    found = TaxRates.of(GERMANY).rate_of("DE", day)

    assert (found.rate if found else None) == (Decimal(expected) if expected else None)


def test_a_rate_without_a_successor_ends_with_its_end() -> None:
    rates = TaxRates.of([rate("XX", "0.10", date(2020, 1, 1), date(2021, 1, 1))])

    assert rates.rate_of("XX", date(2020, 12, 31)) is not None
    assert rates.rate_of("XX", date(2021, 1, 1)) is None


def test_of_two_rates_the_later_one_holds() -> None:
    rates = TaxRates.of([rate("FI", "0.24", date(2013, 1, 1)), rate("FI", "0.255", date(2024, 9, 1))])

    before, after = rates.rate_of("FI", date(2024, 8, 31)), rates.rate_of("FI", date(2024, 9, 1))

    assert before is not None
    assert after is not None
    assert (before.rate, after.rate) == (Decimal("0.24"), Decimal("0.255"))


def test_a_country_without_a_row_has_no_known_rate() -> None:
    assert TaxRates.of(GERMANY).rate_of("US", date(2026, 1, 1)) is None
