"""VAT ids: which country gave one, how it is written, and whether its format and check digits are right.

The Union's as Article 215 of Directive 2006/112/EC prefixes them (Greece is EL there, and GR everywhere else; Northern
Ireland is XI for goods, by the Windsor Framework); the United Kingdom's, Switzerland's and Norway's as these countries
do.
"""

from types import MappingProxyType
from typing import Any, Final, NamedTuple

import stdnum.ch.uid
import stdnum.eu.vat
import stdnum.exceptions
import stdnum.gb.vat
import stdnum.no.mva

UNION: Final = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""The member states of the European Union, by ISO 3166-1."""
NORTHERN_IRELAND: Final = "XI"
LONGEST_VAT_ID: Final = 32

_PREFIXES: Final = MappingProxyType({"GR": "EL", "CH": "CHE", "LI": "CHE"})
"""Of countries whose VAT ids do not begin with the country's code."""
_COUNTRIES: Final = MappingProxyType({"EL": "GR", NORTHERN_IRELAND: "GB"})
_SWISS_ENDINGS: Final = ("MWST", "TVA", "IVA", "TPV")


class VatId(NamedTuple):
    """A VAT id whose format and check digits are right. Nothing says that anybody has it."""

    prefix: str
    """As it is written: EL for Greece, XI for Northern Ireland, else the country's code."""
    number: str
    """What follows the prefix, without spaces and signs."""

    @property
    def country_code(self) -> str:
        """By ISO 3166-1."""
        return _COUNTRIES.get(self.prefix, self.prefix)

    @property
    def is_of_union(self) -> bool:
        """Whether goods may be supplied to it as from one member state to another."""
        return self.prefix == NORTHERN_IRELAND or self.country_code in UNION

    def __str__(self) -> str:
        return self.prefix + self.number


def read_vat_id(text: str, country_code: str | None = None) -> VatId | None:
    """The VAT id that somebody wrote, in any usual way; None: it is none.

    `country_code` is the country that it is of where it is written without a prefix.
    """
    written = "".join(character for character in text.upper() if character.isalnum())
    if len(text) > 2 * LONGEST_VAT_ID or not written.isascii():
        return None
    found = _prefixed(written)
    if found is None and country_code is not None:
        found = _prefixed(_PREFIXES.get(country_code, country_code) + written)
    return found


def _prefixed(written: str) -> VatId | None:
    if written.startswith("CHE"):
        return _swiss(written)
    prefix, number = written[:2], written[2:]
    prefix = _PREFIXES.get(prefix, prefix)
    if prefix == "NO":
        valid = _validated(stdnum.no.mva, number if number.endswith("MVA") else f"{number}MVA")
    elif prefix in ("GB", NORTHERN_IRELAND):
        valid = _validated(stdnum.gb.vat, number)
    elif _COUNTRIES.get(prefix, prefix) in UNION:
        valid = _validated(stdnum.eu.vat, prefix + number)
        valid = valid and valid.removeprefix(prefix)
    else:
        return None
    return VatId(prefix, valid) if valid else None


def _swiss(written: str) -> VatId | None:
    """Liechtenstein's are Switzerland's. The word after the digits depends on the language, and is left out."""
    ending = next((word for word in _SWISS_ENDINGS if written.endswith(word)), "")
    valid = _validated(stdnum.ch.uid, written.removesuffix(ending))
    return VatId("CH", valid.removeprefix("CH")) if valid else None


def _validated(kind: Any, number: str) -> str | None:
    try:
        valid: str = kind.validate(number)
    except stdnum.exceptions.ValidationError:
        return None
    return valid
