"""What the shop says itself: messages and formats. What merchants write lives in the catalog.

Nothing here knows a domain.
"""

from i18n.formats import (
    country_name,
    format_date,
    format_list,
    format_number,
    format_quantity,
    text_direction,
    unit_symbol,
)
from i18n.messages import LANGUAGES, translate
from i18n.money import format_money, format_per_unit, format_range

__all__ = [
    "LANGUAGES",
    "country_name",
    "format_date",
    "format_list",
    "format_money",
    "format_number",
    "format_per_unit",
    "format_quantity",
    "format_range",
    "text_direction",
    "translate",
    "unit_symbol",
]
