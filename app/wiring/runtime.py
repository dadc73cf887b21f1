"""Which adapters a process has, which jobs it can run, and who hears which event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

import httpx2

from app.admission import Budgets
from app.analytics import jobs as analytics_jobs
from app.budgets import PostgresBudgets
from app.carts import variants_in_carts
from app.catalog import jobs as catalog_jobs
from app.catalog.commands import sorting as sorting_jobs
from app.catalog.commands.products import VariantNeighbours
from app.catalog.events import (
    ProductChanged,
    ProductCreated,
    ProductsWritten,
    ProductTypesChanged,
)
from app.checkout import jobs as checkout_jobs
from app.core.clock import utc_now
from app.core.context import Place, RequestContext, Viewer
from app.core.db import Database
from app.core.outbound import Downloads
from app.core.settings import Settings
from app.currencies import ExchangeRatesCache, RateProviders
from app.currencies import jobs as currency_jobs
from app.customers import CustomerNeighbours
from app.exchange import PURGE_JOB, RUN_JOB
from app.exchange import jobs as exchange_jobs
from app.execution.trace import count_statement, time_statement
from app.freshness import (
    Boundaries,
)
from app.identity import Scope, StaffViewers
from app.inventory import variants_in_stock
from app.jobs import JobHandler
from app.markets import AtlasCache, MarketNeighbours, nowhere, resolve_place
from app.merchandising import SearchRulesCache, SearchSettingsChanged
from app.orders import variants_in_orders
from app.orders.events import (
    OrderCancelled,
    OrderShipped,
)
from app.payments import DECISIVE_EVENTS, PaymentProviders
from app.payments import jobs as payment_jobs
from app.payments.providers.sandbox import SandboxProvider
from app.payments.providers.sandbox import jobs as sandbox_bank_jobs
from app.pricing import (
    DatedListsCache,
    PriceBookCache,
    copy_prices,
    follow_market,
    names_customer_group,
    names_market,
)
from app.shipments import REGISTER_JOB, Carriers
from app.shipments import jobs as shipment_jobs
from app.shipments.carriers.sandbox import STEP_JOB, SandboxCarrier
from app.shipments.carriers.sandbox import jobs as sandbox_carrier_jobs
from app.storefronts import Storefronts, TrustedDocuments
from app.tax import TaxRatesCache, VatRegisters
from app.telemetry import Telemetry
from app.telemetry.outbound import TracedClient
from app.telemetry.statements import count_and_trace
from app.translations import jobs as translation_jobs
from search import BrandNamesCache, Embedding, FacetNames, KnownKinds, QueryMeanings, SearchClient, open_embedder
from search import jobs as search_jobs

SYSTEM = Viewer(name="system", scopes=frozenset(Scope))

_HTTP_SECONDS = 10.0
"""How long another system may take to answer."""


def job_handlers() -> Mapping[str, JobHandler]:
    """What the worker can do, by the job's name."""
    return {
        analytics_jobs.PURGE_JOB: analytics_jobs.purge,
        catalog_jobs.FETCH_MEDIA_JOB: catalog_jobs.fetch_media,
        sorting_jobs.REFILL_JOB: sorting_jobs.refill_collection,
        sorting_jobs.RESORT_CATEGORY_JOB: sorting_jobs.sort_category,
        checkout_jobs.FINISH_JOB: checkout_jobs.finish,
        checkout_jobs.SETTLE_JOB: checkout_jobs.settle,
        currency_jobs.MOVE_JOB: currency_jobs.move,
        currency_jobs.REFRESH_JOB: currency_jobs.refresh,
        RUN_JOB: exchange_jobs.run,
        PURGE_JOB: exchange_jobs.purge,
        payment_jobs.EXPIRE_JOB: payment_jobs.expire,
        payment_jobs.VOID_JOB: payment_jobs.void,
        payment_jobs.VOID_OF_ORDER_JOB: payment_jobs.void_of_order,
        payment_jobs.CAPTURE_OF_ORDER_JOB: payment_jobs.capture_of_order,
        sandbox_bank_jobs.CALL_BACK_JOB: sandbox_bank_jobs.call_back,
        search_jobs.CATCH_UP_JOB: search_jobs.catch_up,
        search_jobs.CHECK_JOB: search_jobs.check,
        search_jobs.ENTRIES_JOB: search_jobs.index_entries,
        search_jobs.FOLLOW_JOB: search_jobs.follow,
        search_jobs.HEAL_JOB: search_jobs.heal,
        search_jobs.INDEX_JOB: search_jobs.index_product,
        search_jobs.INDEX_MANY_JOB: search_jobs.index_products,
        REGISTER_JOB: shipment_jobs.register,
        STEP_JOB: sandbox_carrier_jobs.step,
        translation_jobs.MEASURE_JOB: translation_jobs.measure,
    }


