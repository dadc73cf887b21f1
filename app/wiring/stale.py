"""What is stale after which event: of kept answers by their tags, and of what a process remembers."""

from collections.abc import Mapping
from typing import Final

from app.catalog.events import (
    BrandChanged,
    BrandDeleted,
    CategoryChanged,
    CategoryDeleted,
    CollectionChanged,
    CollectionDeleted,
    EconomicOperatorChanged,
    ProductChanged,
    ProductCreated,
    ProductsWritten,
    ProductTypesChanged,
)
from app.currencies import ExchangeRatesCache, RatesMoved, RatesObserved
from app.events import Event, ShopReloaded
from app.exchange import ExchangeJobChanged
from app.freshness import (
    BRANDS,
    CATEGORIES,
    COLLECTIONS,
    EVERYTHING,
    PRICES,
    PRODUCTS,
    SEARCH,
    STOCK,
    SUBJECT,
    Boundaries,
    Stale,
)
from app.identity import StaffTokensChanged, StaffViewers
from app.inventory import StockChanged, StockWritten
from app.markets import AtlasCache, AtlasChanged
from app.merchandising import SearchRulesCache, SearchRulesChanged, SearchSettingsChanged
from app.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderPartlyShipped,
    OrderPlaced,
    OrderShipped,
)
from app.payments.events import (
    PaymentActionRequired,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentExpired,
    PaymentVoided,
)
from app.pricing import (
    DatedListsCache,
    PriceBookCache,
    PricesChanged,
    PricesWritten,
    SaleTargetsChanged,
    TariffChanged,
)
from app.shipments import ShipmentCreated, ShipmentUpdated
from app.storefronts import StorefrontChanged, Storefronts, TrustedDocuments, TrustedDocumentsChanged
from app.tax import RatesChanged, TaxRatesCache
from search import BrandNamesCache, FacetNames, IndexWritten, KnownKinds

_NOT_PUBLIC: Final[tuple[type[Event], ...]] = (
    OrderPlaced,
    OrderConfirmed,
    OrderCancelled,
    OrderPartlyShipped,
    OrderShipped,
    OrderDelivered,
    PaymentActionRequired,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentExpired,
    PaymentVoided,
    ShipmentCreated,
    ShipmentUpdated,
    ExchangeJobChanged,
)
"""Orders, payments and parcels are shown to those whom they concern, and their answers are never kept. What an order
changes for everyone is the stock, which has an event of its own."""


def stale_after() -> Mapping[str, Stale]:
    """What an event makes stale, by its type: of the answers kept for everyone, and of what a process remembers.

    An object tags every answer that shows it; the name of a list tags the answers that an object is *not* in, and may
    come to be in. Each line says which lists those are.
    """
    return {
        ProductCreated.type: Stale((SUBJECT, PRODUCTS), (Boundaries,)),
        # It may have been published or withdrawn, or have come into another category.
        ProductChanged.type: Stale((SUBJECT, PRODUCTS), (Boundaries,)),
        # Any number of products, which may have been anywhere, and be anywhere now.
        ProductsWritten.type: Stale((EVERYTHING,), (Boundaries, BrandNamesCache, FacetNames)),
        # With a category that moves, its products leave the lists of one branch and come into those of another.
        CategoryChanged.type: Stale((SUBJECT, CATEGORIES, PRODUCTS), (FacetNames,)),
        # A list of the shop's products can be narrowed down to a collection.
        CollectionChanged.type: Stale((SUBJECT, COLLECTIONS, PRODUCTS), (FacetNames,)),
        # Products come to a brand, and leave it, by changes of their own; but a list can be narrowed down to its slug.
        BrandChanged.type: Stale((SUBJECT, BRANDS, PRODUCTS), (BrandNamesCache, FacetNames)),
        CategoryDeleted.type: Stale((SUBJECT, CATEGORIES, PRODUCTS), (FacetNames,)),
        CollectionDeleted.type: Stale((SUBJECT, COLLECTIONS, PRODUCTS), (FacetNames,)),
        BrandDeleted.type: Stale((SUBJECT, BRANDS, PRODUCTS), (BrandNamesCache, FacetNames)),
        # Every product shows its attributes by the names that its type has for them, and who answers for it.
        ProductTypesChanged.type: Stale((EVERYTHING,), (FacetNames,)),
        EconomicOperatorChanged.type: Stale((EVERYTHING,)),
        # What is dated begins and ends by the clock, and a list may not have had any dated price before.
        PricesChanged.type: Stale((SUBJECT, PRICES), (DatedListsCache, Boundaries)),
        # The subject is the variant, which availability tags.
        StockChanged.type: Stale((SUBJECT, STOCK)),
        # Of so many at once that dropping all answers is less work than dropping those of each.
        PricesWritten.type: Stale((EVERYTHING,), (DatedListsCache, Boundaries)),
        StockWritten.type: Stale((EVERYTHING,)),
        IndexWritten.type: Stale((SEARCH,), (KnownKinds,)),
        SearchRulesChanged.type: Stale((SEARCH,), (SearchRulesCache,)),
        # The engine takes them over some time after: what it answers is stale then, and `IndexWritten` says so.
        SearchSettingsChanged.type: Stale(),
        # Where an answer was given, and what it costs there, decides every answer.
        AtlasChanged.type: Stale((EVERYTHING,), (AtlasCache,)),
        RatesChanged.type: Stale((EVERYTHING,), (TaxRatesCache,)),
        # Every converted price is another one.
        RatesMoved.type: Stale((EVERYTHING,), (ExchangeRatesCache,)),
        # Prices stay as they are, but for those that were not shown because the rate was too old.
        RatesObserved.type: Stale((EVERYTHING,), (ExchangeRatesCache,)),
        # A new list has no dated prices that anybody has heard of.
        TariffChanged.type: Stale((EVERYTHING,), (PriceBookCache, DatedListsCache)),
        # A `TariffChanged` comes with it.
        SaleTargetsChanged.type: Stale((PRICES,)),
        # Who asks decides no answer that is kept: what a channel sells is the atlas's.
        StaffTokensChanged.type: Stale((), (StaffViewers,)),
        StorefrontChanged.type: Stale((), (Storefronts,)),
        TrustedDocumentsChanged.type: Stale((), (TrustedDocuments,)),
        ShopReloaded.type: Stale(
            (EVERYTHING,),
            (
                AtlasCache,
                TaxRatesCache,
                ExchangeRatesCache,
                DatedListsCache,
                PriceBookCache,
                KnownKinds,
                SearchRulesCache,
                BrandNamesCache,
                FacetNames,
                Boundaries,
                StaffViewers,
                Storefronts,
                TrustedDocuments,
            ),
        ),
        **{event.type: Stale() for event in _NOT_PUBLIC},
    }
