"""The scopes that a staff token can carry."""

from app.core.described import DescribedEnum


class Scope(DescribedEnum):
    """What a token allows."""

    INVENTORY_READ = "inventory:read", "See stock by warehouse."
    INVENTORY_WRITE = "inventory:write", "Adjust stock."
    ORDERS_READ = "orders:read", "List and open orders."
    ORDERS_WRITE = "orders:write", "Cancel orders."
    SHIPMENTS_WRITE = "shipments:write", "Make shipments."
