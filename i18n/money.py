"""Amounts of money as CLDR has them: alone, as ranges, and per unit of goods.

Babel's patterns, and what it leaves out of Unicode's Technical Standard 35, part 3: the digits of the locale's own
numbering system, the space between letters of a currency and a number (`currencySpacing`), and ranges.
https://www.unicode.org/reports/tr35/tr35-numbers.html
"""

import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from babel import Locale
from babel.numbers import NumberPattern, get_currency_precision, get_currency_symbol, parse_pattern
from babel.units import format_compound_unit

from i18n.digits import in_own_digits, is_grouped, numbering_system
from i18n.formats import locale_of, number_pattern, units_of
from i18n.messages import translate

_SIGN: Final = "\u00a4"
"""Where the currency stands in a pattern."""
_NO_BREAK_SPACE: Final = "\u00a0"

_PATTERNS: Final = {
    # Babel has the patterns of Latin digits only. CLDR: common/main/fa.xml and ckb.xml,
    # currencyFormats[@numberSystem]: those of the locales' own digits that differ.
    ("fa", "arabext"): "\u200e\u00a4#,##0.00",
    ("ckb", "arab"): "#,##0.00\u00a0\u00a4",
}

_POINTS: Final = {"fr_CH": ".", "pt_CV": "$", "kea_CV": "$"}
"""CLDR: symbols/currencyDecimal, which Babel does not have: what is before the decimals of money, not of numbers."""

_PORTUGUESE: Final = ("AO", "CH", "CV", "GQ", "GW", "LU", "MO", "MZ", "PT", "ST", "TL")
_DASH: Final = "{0}\u2013{1}"
_RANGES: Final = {
    # CLDR: common/main, miscPatterns/pattern[@type="range"], where it is not that of the root, an en dash.
    **dict.fromkeys(("bg", "bs", "hr", "jv", "kea", "sk"), "{0} \u2013 {1}"),
    "bs-Cyrl": _DASH,
    **dict.fromkeys(("my", "ro"), "{0} - {1}"),
    # What Portugal writes, and those whose locales have its for a parent; Brazil does not.
    **dict.fromkeys((f"pt-{country}" for country in _PORTUGUESE), "{0} - {1}"),
    **dict.fromkeys(
        (
            *("ca", "da", "es", "eu", "fil", "fy", "gu", "it", "ka", "lij", "ml", "nl", "oc-ES", "sq", "th", "tt"),
            *("vec", "vi", "yue", "zh"),
        ),
        "{0}-{1}",
    ),
    "et": "{0}\u2012{1}",
    "ja": "{0}\uff5e{1}",
    "ko": "{0}~{1}",
    "mk": "{0}\u2009\u2013\u2009{1}",
    "to": "{0}\u2014{1}",
}


class _Affixes(NamedTuple):
    """What stands around the number."""

    before: str
    after: str


class _Style(NamedTuple):
    """How a locale writes amounts of a currency."""

    number: str
    """The pattern of the number alone."""
    positive: _Affixes
    negative: _Affixes
    system: str


@lru_cache(maxsize=4096)
def _style(currency_code: str, locale_tag: str) -> _Style:
    locale = locale_of(locale_tag)
    system = numbering_system(locale)
    own = None if locale.territory == "AF" else _PATTERNS.get((str(locale.language), system))
    found = own or locale.currency_formats["standard"]
    pattern = found if isinstance(found, NumberPattern) else parse_pattern(found)
    symbol = get_currency_symbol(currency_code, locale)
    positive, negative = (
        _Affixes(_beside(pattern.prefix[sign], symbol, 1), _beside(pattern.suffix[sign], symbol, 0)) for sign in (0, 1)
    )
    return _Style(str(pattern.number_pattern), positive, negative, system)


def _beside(affix: str, symbol: str, end: int) -> str:
    """The affix with the currency in it, and a space where its letters would touch the number.

    `end`: which end of the affix touches it, 1 for what stands before the number. TR35: currencySpacing, by which a
    space goes between a digit and what is neither a symbol nor a space.
    """
    if _SIGN not in affix:
        return affix
    text = affix.replace(_SIGN, symbol)
    touches = affix.endswith(_SIGN) if end else affix.startswith(_SIGN)
    edge = symbol[-1] if end else symbol[0]
    if touches and unicodedata.category(edge)[0] not in "SZ":
        return text + _NO_BREAK_SPACE if end else _NO_BREAK_SPACE + text
    return text


