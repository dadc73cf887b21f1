"""Shopify's product CSV, in and out: one language, one currency, the quantities of one warehouse."""

from app.exchange.formats.shopify.reading import ShopifyReader
from app.exchange.formats.shopify.writing import COLUMNS, ShopifyView, shopify_rows

__all__ = ["COLUMNS", "ShopifyReader", "ShopifyView", "shopify_rows"]
