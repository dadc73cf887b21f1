"""The digits that a locale writes numbers with, and from which number on it groups them.

Babel writes the digits 0 to 9 in every locale, and groups them in every number; CLDR has some locales write their own
digits (`ar-EG`, `fa`, `bn`, `mr`, `my`), and some leave 1234 as it is (`es`, `it`, `pl`, `pt-PT`).
The default system of a locale: CLDR, `numbers/defaultNumberingSystem`. Its digits: CLDR, `numberingSystems.xml`; each
system is ten characters in a row, of which the first is here. Grouping: CLDR, `numbers/minimumGroupingDigits`.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale

LATIN: Final = "latn"

_ZEROS: Final = {
    "adlm": 0x1E950,
    "arab": 0x0660,
    "arabext": 0x06F0,
    "beng": 0x09E6,
    "cakm": 0x11136,
    "deva": 0x0966,
    "hmnp": 0x1E140,
    "mtei": 0xABF0,
    "mymr": 0x1040,
    "nkoo": 0x07C0,
    "olck": 0x1C50,
    "tibt": 0x0F20,
}
_GROUPED_FROM_FIVE: Final = frozenset(
    {
        *("be", "bg", "et", "hu", "hy", "ia", "ie", "it", "ka", "lv", "pl", "sl", "sq"),
        # What Spain writes, and those whose locales have its for a parent; Latin America groups every number.
        *("es", "es-EA", "es-ES", "es-GQ", "es-IC", "es-PH"),
        *("pt-CH", "pt-CV", "pt-GQ", "pt-GW", "pt-LU", "pt-MO", "pt-MZ", "pt-PT", "pt-ST", "pt-TL"),
        "ru-UA",
    }
)
"""Locales, and languages of which all locales do: numbers of four digits have no separator."""
_LANGUAGES_GROUPED_FROM_FIVE: Final = frozenset(tag for tag in _GROUPED_FROM_FIVE if "-" not in tag) - {"es"}
_FIVE_DIGITS: Final = 10_000


def numbering_system(locale: Locale) -> str:
    """The system of the locale, where its digits and its signs are known; else the Latin one."""
    name = locale.default_numbering_system
    return name if name in _ZEROS and name in locale.number_symbols else LATIN


@lru_cache(maxsize=64)
def _digits(system: str) -> dict[int, str]:
    return {ord("0") + value: chr(_ZEROS[system] + value) for value in range(10)}


def in_own_digits(text: str, system: str) -> str:
    """The text with the digits of the numbering system for 0 to 9."""
    return text if system == LATIN else text.translate(_digits(system))


def is_grouped(number: Decimal, locale: Locale) -> bool:
    """Whether the locale puts separators into the number at all."""
    if abs(number) >= _FIVE_DIGITS:
        return True
    tag = str(locale).replace("_", "-")
    return tag not in _GROUPED_FROM_FIVE and locale.language not in _LANGUAGES_GROUPED_FROM_FIVE
