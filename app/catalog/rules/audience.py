"""Who looks at the shop: through which channel, in which market, when."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from app.core.context import Place

SAFETY_COUNTRIES: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI"}
    | {"LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""The European Economic Area, where products are offered only with safety data: Regulation (EU) 2023/988, Article 19,
which Iceland, Liechtenstein and Norway follow."""


class Audience(NamedTuple):
    """Those for whom a product is public, or is not."""

    channel_code: str
    market_code: str
    needs_safety_data: bool
    """Whether the law wants to know who answers for a product before it is offered there."""
    now: datetime

    @classmethod
    def of(cls, place: Place, now: datetime) -> "Audience":
        """The shoppers of this place, at this moment."""
        return cls(place.channel_code, place.market_code, place.country_code in SAFETY_COUNTRIES, now)

    @property
    def parameters(self) -> dict[str, Any]:
        """What statements that ask for what is public are given."""
        return {
            "channel": self.channel_code,
            "market": self.market_code,
            "needs_safety_data": self.needs_safety_data,
            "now": self.now,
        }