def _digits_of(amount: Decimal, currency_code: str) -> int:
    """As many decimals as CLDR shows of the currency; all that the amount has where one of them would be hidden."""
    shown = get_currency_precision(currency_code)
    return shown if _decimals(amount.normalize()) <= shown else _decimals(amount)


def _decimals(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


@lru_cache(maxsize=1024)
def _with_decimals(pattern: str, digits: int) -> NumberPattern:
    parsed = parse_pattern(pattern)
    parsed.frac_prec = (digits, digits)
    return parsed


def _number(amount: Decimal, digits: int, style: _Style, locale: Locale) -> str:
    text = str(
        _with_decimals(style.number, digits).apply(
            abs(amount),
            locale,
            group_separator=is_grouped(amount, locale),
            numbering_system=style.system,
        )
    )
    if point := _POINTS.get(str(locale)):
        text = text.replace(locale.number_symbols[style.system]["decimal"], point)
    return in_own_digits(text, style.system)


@lru_cache(maxsize=65536)
def format_money(amount: Decimal, currency_code: str, locale_tag: str) -> str:
    """`1.234,50 €`. Equal amounts recur on every page, so answers are remembered."""
    locale, style = locale_of(locale_tag), _style(currency_code, locale_tag)
    number = _number(amount, _digits_of(amount, currency_code), style, locale)
    around = style.negative if amount < 0 else style.positive
    minus = locale.number_symbols[style.system].get("minusSign", "-")
    return f"{around.before.replace('-', minus)}{number}{around.after.replace('-', minus)}"


@lru_cache(maxsize=4096)
def format_range(low: Decimal, high: Decimal, currency_code: str, locale_tag: str) -> str:
    """`10,00–20,00 €`, `€10.00 – €20.00`: from the lower amount to the higher; one amount where they are equal.

    The currency is written once where it is more than one character, and the dash has spaces where something else
    than digits would touch it (TR35, part 3, "Range Pattern Processing").
    """
    if low == high:
        return format_money(low, currency_code, locale_tag)
    locale, style = locale_of(locale_tag), _style(currency_code, locale_tag)
    digits = max(_digits_of(low, currency_code), _digits_of(high, currency_code))
    numbers = [_number(amount, digits, style, locale) for amount in (low, high)]
    pattern, around = _range_pattern(locale_tag), style.positive
    if len(around.before + around.after) > 1:
        return f"{around.before}{pattern.format(*numbers)}{around.after}"
    dash = pattern.removeprefix("{0}").removesuffix("{1}")
    spaced = dash if dash[0].isspace() else f" {dash} "
    return spaced.join(f"{around.before}{number}{around.after}" for number in numbers)


@lru_cache(maxsize=512)
def _range_pattern(locale_tag: str) -> str:
    tag = str(locale_of(locale_tag)).replace("_", "-")
    while tag:
        if tag in _RANGES:
            return _RANGES[tag]
        tag = tag.rpartition("-")[0]
    return _DASH


@lru_cache(maxsize=16384)
def format_per_unit(amount: Decimal, currency_code: str, quantity: Decimal, unit: str, locale_tag: str) -> str:
    """`€3.98/100 mL`, `3,98 €/kg`: what so much of the unit costs, as unit prices are written.

    `unit` is one of CLDR (`milliliter`, `kilogram`, `meter`), or `piece`, which CLDR has no word for.
    """
    locale = locale_of(locale_tag)
    price, system = format_money(amount, currency_code, locale_tag), numbering_system(locale)
    count = quantity.normalize()
    found = units_of(locale_tag).get(unit)
    if found is None:
        return _per_piece(price, count, locale_tag, system)
    # Babel writes the count; the price, which it takes as it is, may have digits of its own already.
    per = format_compound_unit(
        price,
        denominator_value=count,
        denominator_unit=found,
        length="short",
        format=number_pattern(locale_tag),
        locale=locale,
        numbering_system=system,
    )
    return in_own_digits(str(per), system)


def _per_piece(price: str, count: Decimal, locale_tag: str, system: str) -> str:
    language = str(locale_of(locale_tag).language)
    chain = ("zh-Hans" if language == "zh" else language, "en")
    if count == 1:
        return translate("UnitPrice.PER_PIECE", chain, {"price": price})
    return translate("UnitPrice.PER_PIECES", chain, {"price": price, "pieces": in_own_digits(f"{count:f}", system)})
