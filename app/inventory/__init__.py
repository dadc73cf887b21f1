"""What stands where, and what is held for whom. Owns warehouses, stock and reservations.

Invariants: `0 <= reserved <= on_hand` for every variant and warehouse, so nothing is sold twice; `reserved` is the sum
of the reservations that are held; stock rows are locked in the order of their keys, whoever locks them.
"""

from app.inventory.commands import Adjustment, adjust_stock
from app.inventory.errors import StockErrorCode
from app.inventory.events import StockChanged
from app.inventory.ids import WAREHOUSE_ID
from app.inventory.queries import (
    StockFacts,
    WarehouseFacts,
    available_quantities,
    in_stock_condition,
    load_warehouses,
    stock_of_variants,
)
from app.inventory.service import adjust, define_warehouse, release, reserve, ship, stock_up

__all__ = [
    "WAREHOUSE_ID",
    "Adjustment",
    "StockChanged",
    "StockErrorCode",
    "StockFacts",
    "WarehouseFacts",
    "adjust",
    "adjust_stock",
    "available_quantities",
    "define_warehouse",
    "in_stock_condition",
    "load_warehouses",
    "release",
    "reserve",
    "ship",
    "stock_of_variants",
    "stock_up",
]
