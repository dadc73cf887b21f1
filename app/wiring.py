"""Who is who: which adapters a process has, which jobs it can run, and who hears which event. Said only here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import httpx2

from app.checkout import jobs as checkout_jobs
from app.core.clock import utc_now
from app.core.context import Place, RequestContext, Viewer
from app.core.db import Database
from app.core.settings import Settings
from app.identity import StaffViewers
from app.jobs import JobHandler
from app.markets import AtlasCache, resolve_place
from app.orders import OrderCancelled, OrderShipped
from app.payments import DECISIVE_EVENTS, PaymentProviders
from app.payments import jobs as payment_jobs
from app.payments.providers.sandbox import SandboxProvider
from app.payments.providers.sandbox import jobs as sandbox_bank_jobs
from app.shipments import REGISTER_JOB, Carriers
from app.shipments import jobs as shipment_jobs
from app.shipments.carriers.sandbox import STEP_JOB, SandboxCarrier
from app.shipments.carriers.sandbox import jobs as sandbox_carrier_jobs
from app.tax import TaxRatesCache
from search import SEARCHED_EVENTS, SearchClient
from search import jobs as search_jobs

SYSTEM = Viewer(name="system")

_HTTP_SECONDS = 10.0
"""How long another system may take to answer."""


def job_handlers() -> Mapping[str, JobHandler]:
    """What the worker can do, by the job's name."""
    return {
        checkout_jobs.FINISH_JOB: checkout_jobs.finish,
        checkout_jobs.SETTLE_JOB: checkout_jobs.settle,
        payment_jobs.EXPIRE_JOB: payment_jobs.expire,
        payment_jobs.VOID_JOB: payment_jobs.void,
        payment_jobs.VOID_OF_ORDER_JOB: payment_jobs.void_of_order,
        payment_jobs.CAPTURE_OF_ORDER_JOB: payment_jobs.capture_of_order,
        sandbox_bank_jobs.CALL_BACK_JOB: sandbox_bank_jobs.call_back,
        search_jobs.FOLLOW_JOB: search_jobs.follow,
        search_jobs.INDEX_JOB: search_jobs.index_product,
        REGISTER_JOB: shipment_jobs.register,
        STEP_JOB: sandbox_carrier_jobs.step,
    }


def listeners() -> Mapping[str, tuple[str, ...]]:
    """Which jobs follow an event, by the event's type."""
    return {
        **dict.fromkeys(SEARCHED_EVENTS, (search_jobs.FOLLOW_JOB,)),
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
        atlas = AtlasCache(database)
        http = httpx2.AsyncClient(timeout=_HTTP_SECONDS)
        parts: dict[type, Any] = {
            AtlasCache: atlas,
            SearchClient: SearchClient.of(settings),
            TaxRatesCache: TaxRatesCache(database),
            httpx2.AsyncClient: http,
            PaymentProviders: PaymentProviders.of([SandboxProvider(database, settings)] if settings.sandbox else []),
            Carriers: Carriers.of([SandboxCarrier(database, settings)] if settings.sandbox else []),
        }
        return cls(settings, database, atlas, StaffViewers(database), http, parts)

    async def close(self) -> None:
        """Let go of everything."""
        await self.parts[SearchClient].close()
        await self.http.aclose()
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
        """The context of background work, in the default market until the work chooses another."""
        place = resolve_place(await self.atlas.get(), None, None, None)
        return self.context(place, SYSTEM, f"job-{uuid4().hex}")
