"""What things cost. Owns one price list per market and the prices in it.

Invariants: amounts are minor units of the list's currency; a variant without a row in a market's list is not sold
there; gross = net + tax, exactly, in every split.
"""

from app.pricing.errors import PricingErrorCode
from app.pricing.queries import (
    ListPrice,
    PriceListFacts,
    PriceRange,
    load_price_lists,
    price_ranges_of_products,
    prices_of_variants,
)
from app.pricing.rules import ShownPrice, TaxSplit, shown_price, split_gross, split_net
from app.pricing.service import define_price_list, set_prices

__all__ = [
    "ListPrice",
    "PriceListFacts",
    "PriceRange",
    "PricingErrorCode",
    "ShownPrice",
    "TaxSplit",
    "define_price_list",
    "load_price_lists",
    "price_ranges_of_products",
    "prices_of_variants",
    "set_prices",
    "shown_price",
    "split_gross",
    "split_net",
]
