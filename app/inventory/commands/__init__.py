"""Use cases of inventory."""

from app.inventory.commands.stock import adjust_stock
from app.inventory.commands.warehouses import WarehouseChange, create_warehouse, update_warehouse

__all__ = ["WarehouseChange", "adjust_stock", "create_warehouse", "update_warehouse"]
