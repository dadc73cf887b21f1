"""Where the shop sells. Owns markets, their countries and languages, and the fallback between languages.

Invariants: a country belongs to at most one market; one market is the default; a market offers its default language.
"""

from app.markets.cache import AtlasCache
from app.markets.events import AtlasChanged
from app.markets.queries import load_atlas
from app.markets.rules import Atlas, MarketFacts, resolve_place
from app.markets.service import MarketDefinition, define_languages, define_market

__all__ = [
    "Atlas",
    "AtlasCache",
    "AtlasChanged",
    "MarketDefinition",
    "MarketFacts",
    "define_languages",
    "define_market",
    "load_atlas",
    "resolve_place",
]
