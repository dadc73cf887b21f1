"""Amounts, ranges and prices per unit, as Unicode's locale data has them.

Expected texts are put together by hand from CLDR 47, whose charts are at
https://www.unicode.org/cldr/charts/47/by_type/numbers.number_formatting_patterns.html ("Currency Formats", standard),
https://www.unicode.org/cldr/charts/47/by_type/numbers.symbols.html and
https://www.unicode.org/cldr/charts/47/by_type/numbers.currency_names.html: beside each stand its pattern and its signs.
"""

import unicodedata
from decimal import Decimal

import pytest
from babel import localedata
from babel.core import Locale

from app.core.codes import currency_codes
from app.core.money import to_decimal
from i18n import format_money, format_number, format_per_unit, format_quantity, format_range
from i18n.digits import numbering_system

NB, NARROW = "\u00a0", "\u202f"
RLM, LRM, ALM = "\u200f", "\u200e", "\u061c"
EN_DASH, MINUS = "\u2013", "\u2212"


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "text"),
    [
        ("en-US", "1234567.89", "USD", "$1,234,567.89"),  # ¤#,##0.00
        ("en-GB", "1234.50", "GBP", "£1,234.50"),  # ¤#,##0.00
        ("en-IN", "1234567.89", "INR", "₹12,34,567.89"),  # ¤#,##,##0.00
        ("en-ZA", "1234.50", "ZAR", f"R{NB}1{NB}234,50"),  # ¤#,##0.00, currencySpacing after the letter
        ("de-DE", "1234.50", "EUR", f"1.234,50{NB}€"),  # #,##0.00 ¤
        ("de-AT", "1234.50", "EUR", f"€{NB}1.234,50"),  # ¤ #,##0.00, currencyGroup "."
        ("de-CH", "1234.50", "CHF", f"CHF{NB}1’234.50"),  # ¤ #,##0.00;¤-#,##0.00, group ’
        ("fr-FR", "1234567.89", "EUR", f"1{NARROW}234{NARROW}567,89{NB}€"),  # #,##0.00 ¤, group narrow space
        ("fr-CH", "1234.50", "CHF", f"1{NARROW}234.50{NB}CHF"),  # #,##0.00 ¤, currencyDecimal "."
        ("fr-CA", "1234.50", "CAD", f"1{NB}234,50{NB}$"),  # #,##0.00 ¤, group no-break space
        ("it-IT", "1234.50", "EUR", f"1234,50{NB}€"),  # #,##0.00 ¤, minimumGroupingDigits 2
        ("it-IT", "12345.60", "EUR", f"12.345,60{NB}€"),  # the same: five digits are grouped
        ("es-ES", "1234.50", "EUR", f"1234,50{NB}€"),  # #,##0.00 ¤, minimumGroupingDigits 2
        ("es-MX", "1234.50", "MXN", "$1,234.50"),  # ¤#,##0.00, minimumGroupingDigits 1
        ("pt-PT", "12345.60", "EUR", f"12{NB}345,60{NB}€"),  # #,##0.00 ¤, minimumGroupingDigits 2
        ("pt-BR", "1234.50", "BRL", f"R${NB}1.234,50"),  # ¤ #,##0.00
        ("nl-NL", "1234.50", "EUR", f"€{NB}1.234,50"),  # ¤ #,##0.00;¤ -#,##0.00
        ("pl-PL", "1234.50", "PLN", f"1234,50{NB}zł"),  # #,##0.00 ¤, minimumGroupingDigits 2
        ("cs-CZ", "1234.50", "CZK", f"1{NB}234,50{NB}Kč"),  # #,##0.00 ¤
        ("sv-SE", "1234.50", "SEK", f"1{NB}234,50{NB}kr"),  # #,##0.00 ¤
        ("da-DK", "1234.50", "DKK", f"1.234,50{NB}kr."),  # #,##0.00 ¤
        ("fi-FI", "1234.50", "EUR", f"1{NB}234,50{NB}€"),  # #,##0.00 ¤
        ("hu-HU", "12345.60", "HUF", f"12{NB}345,60{NB}Ft"),  # #,##0.00 ¤, HUF digits 2
        ("bg-BG", "1234.50", "EUR", f"1234,50{NB}€"),  # 0.00 ¤: minimumGroupingDigits 2
        ("tr-TR", "1234.50", "TRY", "₺1.234,50"),  # ¤#,##0.00
        ("ru-RU", "1234.50", "RUB", f"1{NB}234,50{NB}₽"),  # #,##0.00 ¤
        ("uk-UA", "1234.50", "UAH", f"1{NB}234,50{NB}₴"),  # #,##0.00 ¤
        ("el-GR", "1234.50", "EUR", f"1.234,50{NB}€"),  # #,##0.00 ¤
        ("ja-JP", "9800", "JPY", "￥9,800"),  # ¤#,##0.00, JPY digits 0, the full-width sign of ja
        ("zh-Hans-CN", "459.00", "CNY", "¥459.00"),  # ¤#,##0.00
        ("zh-Hant-TW", "459.00", "TWD", "$459.00"),  # ¤#,##0.00, TWD digits 2 (cash 0)
        ("ko-KR", "59000", "KRW", "₩59,000"),  # ¤#,##0.00, KRW digits 0
        ("th-TH", "1234.50", "THB", "฿1,234.50"),  # ¤#,##0.00
        ("vi-VN", "1234500", "VND", f"1.234.500{NB}₫"),  # #,##0.00 ¤, VND digits 0
        ("hi-IN", "1234567.89", "INR", "₹12,34,567.89"),  # ¤#,##,##0.00, default digits latn
        ("mr-IN", "1234.50", "INR", "₹१,२३४.५०"),  # ¤#,##0.00, default digits deva
        ("bn-BD", "1234567.89", "BDT", "১২,৩৪,৫৬৭.৮৯৳"),  # #,##,##0.00¤, default digits beng
        ("he-IL", "1234.50", "ILS", f"{RLM}1,234.50{NB}{RLM}₪"),  # ‏#,##0.00 ‏¤
        ("ar-AE", "239.00", "AED", f"{RLM}239.00{NB}د.إ.{RLM}"),  # ‏#,##0.00 ¤, default digits latn
        ("ar-EG", "1234.50", "EGP", f"{RLM}١٬٢٣٤٫٥٠{NB}ج.م.{RLM}"),  # ‏#,##0.00 ¤, default digits arab
        ("fa-IR", "1234.50", "EUR", f"{LRM}€۱٬۲۳۴٫۵۰"),  # ‎¤#,##0.00 of arabext, default digits arabext
        ("ar-KW", "1.234", "KWD", f"{RLM}١٫٢٣٤{NB}د.ك.{RLM}"),  # KWD digits 3
    ],
)
def test_an_amount_is_written_as_the_country_writes_it(locale: str, amount: str, currency: str, text: str) -> None:
    assert format_money(Decimal(amount), currency, locale) == text


