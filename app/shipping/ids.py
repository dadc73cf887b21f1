"""Ids of shipping, as clients see them."""

from app.core.ids import IdKind

CARRIER_ID = IdKind("carrier")
