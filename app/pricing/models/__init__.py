"""Tables of pricing: what things cost, by which rules, and what was said before.

Everything that is configured is one row of a small table, and every former version of it stands in `pricing_past`;
every former price stands in `price_past`. Triggers (`migrations/kept_prices.py`) write both, so that nobody forgets to.
"""

from app.pricing.models.history import PricePast, PricingPast, SaleTarget, SaleTargetChange, SettingKind
from app.pricing.models.lists import DatedPrice, Price, PriceList
from app.pricing.models.markets import MarketPricing, OldRates, PriorPriceRule
from app.pricing.models.rounding import RoundingRule
from app.pricing.models.sales import Sale, SaleKind

__all__ = [
    "DatedPrice",
    "MarketPricing",
    "OldRates",
    "Price",
    "PriceList",
    "PricePast",
    "PricingPast",
    "PriorPriceRule",
    "RoundingRule",
    "Sale",
    "SaleKind",
    "SaleTarget",
    "SaleTargetChange",
    "SettingKind",
]
