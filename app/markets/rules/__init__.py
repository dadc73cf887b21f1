"""Pure rules of markets: how a request becomes a place, and what the setup of a shop must be."""

from app.markets.rules.places import Atlas, ChannelFacts, MarketFacts, nowhere, resolve_place

__all__ = ["Atlas", "ChannelFacts", "MarketFacts", "nowhere", "resolve_place"]
