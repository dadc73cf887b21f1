"""What documents say of prices, when a sale, a rate or the clock changes any number of them at once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest
from asyncpg import Connection

from app import wiring
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.settings import Settings
from app.currencies import NewManualRate, set_rate_by_hand
from app.events import WHOLE_SHOP, record
from app.pricing import PricesChanged, TariffChanged
from app.pricing.models import DatedPrice, MarketPricing, Sale, SaleKind
from app.wiring import Runtime
from app.worker import Worker
from search import REPRICE_JOB, SearchClient, index_all
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

TENTH: Final[dict[str, Any]] = {"kind": SaleKind.PERCENT, "percent": Decimal(10), "names": {"en": "Sale"}}


@pytest.fixture(scope="module")
async def engine(runtime: Runtime, shop: Shop, settings: Settings) -> SearchClient:
    """The engine, with every product indexed."""
    assert await index_all(settings) == len({shop.shirt, shop.mug})
    client: SearchClient = runtime.parts[SearchClient]
    return client


@pytest.fixture
async def worker(runtime: Runtime) -> Worker:
    handlers, listeners = wiring.job_handlers(), wiring.listeners()
    return Worker(runtime.database, runtime.settings.database_url, handlers, listeners, runtime.system_context)


async def amounts(engine: SearchClient, product_id: UUID) -> dict[str, list[int]]:
    """As the document has them."""
    found = await engine.search("en", "")
    hits: list[dict[str, Any]] = found.hits
    document = next(hit for hit in hits if hit["id"] == product_id.hex)
    assert document["prices"] == {name: each[0] for name, each in document["amounts"].items()}
    amounts: dict[str, list[int]] = document["amounts"]
    return amounts


async def test_a_sale_is_in_all_documents_and_leaves_them(
    runtime: Runtime, engine: SearchClient, worker: Worker, shop: Shop
) -> None:
    await worker.drain(raise_errors=True)
    before = {product_id: await amounts(engine, product_id) for product_id in (shop.shirt, shop.mug)}
    assert before[shop.shirt]["eu-EUR"] == [5990]
    sale = Sale(code="tenth", **TENTH)
    async with runtime.database.transaction() as session:
        session.add(sale)
        await session.flush()
        await record(session, TariffChanged(WHOLE_SHOP))
    await worker.drain(raise_errors=True)
    assert (await amounts(engine, shop.shirt))["eu-EUR"] == [5391]
    assert (await amounts(engine, shop.mug))["jp-JPY"] == [882]

    async with runtime.database.transaction() as session:
        await session.delete(await session.get_one(Sale, sale.id))
        await session.flush()
        await record(session, TariffChanged(WHOLE_SHOP))
    await worker.drain(raise_errors=True)
    assert {key: await amounts(engine, key) for key in before} == before


async def test_a_planned_sale_is_in_documents_from_its_first_moment_on(
    runtime: Runtime, engine: SearchClient, worker: Worker, shop: Shop, connection: Connection, monkeypatch: Any
) -> None:
    """Nothing is written on that day: one job waits for it, however often prices are changed before."""
    moment = (utc_now() + timedelta(days=2)).replace(microsecond=0)
    sale = Sale(code="planned", **TENTH, market_ids=[shop.markets["us"]], starts_local=moment.replace(tzinfo=None))
    async with runtime.database.transaction() as session:
        session.add(sale)
        await session.flush()
        await record(session, TariffChanged(WHOLE_SHOP))
    await worker.drain(raise_errors=True)
    assert (await amounts(engine, shop.shirt))["us-USD"] == [6400]
    zone = await connection.fetchval("SELECT time_zone FROM market WHERE id = $1", shop.markets["us"])
    begins = await connection.fetchval("SELECT $1::timestamp AT TIME ZONE $2", sale.starts_local, zone)
    waiting = "SELECT count(*) FROM pgqueuer WHERE entrypoint = $1 AND execute_after BETWEEN $2 AND $3"
    span = (REPRICE_JOB, begins - timedelta(seconds=1), begins + timedelta(minutes=1))
    assert await connection.fetchval(waiting, *span) == 1

    monkeypatch.setattr("search.jobs.utc_now", lambda: begins)
    monkeypatch.setattr("search.sync.utc_now", lambda: begins)
    await connection.execute(
        "UPDATE pgqueuer SET execute_after = now() WHERE execute_after BETWEEN $1 AND $2", *span[1:]
    )
    await worker.drain(raise_errors=True)
    assert (await amounts(engine, shop.shirt))["us-USD"] == [5760]
    assert (await amounts(engine, shop.shirt))["eu-EUR"] == [5990]


async def test_a_rate_is_in_the_documents_of_what_it_converts(
    runtime: Runtime, ctx: RequestContext, engine: SearchClient, worker: Worker, shop: Shop, connection: Connection
) -> None:
    """A market's further currency has prices of its own, by the rate."""
    eu = shop.markets["eu"]
    await connection.execute("UPDATE market SET more_currency_codes = '{CHF}' WHERE id = $1", eu)
    list_id = await connection.fetchval("SELECT id FROM price_list WHERE market_ids = ARRAY[$1::uuid]", eu)
    runtime.atlas.forget()
    async with runtime.database.transaction() as session:
        session.add(MarketPricing(market_id=eu, base_price_list_id=list_id))
        await session.flush()
        await record(session, TariffChanged(WHOLE_SHOP))
    for rate, expected in ((Decimal("0.9"), 5391), (Decimal("1.1"), 6589)):
        await set_rate_by_hand(ctx, NewManualRate("EUR", "CHF", rate, is_confirmed=True))
        await worker.drain(raise_errors=True)
        assert (await amounts(engine, shop.shirt))["eu-CHF"] == [expected]

    await connection.execute("DELETE FROM pgqueuer")
    await set_rate_by_hand(ctx, NewManualRate("EUR", "BRL", Decimal(6), is_confirmed=True))
    written = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'search.index_products'"
    await worker.drain(raise_errors=True)
    assert await connection.fetchval(written) == 0


async def test_a_dated_price_is_looked_at_again_when_it_begins(
    runtime: Runtime, engine: SearchClient, worker: Worker, shop: Shop, connection: Connection
) -> None:
    begins = (utc_now() + timedelta(days=3)).replace(microsecond=0)
    list_id = await connection.fetchval("SELECT id FROM price_list WHERE currency_code = 'GBP'")
    dated = DatedPrice(
        variant_id=shop.mug_variant,
        product_id=shop.mug,
        price_list_id=list_id,
        starts_at=begins,
        ends_at=begins + timedelta(days=1),
        amount=333,
    )
    async with runtime.database.transaction() as session:
        session.add(dated)
        await session.flush()
        await record(session, PricesChanged(shop.mug))
    await worker.drain(raise_errors=True)
    due = await connection.fetch(
        "SELECT execute_after FROM pgqueuer WHERE entrypoint = 'search.index_product' AND execute_after > now()"
    )
    assert [begins <= row["execute_after"] <= begins + timedelta(minutes=1) for row in due] == [True]
    assert (await amounts(engine, shop.mug))["uk-GBP"] == [520]
