"""Numbers, units, dates, country names, text direction: as CLDR has them, in every locale that Babel has."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError, dates, lists
from babel.numbers import format_decimal
from babel.units import format_unit

from i18n.digits import in_own_digits, is_grouped, numbering_system


@lru_cache(maxsize=512)
def locale_of(tag: str) -> Locale:
    """The CLDR locale of a BCP 47 tag; where the territory is unknown to the language, the language alone."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(tag.rpartition("-")[0], sep="-")


@lru_cache(maxsize=512)
def number_pattern(tag: str) -> str:
    """How the locale groups digits, with as many decimals as a number has."""
    return str(locale_of(tag).decimal_formats[None].pattern).replace(".###", ".#########")


def format_number(number: Decimal, locale_tag: str) -> str:
    """`1.234,5` for 1234.5 in German, with nine decimals at most."""
    locale = locale_of(locale_tag)
    system = numbering_system(locale)
    text = format_decimal(
        number,
        number_pattern(locale_tag),
        locale,
        group_separator=is_grouped(number, locale),
        numbering_system=system,
    )
    return in_own_digits(str(text), system)


@lru_cache(maxsize=4096)
def format_quantity(number: Decimal, unit: str, locale_tag: str) -> str:
    """`12,5 cm` for 12.5 of `centimeter`; the number alone where CLDR has no such unit, such as pieces."""
    locale = locale_of(locale_tag)
    if unit not in units_of(locale_tag):
        return format_number(number, locale_tag)
    system = numbering_system(locale)
    named, pattern = units_of(locale_tag)[unit], number_pattern(locale_tag)
    text = format_unit(number, named, "short", pattern, locale, numbering_system=system)
    return in_own_digits(str(text), system)


@lru_cache(maxsize=4096)
def unit_symbol(number: Decimal, unit: str, locale_tag: str) -> str | None:
    """What stands beside the number in `format_quantity`, such as `cm`; None for nothing."""
    quantity, plain = format_quantity(number, unit, locale_tag), format_number(number, locale_tag)
    return quantity.replace(plain, "").strip() or None


@lru_cache(maxsize=512)
def units_of(tag: str) -> dict[str, str]:
    """`{centimeter: length-centimeter}`: CLDR's own keys say the dimension as well."""
    return {key.partition("-")[2]: key for key in map(str, locale_of(tag).unit_display_names) if "-" in key}


def format_date(day: date, locale_tag: str) -> str:
    """`31.03.2027` for the last of March 2027 in German."""
    return str(dates.format_date(day, "medium", locale_of(locale_tag)))


def format_list(items: Sequence[str], locale_tag: str) -> str:
    """`cotton, linen and wool`: as the language enumerates."""
    return str(lists.format_list(items, "standard", locale_of(locale_tag)))


def text_direction(language_tag: str) -> str:
    """`ltr` or `rtl`."""
    return str(locale_of(language_tag).text_direction)


def country_name(country_code: str, language_tag: str) -> str:
    """`Deutschland` for DE; the code itself where CLDR has no name for it."""
    return str(locale_of(language_tag).territories.get(country_code, country_code))
