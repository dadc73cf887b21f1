"""Writing products: the tables are made to agree with many drafts at once."""

from app.catalog.service.products.writing import FETCH_MEDIA_JOB, upsert_product, write_products

__all__ = ["FETCH_MEDIA_JOB", "upsert_product", "write_products"]
