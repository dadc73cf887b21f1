"""Who buys. Owns customer groups: shoppers who are priced alike, such as resellers.

Invariants: a group's code never changes; a group that a storefront, a price list or a sale names stays.
"""

from app.customers.commands import (
    CustomerNeighbours,
    create_customer_group,
    delete_customer_group,
    update_customer_group,
)
from app.customers.queries import CustomerGroupRow, load_customer_groups
from app.customers.service import define_customer_group

__all__ = [
    "CustomerGroupRow",
    "CustomerNeighbours",
    "create_customer_group",
    "define_customer_group",
    "delete_customer_group",
    "load_customer_groups",
    "update_customer_group",
]
