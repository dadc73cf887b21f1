"""What things cost. Owns price lists and the prices in them, sales, rounding, how markets price, and the past of these.

Invariants: amounts are minor units of the list's currency; a price is a pure function of a row of a list and the tariff
in force; a variant that no list of the shopper has is not sold there; gross = net + tax, exactly, in every split; no
former price and no former rule is ever changed or lost.
"""

from app.pricing.cache import DatedListsCache, PriceBookCache, tariff_of
from app.pricing.commands import (
    Adjusted,
    Adjustment,
    MarketPricingChange,
    Planned,
    PlannedMarket,
    PlannedRate,
    PlannedRounding,
    PlannedSale,
    PriceListChange,
    PriceResult,
    SaleChange,
    Targets,
    WantedBand,
    WantedPrice,
    adjust_prices,
    create_price_list,
    create_sale,
    delete_price_list,
    delete_rounding_rule,
    delete_sale,
    put_price_list,
    put_rounding_rule,
    put_sale,
    set_rounding_rule,
    simulate_prices,
    update_market_pricing,
    update_price_list,
    update_sale,
    write_prices,
)
from app.pricing.commands.past import tell_prices_held_since
from app.pricing.errors import PricingErrorCode
from app.pricing.events import PricesChanged, PricesWritten, SaleTargetsChanged, TariffChanged
from app.pricing.ids import PRICE_LIST_ID, ROUNDING_RULE_ID, SALE_ID
from app.pricing.models import OldRates, SaleKind
from app.pricing.queries.book import load_price_book
from app.pricing.queries.dated import dated_prices_ahead, next_dated_price, products_with_turned_prices
from app.pricing.queries.history import PricePoint, price_history, prices_at, prior_prices
from app.pricing.queries.lists import PriceListFacts, load_price_lists
from app.pricing.queries.narrowing import PricedWithin, price_order, priced_within
from app.pricing.queries.rows import price_ranges_of_products, prices_of_variants, tiers_of_variants
from app.pricing.queries.staff import (
    ListedPrice,
    MarketPricingRow,
    PricePosition,
    RoundingRuleRow,
    SaleRow,
    listed_prices_of_variants,
    load_rounding_rules,
    load_sales,
    market_pricings,
    pages_of_lists,
    usual_pricing,
)
from app.pricing.queries.stored import products_of_sale, stored_prices
from app.pricing.queries.told import former_prices
from app.pricing.rules.book import PriceBook
from app.pricing.rules.cases import PriceCase, price_cases
from app.pricing.rules.kinds import StoredKind, StoredPrices, all_displayed, least_displayed
from app.pricing.rules.percent import discount_percent
from app.pricing.rules.reductions import sale_begins, sale_ends
from app.pricing.rules.settings import RoundingMode
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.simulate import Outcome
from app.pricing.rules.tariff import Tariff
from app.pricing.rules.unit_price import unit_price
from app.pricing.rules.values import (
    PricedAmount,
    PricedVariant,
    PriceRow,
    PriceSpan,
    PriorPrice,
    Step,
    StepKind,
    Tier,
)
from app.pricing.service import (
    ListedRow,
    PriceEntry,
    PricesOfProduct,
    copy_prices,
    define_price_list,
    load_prior_price_rules,
    set_listed_prices,
    set_prices,
    set_prices_of_products,
    set_product_prices,
)
from app.pricing.service.definitions import define_market_pricing, define_rounding_rule, define_sale
from app.pricing.service.entries import MOST_PIECES, overlaps, wrong_with
from app.pricing.service.pairs import follow_market, names_customer_group, names_market
from app.pricing.service.past import assume_past
from app.pricing.service.told import PastPrice, ToldOutcome, tell_past_prices

__all__ = [
    "MOST_PIECES",
    "PRICE_LIST_ID",
    "ROUNDING_RULE_ID",
    "SALE_ID",
    "Adjusted",
    "Adjustment",
    "DatedListsCache",
    "ListedPrice",
    "ListedRow",
    "MarketPricingChange",
    "MarketPricingRow",
    "OldRates",
    "Outcome",
    "PastPrice",
    "Planned",
    "PlannedMarket",
    "PlannedRate",
    "PlannedRounding",
    "PlannedSale",
    "PriceBook",
    "PriceBookCache",
    "PriceCase",
    "PriceEntry",
    "PriceListChange",
    "PriceListFacts",
    "PricePoint",
    "PricePosition",
    "PriceResult",
    "PriceRow",
    "PriceSpan",
    "PricedAmount",
    "PricedVariant",
    "PricedWithin",
    "PricesChanged",
    "PricesOfProduct",
    "PricesWritten",
    "PricingErrorCode",
    "PriorPrice",
    "RoundingMode",
    "RoundingRuleRow",
    "SaleChange",
    "SaleKind",
    "SaleRow",
    "SaleTargetsChanged",
    "Shopper",
    "Step",
    "StepKind",
    "StoredKind",
    "StoredPrices",
    "Targets",
    "Tariff",
    "TariffChanged",
    "Tier",
    "ToldOutcome",
    "WantedBand",
    "WantedPrice",
    "adjust_prices",
    "all_displayed",
    "assume_past",
    "copy_prices",
    "create_price_list",
    "create_sale",
    "dated_prices_ahead",
    "define_market_pricing",
    "define_price_list",
    "define_rounding_rule",
    "define_sale",
    "delete_price_list",
    "delete_rounding_rule",
    "delete_sale",
    "discount_percent",
    "follow_market",
    "former_prices",
    "least_displayed",
    "listed_prices_of_variants",
    "load_price_book",
    "load_price_lists",
    "load_prior_price_rules",
    "load_rounding_rules",
    "load_sales",
    "market_pricings",
    "names_customer_group",
    "names_market",
    "next_dated_price",
    "overlaps",
    "pages_of_lists",
    "price_cases",
    "price_history",
    "price_order",
    "price_ranges_of_products",
    "priced_within",
    "prices_at",
    "prices_of_variants",
    "prior_prices",
    "products_of_sale",
    "products_with_turned_prices",
    "put_price_list",
    "put_rounding_rule",
    "put_sale",
    "sale_begins",
    "sale_ends",
    "set_listed_prices",
    "set_prices",
    "set_prices_of_products",
    "set_product_prices",
    "set_rounding_rule",
    "simulate_prices",
    "stored_prices",
    "tariff_of",
    "tell_past_prices",
    "tell_prices_held_since",
    "tiers_of_variants",
    "unit_price",
    "update_market_pricing",
    "update_price_list",
    "update_sale",
    "usual_pricing",
    "write_prices",
    "wrong_with",
]