def listeners() -> Mapping[str, tuple[str, ...]]:
    """Which jobs follow an event, by the event's type."""
    return {
        **dict.fromkeys(search_jobs.FOLLOWED_EVENTS, (search_jobs.FOLLOW_JOB,)),
        SearchSettingsChanged.type: (search_jobs.HEAL_JOB,),
        # What products lack in a language is found out anew.
        **dict.fromkeys(
            (ProductCreated.type, ProductChanged.type, ProductsWritten.type, ProductTypesChanged.type),
            (search_jobs.FOLLOW_JOB, translation_jobs.MEASURE_JOB),
        ),
        **dict.fromkeys(DECISIVE_EVENTS, (checkout_jobs.SETTLE_JOB,)),
        OrderCancelled.type: (payment_jobs.VOID_OF_ORDER_JOB,),
        OrderShipped.type: (payment_jobs.CAPTURE_OF_ORDER_JOB,),
    }


@dataclass
class Runtime:
    """What one process has open."""

    settings: Settings
    database: Database
    atlas: AtlasCache
    staff_viewers: StaffViewers
    http: httpx2.AsyncClient
    parts: dict[type, Any] = field(default_factory=dict)

    @classmethod
    async def open(cls, settings: Settings) -> Self:
        """Connect to everything that this process needs."""
        database = await Database.connect(
            settings.database_url,
            write_pool_size=settings.write_pool_size,
            read_pool_size=settings.read_pool_size,
        )
        database.observers.append(count_statement)
        database.watchers += [time_statement, count_and_trace]
        atlas = AtlasCache(database)
        taxes = TaxRatesCache(database)
        rates = ExchangeRatesCache(database)
        dated_lists = DatedListsCache(database)
        book = PriceBookCache(database, dated_lists, atlas, rates, taxes)
        staff_viewers = StaffViewers(database)
        search_rules = SearchRulesCache(database)
        search = SearchClient.of(settings)
        http = TracedClient(timeout=_HTTP_SECONDS)
        embedding = Embedding(open_embedder(settings, http))
        parts: dict[type, Any] = {
            AtlasCache: atlas,
            ExchangeRatesCache: rates,
            DatedListsCache: dated_lists,
            PriceBookCache: book,
            RateProviders: RateProviders.of(settings, http),
            SearchClient: search,
            KnownKinds: KnownKinds(search),
            Embedding: embedding,
            QueryMeanings: QueryMeanings(embedding.embedder, settings.search_embedder_least_score),
            TaxRatesCache: taxes,
            VatRegisters: VatRegisters.of(settings, http),
            Boundaries: Boundaries(database, book, search_rules),
            SearchRulesCache: search_rules,
            BrandNamesCache: BrandNamesCache(database),
            FacetNames: FacetNames(database),
            VariantNeighbours: VariantNeighbours(
                in_use=(variants_in_carts, variants_in_orders, variants_in_stock), copies=(copy_prices,)
            ),
            MarketNeighbours: MarketNeighbours(in_use=(names_market,), follows=(follow_market,)),
            CustomerNeighbours: CustomerNeighbours(in_use=(names_customer_group,)),
            StaffViewers: staff_viewers,
            Storefronts: Storefronts(database),
            TrustedDocuments: TrustedDocuments(database),
            httpx2.AsyncClient: http,
            Downloads: Downloads(settings.private_hosts),
            Budgets: _budgets(settings, database),
            Telemetry: Telemetry(slow_ms=settings.slow_operation_ms),
            PaymentProviders: PaymentProviders.of([SandboxProvider(database, settings)] if settings.sandbox else []),
            Carriers: Carriers.of([SandboxCarrier(database, settings)] if settings.sandbox else []),
        }
        return cls(settings, database, atlas, staff_viewers, http, parts)

    async def close(self) -> None:
        """Let go of everything."""
        await self.parts[Budgets].close()
        await self.staff_viewers.close()
        await self.parts[Storefronts].close()
        await self.parts[SearchClient].close()
        await self.http.aclose()
        await self.parts[Downloads].close()
        await self.database.close()

    def context(self, place: Place, viewer: Viewer, request_id: str) -> RequestContext:
        """The context of one request."""
        return RequestContext(
            db=self.database,
            settings=self.settings,
            place=place,
            now=utc_now(),
            request_id=request_id,
            viewer=viewer,
            parts=self.parts,
        )

    async def system_context(self) -> RequestContext:
        """The context of background work, in the default market until the work chooses another; nowhere, where the shop
        has none yet."""
        atlas = await self.atlas.get()
        place = resolve_place(atlas, None, None, None) if atlas.markets else nowhere(atlas)
        return self.context(place, SYSTEM, f"job-{uuid4().hex}")


def _budgets(settings: Settings, database: Database) -> Budgets:
    secret = settings.secret_key.get_secret_value().encode()
    if settings.redis_url is None:
        return Budgets(PostgresBudgets(database), secret=secret)
    from app.budgets.redis import RedisBudgets  # its client takes long to import, and most do without

    shop = sha256(repr((settings.public_url, secret)).encode()).hexdigest()[:16]
    return Budgets(RedisBudgets(settings.redis_url, prefix=f"tradewind-{shop}"), secret=secret)
