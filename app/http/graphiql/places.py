"""What a visitor can choose to shop as: the countries, languages and currencies that the shop's markets have."""

from typing import Any

from babel import Locale

from app.core.codes import language_code
from app.markets import Atlas
from i18n import country_name

_READER = "en"
"""The language of the page itself."""


def choices(atlas: Atlas) -> dict[str, Any]:
    """Codes with their names, in the order in which they are read."""
    tags = {tag for market in atlas.markets for tag in market.language_tags}
    return {
        "markets": [
            {
                "name": market.names.get(_READER, market.code),
                "countries": sorted(
                    ({"code": code, "name": country_name(code, _READER)} for code in market.country_codes),
                    key=lambda country: country["name"],
                ),
            }
            for market in sorted(atlas.markets, key=lambda market: (not market.is_default, market.code))
        ],
        "languages": sorted(
            ({"code": language_code(tag), "name": _language_name(tag)} for tag in tags),
            key=lambda language: language["name"],
        ),
        "currencies": sorted({market.currency_code for market in atlas.markets}),
    }


def _language_name(tag: str) -> str:
    return Locale.parse(tag, sep="-").get_display_name(_READER) or tag
