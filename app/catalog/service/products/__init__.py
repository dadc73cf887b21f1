"""Writing products: the tables are made to agree with many drafts at once."""

from app.catalog.service.products.writing import upsert_product, write_products

__all__ = ["upsert_product", "write_products"]
