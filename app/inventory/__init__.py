"""What stands where, and what is held for whom. Owns warehouses, stock and reservations.

Invariants: `0 <= reserved <= on_hand` for every variant and warehouse, so nothing is sold twice; `reserved` is the sum
of the reservations that are held; stock rows are locked in the order of their keys, whoever locks them; a bundle
has no pieces of its own, and is sold from those of what it consists of.
"""

from app.inventory.commands import WarehouseChange, adjust_stock, create_warehouse, update_warehouse
from app.inventory.errors import StockErrorCode
from app.inventory.events import StockChanged, StockWritten
from app.inventory.ids import WAREHOUSE_ID
from app.inventory.queries import (
    Sellable,
    StockFacts,
    WarehouseFacts,
    available_quantities,
    in_stock_condition,
    load_warehouses,
    sellable_pieces,
    stock_of_variants,
)
from app.inventory.service import (
    adjust,
    define_warehouse,
    name_warehouse,
    release,
    reserve,
    ship,
    stock_up,
    variants_in_stock,
)
from app.inventory.service_batches import Counted, compare_on_hand, set_on_hand

__all__ = [
    "WAREHOUSE_ID",
    "Counted",
    "Sellable",
    "StockChanged",
    "StockErrorCode",
    "StockFacts",
    "StockWritten",
    "WarehouseChange",
    "WarehouseFacts",
    "adjust",
    "adjust_stock",
    "available_quantities",
    "compare_on_hand",
    "create_warehouse",
    "define_warehouse",
    "in_stock_condition",
    "load_warehouses",
    "name_warehouse",
    "release",
    "reserve",
    "sellable_pieces",
    "set_on_hand",
    "ship",
    "stock_of_variants",
    "stock_up",
    "update_warehouse",
    "variants_in_stock",
]
