"""Code lists of the world: countries (ISO 3166-1, and XK), currencies in use (ISO 4217), languages (BCP 47)."""

from functools import cache

from babel import Locale
from babel.numbers import get_territory_currencies

_NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Alpha-2 codes of CLDR that ISO 3166-1 does not assign to a country."""

_RETIRED_CURRENCIES = frozenset({"ANG", "BGN", "HRK"})
"""Replaced, while CLDR as Babel carries it still names them (Bulgaria has the euro since 2026)."""

_NEW_CURRENCIES = frozenset({"SVC", "VED", "XCG", "ZWG"})
"""In ISO 4217's list of current currencies, and not the tender of a territory in CLDR as Babel carries it."""

_REGIONAL_LANGUAGES = ("de-AT", "de-CH", "en-GB", "fr-CA", "pt-BR", "pt-PT", "zh-Hans", "zh-Hant")


def country_codes() -> list[str]:
    """Alpha-2 codes, sorted."""
    territories = (str(code) for code in Locale("en").territories)
    return sorted(code for code in territories if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES)


def currency_codes() -> list[str]:
    """Alpha-3 codes, sorted."""
    tenders = {currency for country in country_codes() for currency in get_territory_currencies(country)}
    return sorted((tenders | _NEW_CURRENCIES) - _RETIRED_CURRENCIES)


def language_tags() -> list[str]:
    """Languages of ISO 639-1, and the regional ones that shops tell apart, sorted."""
    languages = (str(tag) for tag in Locale("en").languages)
    return sorted([tag for tag in languages if len(tag) == 2] + list(_REGIONAL_LANGUAGES))


@cache
def language_code(tag: str) -> str:
    """`zh-Hans` → `ZH_HANS`, as enumerations write it."""
    return tag.replace("-", "_").upper()
