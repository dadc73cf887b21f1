"""Money, country names and text direction as CLDR has them, in every locale that Babel has."""

from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberPattern, parse_pattern


@lru_cache(maxsize=512)
def locale_of(tag: str) -> Locale:
    """The CLDR locale of a BCP 47 tag; where the territory is unknown to the language, the language alone."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(tag.rpartition("-")[0], sep="-")


@lru_cache(maxsize=1024)
def _money_pattern(tag: str) -> NumberPattern:
    pattern = locale_of(tag).currency_formats["standard"]
    return pattern if isinstance(pattern, NumberPattern) else parse_pattern(pattern)


@lru_cache(maxsize=65536)
def format_money(amount: Decimal, currency_code: str, locale_tag: str) -> str:
    """`1.234,50 €`. Equal amounts recur on every page, so answers are remembered."""
    locale = locale_of(locale_tag)
    return str(_money_pattern(locale_tag).apply(amount, locale, currency=currency_code, currency_digits=True))


def text_direction(language_tag: str) -> str:
    """`ltr` or `rtl`."""
    return str(locale_of(language_tag).text_direction)


def country_name(country_code: str, language_tag: str) -> str:
    """`Deutschland` for DE; the code itself where CLDR has no name for it."""
    return str(locale_of(language_tag).territories.get(country_code, country_code))
