"""What the shop says itself: messages and formats. What merchants write lives in the catalog.

Nothing here knows a domain.
"""

from i18n.formats import country_name, format_money, text_direction
from i18n.messages import LANGUAGES, translate

__all__ = ["LANGUAGES", "country_name", "format_money", "text_direction", "translate"]
