"""Writes of the catalog. Each makes the tables agree with a draft, and writes nothing where they do already."""

from app.catalog.service.products import upsert_product
from app.catalog.service.taxonomy import set_collection_products, upsert_brand, upsert_category, upsert_collection

__all__ = ["set_collection_products", "upsert_brand", "upsert_category", "upsert_collection", "upsert_product"]
