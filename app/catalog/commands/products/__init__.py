"""Use cases of products, as staff run them. Each change is in the audit log with what differed, before and after.

A product is locked, its version checked, read as a draft, changed, and written: whoever comes second sees what the
first one did. A refusal changes nothing.
"""

from app.catalog.commands.products.bulk import (
    BulkResult,
    WantedProduct,
    delete_products,
    publish_products,
    write_many,
)
from app.catalog.commands.products.copying import duplicate_product
from app.catalog.commands.products.details import set_metadata
from app.catalog.commands.products.editing import Places
from app.catalog.commands.products.media import (
    NewMedium,
    add_product_media,
    remove_product_media,
    reorder_product_media,
    update_product_media,
)
from app.catalog.commands.products.neighbours import VariantNeighbours
from app.catalog.commands.products.publishing import (
    PublicationWish,
    SafetyPolicy,
    publish_product,
    unpublish_product,
)
from app.catalog.commands.products.removing import delete_product
from app.catalog.commands.products.variants import (
    add_product_variants,
    remove_product_variants,
    reorder_product_variants,
    update_product_options,
    update_product_variants,
)
from app.catalog.commands.products.writing import create_product, edit_tags, translate_product, update_product
from app.core.modes import BulkMode

__all__ = [
    "BulkMode",
    "BulkResult",
    "NewMedium",
    "Places",
    "PublicationWish",
    "SafetyPolicy",
    "VariantNeighbours",
    "WantedProduct",
    "add_product_media",
    "add_product_variants",
    "create_product",
    "delete_product",
    "delete_products",
    "duplicate_product",
    "edit_tags",
    "publish_product",
    "publish_products",
    "remove_product_media",
    "remove_product_variants",
    "reorder_product_media",
    "reorder_product_variants",
    "set_metadata",
    "translate_product",
    "unpublish_product",
    "update_product",
    "update_product_media",
    "update_product_options",
    "update_product_variants",
    "write_many",
]
