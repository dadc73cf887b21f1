"""Kinds of ids of markets, as clients see them."""

from app.core.ids import IdKind

MARKET_ID = IdKind("market")
