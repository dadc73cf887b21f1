"""Use cases of setting a shop up: its languages, markets and channels. Each change is in the audit log."""

from app.markets.commands.channels import ChannelChange, create_channel, update_channel
from app.markets.commands.languages import update_languages
from app.markets.commands.markets import MarketChange, create_market, delete_market, update_market
from app.markets.commands.neighbours import MarketNeighbours

__all__ = [
    "ChannelChange",
    "MarketChange",
    "MarketNeighbours",
    "create_channel",
    "create_market",
    "delete_market",
    "update_channel",
    "update_languages",
    "update_market",
]