# TR35 part 3, currencySpacing: a no-break space goes between a digit and a currency that ends in what is no symbol.
@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [("en-US", "CHF", f"CHF{NB}5.00"), ("es-MX", "EUR", f"EUR{NB}5.00"), ("ja-JP", "CHF", f"CHF{NB}5.00")],
)
def test_letters_do_not_touch_the_number(locale: str, currency: str, text: str) -> None:
    assert format_money(Decimal("5.00"), currency, locale) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-US", "-€5.50"),
        ("de-CH", "EUR-5.50"),  # ¤-#,##0.00
        ("nl-NL", f"€{NB}-5,50"),  # ¤ -#,##0.00
        ("sv-SE", f"{MINUS}5,50{NB}€"),  # minusSign U+2212
        ("ar-EG", f"{ALM}-{RLM}٥٫٥٠{NB}€"),  # minusSign U+061C and the hyphen
    ],
)
def test_less_than_nothing_has_the_sign_of_the_locale(locale: str, text: str) -> None:
    assert format_money(Decimal("-5.50"), "EUR", locale).replace(f"{RLM}{ALM}-", f"{ALM}-{RLM}") == text


# CLDR: supplementalData, <info iso4217="AFN" digits="0">, and IQD, IRR, LBP the same.
@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1200, "AFN", f"AFN{NB}12"),
        (1250, "AFN", f"AFN{NB}12.50"),
        (12345, "IQD", f"IQD{NB}12.345"),
        (12000, "IQD", f"IQD{NB}12"),
    ],
)
def test_decimals_are_left_out_as_people_do_and_never_hidden(amount: int, currency: str, text: str) -> None:
    assert format_money(to_decimal(amount, currency), currency, "en-US") == text


