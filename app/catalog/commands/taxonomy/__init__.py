"""Use cases of what products are sorted into and described by, as staff run them.

Each change is in the audit log with what differed, before and after; an update or a deletion may say which version it
means, and is refused where that is not the present one.
"""

from app.catalog.commands.taxonomy.categories import (
    WantedCategory,
    delete_category,
    move_category,
    reorder_children,
    write_categories,
)
from app.catalog.commands.taxonomy.collections import (
    add_products,
    count_products_of_rule,
    move_product,
    remove_products,
    set_products,
)
from app.catalog.commands.taxonomy.entries import (
    ATTRIBUTES,
    BRANDS,
    CATEGORIES,
    COLLECTIONS,
    OPERATORS,
    PRODUCT_TYPES,
    create,
    delete,
    update,
)

__all__ = [
    "ATTRIBUTES",
    "BRANDS",
    "CATEGORIES",
    "COLLECTIONS",
    "OPERATORS",
    "PRODUCT_TYPES",
    "WantedCategory",
    "add_products",
    "count_products_of_rule",
    "create",
    "delete",
    "delete_category",
    "move_category",
    "move_product",
    "remove_products",
    "reorder_children",
    "set_products",
    "update",
    "write_categories",
]
