"""Dated rates: which ones hold for a class of goods in a place on a day."""

from datetime import date
from decimal import Decimal

import pytest

from app.tax import AppliedRate, TaxPart, TaxRates
from tests.support.tax import dated_rate

GERMANY = [
    dated_rate("DE", "0.19", "2021-01-01"),
    dated_rate("DE", "0.19", "2007-01-01", "2020-07-01"),
    dated_rate("DE", "0.16", "2020-07-01", "2021-01-01"),
    dated_rate("DE", "0.07", "2021-01-01", tax_class="food"),
]
QUEBEC = [
    dated_rate("CA", "0.09975", "2013-01-01", region="QC", component="QST"),
    dated_rate("CA", "0.05", "2008-01-01", region="QC", component="GST"),
    dated_rate("CA", "0", "2008-01-01", region="QC", component="GST", tax_class="food"),
]
TODAY = date(2026, 11, 22)


def share(applied: AppliedRate | None) -> Decimal | None:
    return applied.rate if applied else None


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
    assert share(TaxRates.of(GERMANY).rate_of("DE", day)) == (Decimal(expected) if expected else None)


def test_a_rate_without_a_successor_ends_with_its_end() -> None:
    rates = TaxRates.of([dated_rate("DE", "0.10", "2020-01-01", "2021-01-01")])

    assert share(rates.rate_of("DE", date(2020, 12, 31))) == Decimal("0.10")
    assert rates.rate_of("DE", date(2021, 1, 1)) is None


def test_a_class_has_its_own_rate_or_the_standard_one() -> None:
    rates = TaxRates.of(GERMANY)

    assert share(rates.rate_of("DE", TODAY, tax_class="food")) == Decimal("0.07")
    assert share(rates.rate_of("DE", TODAY, tax_class="books")) == Decimal("0.19")
    assert share(rates.rate_of("DE", date(2020, 8, 1), tax_class="food")) == Decimal("0.16"), "its own begins later"


def test_a_country_without_a_row_has_no_known_rate() -> None:
    assert TaxRates.of(GERMANY).rate_of("US", TODAY) is None


def test_a_country_that_is_taxed_by_region_has_no_known_rate_without_one() -> None:
    rates = TaxRates.of(QUEBEC)

    assert rates.rate_of("CA", TODAY) is None
    assert rates.rate_of("CA", TODAY, region="ON") is None


def test_the_parts_add_up_by_the_name_of_the_tax() -> None:
    applied = TaxRates.of(QUEBEC).rate_of("CA", TODAY, region="QC")

    assert applied is not None
    assert applied.rate == Decimal("0.14975")
    assert applied.parts == (TaxPart("GST", Decimal("0.05")), TaxPart("QST", Decimal("0.09975")))


def test_a_class_with_rates_of_its_own_bears_no_other_tax() -> None:
    applied = TaxRates.of(QUEBEC).rate_of("CA", TODAY, region="QC", tax_class="food")

    assert applied is not None
    assert (applied.rate, applied.parts) == (Decimal(0), (TaxPart("GST", Decimal(0)),))


def test_a_region_with_rates_of_its_own_has_none_of_its_country() -> None:
    rates = TaxRates.of(
        [
            dated_rate("PT", "0.23", "2020-01-01"),
            dated_rate("PT", "0.06", "2020-01-01", tax_class="food"),
            dated_rate("PT", "0.16", "2020-01-01", region="20"),
        ]
    )

    assert share(rates.rate_of("PT", TODAY, region="20")) == Decimal("0.16")
    assert share(rates.rate_of("PT", TODAY, region="20", tax_class="food")) == Decimal("0.16")
    assert share(rates.rate_of("PT", TODAY, region="11")) == Decimal("0.23"), "Lisbon has none of its own"
    assert share(rates.rate_of("PT", TODAY, region="11", tax_class="food")) == Decimal("0.06")


def test_what_is_exempt_bears_no_tax_wherever_taxes_are_known() -> None:
    rates = TaxRates.of(GERMANY + QUEBEC)

    for country in ("DE", "CA"):
        applied = rates.rate_of(country, TODAY, tax_class="exempt")
        assert applied is not None
        assert (applied.rate, applied.parts) == (Decimal(0), ())
    assert rates.rate_of("US", TODAY, tax_class="exempt") is None


def test_an_exemption_that_a_country_does_not_know_can_be_given_a_rate() -> None:
    rates = TaxRates.of([*GERMANY, dated_rate("DE", "0.19", "2020-01-01", tax_class="exempt")])

    assert share(rates.rate_of("DE", TODAY, tax_class="exempt")) == Decimal("0.19")


def test_more_questions_than_are_remembered_are_answered() -> None:
    rates = TaxRates.of(GERMANY)

    for number in range(5000):
        assert share(rates.rate_of("DE", TODAY, tax_class=f"class-{number}")) == Decimal("0.19")
