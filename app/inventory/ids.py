"""Ids of inventory, as clients see them."""

from app.core.ids import IdKind

WAREHOUSE_ID = IdKind("warehouse")
