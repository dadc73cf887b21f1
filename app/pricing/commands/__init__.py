"""Use cases of prices and of what decides them, as staff run them. Each change is in the audit log.

Whoever changes prices or settings does so alone (`lock_setup`): what is to be written is checked against all there is.
"""

from app.pricing.commands.adjusting import Adjusted, Adjustment, adjust_prices
from app.pricing.commands.markets import MarketPricingChange, update_market_pricing
from app.pricing.commands.price_lists import (
    PriceListChange,
    create_price_list,
    delete_price_list,
    put_price_list,
    update_price_list,
)
from app.pricing.commands.prices import PriceResult, WantedPrice, write_prices
from app.pricing.commands.rounding import (
    WantedBand,
    delete_rounding_rule,
    put_rounding_rule,
    set_rounding_rule,
)
from app.pricing.commands.sales import SaleChange, create_sale, delete_sale, put_sale, update_sale
from app.pricing.commands.simulating import (
    Planned,
    PlannedMarket,
    PlannedRate,
    PlannedRounding,
    PlannedSale,
    simulate_prices,
)
from app.pricing.commands.targets import Targets

__all__ = [
    "Adjusted",
    "Adjustment",
    "MarketPricingChange",
    "Planned",
    "PlannedMarket",
    "PlannedRate",
    "PlannedRounding",
    "PlannedSale",
    "PriceListChange",
    "PriceResult",
    "SaleChange",
    "Targets",
    "WantedBand",
    "WantedPrice",
    "adjust_prices",
    "create_price_list",
    "create_sale",
    "delete_price_list",
    "delete_rounding_rule",
    "delete_sale",
    "put_price_list",
    "put_rounding_rule",
    "put_sale",
    "set_rounding_rule",
    "simulate_prices",
    "update_market_pricing",
    "update_price_list",
    "update_sale",
    "write_prices",
]
