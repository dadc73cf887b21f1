"""Where the shop sells. Owns markets, their countries and languages, the fallback between languages, and the channels
through which the shop is seen.

Invariants: a country belongs to at most one market; one market is the default; a market offers its default
language; one channel is the default; a channel sells in its default market.
"""

from app.markets.cache import AtlasCache
from app.markets.events import AtlasChanged
from app.markets.queries import load_atlas
from app.markets.rules import Atlas, ChannelFacts, MarketFacts, resolve_place
from app.markets.service import (
    ChannelDefinition,
    MarketDefinition,
    define_channel,
    define_languages,
    define_market,
)

__all__ = [
    "Atlas",
    "AtlasCache",
    "AtlasChanged",
    "ChannelDefinition",
    "ChannelFacts",
    "MarketDefinition",
    "MarketFacts",
    "define_channel",
    "define_languages",
    "define_market",
    "load_atlas",
    "resolve_place",
]