# CLDR: miscPatterns/pattern[@type="range"], and TR35 part 3, "Range Pattern Processing".
@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [
        ("en-US", "EUR", f"€10.00 {EN_DASH} €20.00"),
        ("en-US", "CHF", f"CHF{NB}10.00{EN_DASH}20.00"),
        ("de-DE", "EUR", f"10,00{EN_DASH}20,00{NB}€"),
        ("de-AT", "EUR", f"€{NB}10,00{EN_DASH}20,00"),
        ("fr-FR", "EUR", f"10,00{EN_DASH}20,00{NB}€"),
        ("es-ES", "EUR", f"10,00-20,00{NB}€"),
        ("pt-PT", "EUR", f"10,00 - 20,00{NB}€"),
        ("pt-BR", "EUR", f"€{NB}10,00{EN_DASH}20,00"),
        ("bg-BG", "EUR", f"10,00 {EN_DASH} 20,00{NB}€"),
        ("ja-JP", "JPY", "￥10 ～ ￥20"),
        ("ko-KR", "EUR", "€10.00 ~ €20.00"),
        ("zh-Hans-CN", "EUR", "€10.00 - €20.00"),
        ("ar-EG", "EUR", f"{RLM}١٠٫٠٠{EN_DASH}٢٠٫٠٠{NB}€"),
        ("fa-IR", "EUR", f"{LRM}€۱۰٫۰۰{EN_DASH}۲۰٫۰۰"),
    ],
)
def test_a_range_is_written_as_the_language_does(locale: str, currency: str, text: str) -> None:
    assert format_range(Decimal(10), Decimal(20), currency, locale) == text


def test_a_range_of_one_amount_is_that_amount_and_both_ends_have_the_same_decimals() -> None:
    assert format_range(Decimal(10), Decimal("10.00"), "EUR", "de-DE") == f"10,00{NB}€"
    assert format_range(Decimal(12), Decimal("12.50"), "AFN", "en-US") == f"AFN{NB}12.00{EN_DASH}12.50"


# CLDR: units, unitLength "short": perUnitPattern where the unit has one, compoundUnit "per" where it has none.
@pytest.mark.parametrize(
    ("locale", "quantity", "unit", "text"),
    [
        ("en-US", "100", "milliliter", "€3.98/100 mL"),
        ("en-GB", "100", "milliliter", "€3.98/100 ml"),
        ("en-US", "1", "kilogram", "€3.98/kg"),
        ("de-DE", "100", "milliliter", f"3,98{NB}€/100{NB}ml"),
        ("de-DE", "1", "kilogram", f"3,98{NB}€/kg"),
        ("de-DE", "1.00", "square-meter", f"3,98{NB}€/m²"),
        ("de-DE", "1", "piece", f"3,98{NB}€/Stück"),
        ("fr-FR", "10", "piece", f"3,98{NB}€/10 pièces"),
        ("ja-JP", "100", "gram", f"€3.98/100{NB}g"),
        ("zh-Hans-CN", "100", "milliliter", "€3.98/100毫升"),
        ("ar-EG", "100", "milliliter", f"{RLM}٣٫٩٨{NB}€/١٠٠ ملتر"),
        ("ar-EG", "10", "piece", f"{RLM}٣٫٩٨{NB}€/١٠ قطعة"),
    ],
)
def test_a_price_per_unit_is_written_as_the_language_does(locale: str, quantity: str, unit: str, text: str) -> None:
    # Which of the two kinds of space stands before a unit differs between releases of CLDR.
    written = format_per_unit(Decimal("3.98"), "EUR", Decimal(quantity), unit, locale)
    assert written.replace(NB, " ") == text.replace(NB, " ")


def test_numbers_and_measures_have_the_digits_of_the_locale_too() -> None:
    assert format_number(Decimal("1234.5"), "ar-EG") == "١٬٢٣٤٫٥"
    assert format_number(Decimal("1234.5"), "es-ES") == "1234,5"
    assert format_quantity(Decimal("12.5"), "centimeter", "fa-IR") == "۱۲٫۵ سانتی‌متر"


@pytest.mark.slow
def test_every_locale_writes_every_currency() -> None:
    """What stands in it: the digits of the number, in the digits of the locale, and something for the currency."""
    tags = [name.replace("_", "-") for name in localedata.locale_identifiers()]
    assert len(tags) > 1000
    some = ["EUR", "JPY", "KWD", "CHF"]
    for tag in tags:
        for currency in currency_codes() if tag in ("de", "ar-EG", "fa", "zh-Hant") else some:
            amount = Decimal(123456)
            text = format_money(amount, currency, tag)
            digits = "".join(str(unicodedata.digit(each)) for each in text if unicodedata.category(each) == "Nd")
            assert digits.rstrip("0") == "123456", (tag, currency, text)
            assert any(unicodedata.category(each)[0] in "LS" for each in text), (tag, currency, text)
            assert format_range(amount, amount + 1, currency, tag)
            assert format_per_unit(amount, currency, Decimal(100), "gram", tag)


def test_babel_has_signs_for_each_system_that_a_locale_counts_in() -> None:
    """Where it had none, numbers would come in Latin digits: then the table of zeros needs a line."""
    for tag in ("ar-EG", "fa", "bn", "mr", "my", "dz", "ff-Adlm", "ccp", "nqo", "sat", "ckb", "ne", "ur-IN"):
        locale = Locale.parse(tag, sep="-")
        assert numbering_system(locale) == locale.default_numbering_system != "latn"
