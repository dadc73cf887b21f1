"""Money and direction as CLDR has them. Expected texts are CLDR's patterns, written out by hand."""

from decimal import Decimal

import pytest

from i18n import format_money, text_direction

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


def test_arabic_runs_from_right_to_left() -> None:
    assert [text_direction(tag) for tag in ("en", "zh-Hans", "ar")] == ["ltr", "ltr", "rtl"]
