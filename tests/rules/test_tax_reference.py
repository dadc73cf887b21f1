"""The rates that the shop comes with, beside what was typed from public sources by hand."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from app.core.ids import new_id
from app.tax import RateOrigin, TaxRates
from app.tax.reference import reference_classes, reference_rows
from app.tax.rules import by_series, row_problems
from app.tax.rules.series import overlapping
from app.tax.service.rates import dated
from i18n.messages import LANGUAGES

TODAY = date(2026, 11, 22)
STORED = [dated(row, new_id(), RateOrigin.REFERENCE) for row in reference_rows()]
RATES = TaxRates.of(STORED)

STANDARD_RATES_OF_THE_UNION = {
    # European Commission, "VAT rules and rates" (Your Europe) and TEDB, as of November 2026.
    "AT": "20",
    "BE": "21",
    "BG": "20",
    "CY": "19",
    "CZ": "21",
    "DE": "19",
    "DK": "25",
    "EE": "24",
    "ES": "21",
    "FI": "25.5",
    "FR": "20",
    "GR": "24",
    "HR": "25",
    "HU": "27",
    "IE": "23",
    "IT": "22",
    "LT": "21",
    "LU": "17",
    "LV": "21",
    "MT": "18",
    "NL": "21",
    "PL": "23",
    "PT": "23",
    "RO": "21",
    "SE": "25",
    "SI": "22",
    "SK": "23",
}

REDUCED_RATES = [
    # TEDB and the tax authorities that are named; class, per cent.
    ("AT", "food", "10"),  # BMF, Umsatzsteuer
    ("AT", "books", "10"),
    ("BE", "books", "6"),  # FPS Finance
    ("BE", "medicine", "6"),
    ("CY", "books", "3"),  # Tax Department, super-reduced rate since July 2023
    ("CZ", "food", "12"),  # Finanční správa, consolidation package of 2024
    ("CZ", "books", "0"),
    ("DE", "food", "7"),  # UStG, section 12(2)
    ("DE", "books", "7"),
    ("DE", "medicine", "19"),
    ("DK", "food", "25"),  # SKAT: no reduced rate
    ("EE", "books", "9"),  # EMTA
    ("ES", "books", "4"),  # Agencia Tributaria
    ("ES", "medicine", "4"),
    ("FI", "food", "13.5"),  # Vero, since 1 January 2026
    ("FI", "books", "13.5"),
    ("FR", "food", "5.5"),  # CGI, article 278-0 bis
    ("FR", "books", "5.5"),
    ("FR", "periodicals", "2.1"),
    ("GR", "books", "6"),  # AADE
    ("IE", "books", "0"),  # Revenue
    ("IE", "childrens-clothing", "0"),
    ("IT", "books", "4"),  # Agenzia delle Entrate
    ("LU", "food", "3"),  # AED
    ("NL", "food", "9"),  # Belastingdienst
    ("NL", "books", "9"),
    ("NL", "medicine", "9"),
    ("PL", "books", "5"),  # Podatki.gov.pl
    ("PT", "books", "6"),  # Autoridade Tributária
    ("RO", "food", "11"),  # Law 141/2025
    ("RO", "books", "11"),
    ("SE", "food", "6"),  # Skatteverket, 1 April 2026 to 31 December 2027
    ("SE", "books", "6"),
    ("SI", "food", "9.5"),  # FURS
    ("SK", "books", "5"),  # Finančná správa, since 2025
]

ELSEWHERE = [
    # Country, region, class, per cent, by the authority that is named.
    ("GB", None, "standard", "20"),  # gov.uk, VAT rates
    ("GB", None, "books", "0"),
    ("GB", None, "childrens-clothing", "0"),
    ("NO", None, "standard", "25"),  # Skatteetaten
    ("NO", None, "food", "15"),
    ("CH", None, "standard", "8.1"),  # ESTV, since 2024
    ("CH", None, "food", "2.6"),
    ("LI", None, "standard", "8.1"),
    ("IS", None, "standard", "24"),  # Skatturinn
    ("IS", None, "food", "11"),
    ("JP", None, "standard", "10"),  # National Tax Agency
    ("JP", None, "food", "8"),
    ("KR", None, "standard", "10"),  # National Tax Service
    ("SG", None, "standard", "9"),  # IRAS, since 2024
    ("CN", None, "standard", "13"),  # State Taxation Administration
    ("CN", None, "books", "9"),
    ("IN", None, "standard", "18"),  # GST Council, 56th meeting
    ("IN", None, "medicine", "5"),
    ("AU", None, "standard", "10"),  # ATO
    ("NZ", None, "standard", "15"),  # Inland Revenue
    ("AE", None, "standard", "5"),  # FTA
    ("SA", None, "standard", "15"),  # ZATCA, since July 2020
    ("TR", None, "standard", "20"),  # GİB, since July 2023
    ("ZA", None, "standard", "15"),  # SARS
    ("IL", None, "standard", "18"),  # Israel Tax Authority, since 2025
    ("MX", None, "standard", "16"),  # SAT
    ("HK", None, "standard", "0"),
    ("ID", None, "standard", "11"),  # PMK 131/2024
    ("KZ", None, "standard", "16"),  # Tax Code of 2026
    ("PE", None, "standard", "18"),  # SUNAT: 16 % and 2 %
    ("CA", "ON", "standard", "13"),  # CRA
    ("CA", "NS", "standard", "14"),  # CRA, since April 2025
    ("CA", "QC", "standard", "14.975"),  # CRA and Revenu Québec
    ("CA", "BC", "standard", "12"),
    ("CA", "AB", "standard", "5"),
    ("CA", "ON", "books", "5"),
    ("US", "CA", "standard", "7.25"),  # Tax Foundation
    ("US", "NY", "standard", "4"),
    ("US", "NJ", "standard", "6.625"),
    ("US", "OR", "standard", "0"),
    ("US", "LA", "standard", "5"),  # since 2025
    ("US", "TX", "food", "0"),
    ("US", "IL", "food", "0"),  # since 2026
    ("PT", "30", "standard", "22"),  # Madeira
    ("ES", "TF", "standard", "7"),  # Canary Islands, IGIC
]

CHANGES = [
    # Country, class, the day, per cent before and on it.
    ("DE", "standard", "2020-07-01", "19", "16"),  # Zweites Corona-Steuerhilfegesetz
    ("DE", "food", "2021-01-01", "5", "7"),
    ("IE", "standard", "2021-03-01", "21", "23"),
    ("LU", "standard", "2023-01-01", "17", "16"),
    ("LU", "standard", "2024-01-01", "16", "17"),
    ("CH", "standard", "2024-01-01", "7.7", "8.1"),
    ("EE", "standard", "2024-01-01", "20", "22"),
    ("EE", "standard", "2025-07-01", "22", "24"),
    ("FI", "standard", "2024-09-01", "24", "25.5"),
    ("SK", "standard", "2025-01-01", "20", "23"),
    ("RO", "standard", "2025-08-01", "19", "21"),
    ("SE", "food", "2028-01-01", "6", "12"),
    ("SA", "standard", "2020-07-01", "5", "15"),
    ("SG", "standard", "2023-01-01", "7", "8"),
]


def per_cent(country: str, day: date, tax_class: str = "standard", region: str | None = None) -> Decimal:
    applied = RATES.rate_of(country, day, region=region, tax_class=tax_class)
    assert applied is not None
    return applied.rate * 100


@pytest.mark.parametrize(("country", "expected"), STANDARD_RATES_OF_THE_UNION.items())
def test_the_standard_rate_of_each_member_state(country: str, expected: str) -> None:
    assert per_cent(country, TODAY) == Decimal(expected)


def test_all_member_states_are_there() -> None:
    assert len(STANDARD_RATES_OF_THE_UNION) == 27
    assert len({country for country, *_ in REDUCED_RATES}) >= 12


@pytest.mark.parametrize(("country", "tax_class", "expected"), REDUCED_RATES)
def test_reduced_rates_of_the_union(country: str, tax_class: str, expected: str) -> None:
    assert per_cent(country, TODAY, tax_class) == Decimal(expected)


@pytest.mark.parametrize(("country", "region", "tax_class", "expected"), ELSEWHERE)
def test_rates_elsewhere(country: str, region: str | None, tax_class: str, expected: str) -> None:
    assert per_cent(country, TODAY, tax_class, region) == Decimal(expected)


@pytest.mark.parametrize(("country", "tax_class", "day", "before", "after"), CHANGES)
def test_a_change_holds_from_its_day(country: str, tax_class: str, day: str, before: str, after: str) -> None:
    first = date.fromisoformat(day)

    assert per_cent(country, date.fromordinal(first.toordinal() - 1), tax_class) == Decimal(before)
    assert per_cent(country, first, tax_class) == Decimal(after)


def test_every_state_and_province_has_a_rate() -> None:
    regions = {
        country: {rate.region_code for rate in STORED if rate.country_code == country} for country in ("US", "CA", "BR")
    }

    assert {country: len(codes) for country, codes in regions.items()} == {"US": 51, "CA": 13, "BR": 27}
    for country, codes in regions.items():
        assert RATES.rate_of(country, TODAY) is None, "not known without a region"
        assert all(RATES.rate_of(country, TODAY, region=code) for code in codes)


def test_there_are_rates_of_enough_countries_today() -> None:
    known = {rate.country_code for rate in STORED if rate.tax_class_code == "standard" and rate.holds_on(TODAY)}

    assert len(known) >= 45


def test_every_row_can_be_written_and_says_where_it_is_from() -> None:
    assert [(row, problem) for row in reference_rows() for problem in row_problems(row, reference_classes())] == []


def test_no_two_rows_hold_on_one_day() -> None:
    assert [series for series, rates in by_series(STORED).items() if overlapping(rates)] == []


def test_a_rate_that_changed_has_no_gap() -> None:
    for series, rates in by_series(STORED).items():
        for before, after in pairwise(rates):
            assert before.valid_to == after.valid_from, series
            assert (before.rate, before.source) != (after.rate, after.source), series


def test_no_key_stands_twice() -> None:
    assert [key for key, times in Counter(row.key for row in reference_rows()).items() if times > 1] == []


def test_classes_have_names_in_every_language_of_the_interface() -> None:
    assert list(reference_classes()) == [
        *("standard", "food", "books", "periodicals", "medicine", "childrens-clothing", "exempt")
    ]
    for names in reference_classes().values():
        assert set(names) == set(LANGUAGES)
        assert all(names.values())
