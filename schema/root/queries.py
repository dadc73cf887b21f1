"""Every query of every domain."""

import strawberry

from schema.analytics.queries import AnalyticsQueries
from schema.audit.queries import AuditQueries
from schema.carts.queries import CartQueries
from schema.catalog.queries import CatalogQueries
from schema.catalog.sitemap import SitemapQueries
from schema.catalog.taxonomy.queries import TaxonomyQueries
from schema.catalog.writing.queries import StaffCatalogQueries
from schema.core.nodes import NodeQueries
from schema.currencies.queries import CurrencyQueries
from schema.customers.queries import CustomerQueries
from schema.exchange.queries import ExchangeQueries
from schema.identity.queries import IdentityQueries
from schema.inventory.queries import InventoryQueries
from schema.markets.queries import MarketQueries
from schema.merchandising.preview import SearchPreviewQuery
from schema.merchandising.queries import MerchandisingQueries
from schema.orders.queries import OrderQueries
from schema.pricing.queries import PricingQueries
from schema.pricing.simulation import PriceSimulateQuery
from schema.search.queries import SearchQueries
from schema.search.suggest import SuggestQueries
from schema.settings.queries import SettingsQueries
from schema.storefronts.queries import StorefrontQueries
from schema.tax.queries import TaxQueries
from schema.translations.queries import TranslationQueries


@strawberry.type(description="What can be read.")
class Query(
    NodeQueries,
    MarketQueries,
    CatalogQueries,
    TaxonomyQueries,
    SitemapQueries,
    SearchQueries,
    SuggestQueries,
    CartQueries,
    OrderQueries,
    InventoryQueries,
    IdentityQueries,
    StorefrontQueries,
    StaffCatalogQueries,
    AuditQueries,
    ExchangeQueries,
    SettingsQueries,
    PricingQueries,
    PriceSimulateQuery,
    CustomerQueries,
    CurrencyQueries,
    TranslationQueries,
    TaxQueries,
    MerchandisingQueries,
    SearchPreviewQuery,
    AnalyticsQueries,
):
    pass
