"""Writes of pricing. They take a session and do not commit."""

from app.pricing.service.entries import PriceEntry, PricesOfProduct
from app.pricing.service.products import (
    copy_prices,
    set_entries,
    set_prices,
    set_prices_of_products,
    set_product_prices,
)
from app.pricing.service.reference import load_prior_price_rules
from app.pricing.service.rows import ListedRow, set_listed_prices
from app.pricing.service.settings import define_price_list, delete_setting, is_priced, write_setting

__all__ = [
    "ListedRow",
    "PriceEntry",
    "PricesOfProduct",
    "copy_prices",
    "define_price_list",
    "delete_setting",
    "is_priced",
    "load_prior_price_rules",
    "set_entries",
    "set_listed_prices",
    "set_prices",
    "set_prices_of_products",
    "set_product_prices",
    "write_setting",
]
