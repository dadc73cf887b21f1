"""Writes of the catalog. Each makes the tables agree with a draft, and writes nothing where they do already."""

from app.catalog.service.collections import set_collection_products, sort_into_collections, upsert_collection
from app.catalog.service.products import upsert_product, write_products
from app.catalog.service.taxonomy import (
    upsert_attribute,
    upsert_brand,
    upsert_category,
    upsert_operator,
    upsert_product_type,
)

__all__ = [
    "set_collection_products",
    "sort_into_collections",
    "upsert_attribute",
    "upsert_brand",
    "upsert_category",
    "upsert_collection",
    "upsert_operator",
    "upsert_product",
    "upsert_product_type",
    "write_products",
]
