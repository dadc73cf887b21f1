"""Where the shop sells. Owns markets, their countries and languages, the fallback between languages, and the channels
through which the shop is seen.

Invariants: a country belongs to at most one market; one market is the default; a market offers its default
language, and keeps its currency; a language never falls back to itself; one channel is the default; a channel sells in
its default market. Changes of the setup happen one after the other.
"""

from app.markets.cache import AtlasCache
from app.markets.commands import (
    ChannelChange,
    MarketChange,
    MarketNeighbours,
    create_channel,
    create_market,
    delete_market,
    update_channel,
    update_languages,
    update_market,
)
from app.markets.errors import SettingsErrorCode
from app.markets.events import AtlasChanged
from app.markets.ids import MARKET_ID
from app.markets.queries import load_atlas
from app.markets.rules import Atlas, ChannelFacts, MarketFacts, nowhere, resolve_place
from app.markets.rules.checks import code_problems, name_problems, problem
from app.markets.service import (
    ChannelDefinition,
    MarketDefinition,
    define_channel,
    define_languages,
    define_market,
    known_codes,
    name_channel,
    name_market,
)

__all__ = [
    "MARKET_ID",
    "Atlas",
    "AtlasCache",
    "AtlasChanged",
    "ChannelChange",
    "ChannelDefinition",
    "ChannelFacts",
    "MarketChange",
    "MarketDefinition",
    "MarketFacts",
    "MarketNeighbours",
    "SettingsErrorCode",
    "code_problems",
    "create_channel",
    "create_market",
    "define_channel",
    "define_languages",
    "define_market",
    "delete_market",
    "known_codes",
    "load_atlas",
    "name_channel",
    "name_market",
    "name_problems",
    "nowhere",
    "problem",
    "resolve_place",
    "update_channel",
    "update_languages",
    "update_market",
]
