"""Money, dates and direction as CLDR has them. Expected texts are CLDR's patterns, written out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from i18n import format_date, format_moment, format_money, text_direction

NO_BREAK, NARROW, RIGHT_TO_LEFT = "\u00a0", "\u202f", "\u200f"


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "text"),
    [
        ("de-DE", "1234.50", "EUR", f"1.234,50{NO_BREAK}€"),
        ("fr-FR", "1234.50", "EUR", f"1{NARROW}234,50{NO_BREAK}€"),
        ("en-US", "1234.50", "USD", "$1,234.50"),
        ("en-GB", "1234.50", "GBP", "£1,234.50"),
        ("ja-JP", "9800", "JPY", "￥9,800"),
        ("zh-Hans-CN", "459.00", "CNY", "¥459.00"),
        ("ar-AE", "239.00", "AED", f"{RIGHT_TO_LEFT}239.00{NO_BREAK}د.إ.{RIGHT_TO_LEFT}"),
        ("ja-DE", "59.90", "EUR", "€59.90"),
    ],
)
def test_money_is_written_as_the_country_writes_it(locale: str, amount: str, currency: str, text: str) -> None:
    assert format_money(Decimal(amount), currency, locale) == text


@pytest.mark.parametrize(
    ("locale", "text"), [("de-DE", "23. November 2026"), ("en-US", "November 23, 2026"), ("ja-JP", "2026年11月23日")]
)
def test_a_day_is_written_out(locale: str, text: str) -> None:
    assert format_date(date(2026, 11, 23), locale) == text


def test_a_moment_is_what_the_clocks_at_the_place_show() -> None:
    moment = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)

    assert format_moment(moment, "Asia/Tokyo", "de-DE") == "23.11.26, 17:15"


def test_arabic_runs_from_right_to_left() -> None:
    assert [text_direction(tag) for tag in ("en", "zh-Hans", "ar")] == ["ltr", "ltr", "rtl"]
