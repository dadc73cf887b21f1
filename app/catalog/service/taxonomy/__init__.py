"""Writes of what products are sorted into and described by: each makes the rows of one thing agree with its draft."""

from app.catalog.service.taxonomy.attributes import remove_attribute, upsert_attribute, write_attribute
from app.catalog.service.taxonomy.brands import remove_brand, upsert_brand, write_brand
from app.catalog.service.taxonomy.categories import remove_category, upsert_category, write_category
from app.catalog.service.taxonomy.operators import remove_operator, upsert_operator, write_operator
from app.catalog.service.taxonomy.types import (
    product_type_id,
    remove_product_type,
    upsert_product_type,
    write_product_type,
)

__all__ = [
    "product_type_id",
    "remove_attribute",
    "remove_brand",
    "remove_category",
    "remove_operator",
    "remove_product_type",
    "upsert_attribute",
    "upsert_brand",
    "upsert_category",
    "upsert_operator",
    "upsert_product_type",
    "write_attribute",
    "write_brand",
    "write_category",
    "write_operator",
    "write_product_type",
]
