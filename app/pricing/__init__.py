"""What things cost. Owns one price list per market and the prices in it.

Invariants: amounts are minor units of the list's currency; a variant without a row in a market's list is not sold
there; gross = net + tax, exactly, in every split.
"""

from app.pricing.commands import NewPriceList, create_price_list, delete_price_list, update_price_list
from app.pricing.errors import PricingErrorCode
from app.pricing.ids import PRICE_LIST_ID
from app.pricing.queries import (
    ListPrice,
    PriceInList,
    PriceListFacts,
    PriceRange,
    least_price,
    load_price_lists,
    price_ranges_of_products,
    priced_within_condition,
    prices_in_all_lists,
    prices_of_variants,
)
from app.pricing.rules import ShownPrice, TaxSplit, shown_price, split_gross, split_net
from app.pricing.service import copy_prices, define_price_list, set_prices
from app.pricing.service_batches import PricesOfProduct, set_prices_at, set_prices_of_products

__all__ = [
    "PRICE_LIST_ID",
    "ListPrice",
    "NewPriceList",
    "PriceInList",
    "PriceListFacts",
    "PriceRange",
    "PricesOfProduct",
    "PricingErrorCode",
    "ShownPrice",
    "TaxSplit",
    "copy_prices",
    "create_price_list",
    "define_price_list",
    "delete_price_list",
    "least_price",
    "load_price_lists",
    "price_ranges_of_products",
    "priced_within_condition",
    "prices_in_all_lists",
    "prices_of_variants",
    "set_prices",
    "set_prices_at",
    "set_prices_of_products",
    "shown_price",
    "split_gross",
    "split_net",
    "update_price_list",
]
