"""What one process commits, every process stops answering from memory; a process that cannot hear stops altogether."""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from asyncpg import Connection
from meilisearch_python_sdk.models.task import TaskInfo
from sqlalchemy.ext.asyncio import AsyncSession

from app import wiring
from app.catalog import (
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    ProductDraft,
    Texts,
    VariantDraft,
    set_collection_products,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_product,
)
from app.core.clock import utc_now
from app.core.ids import new_id
from app.core.settings import Settings
from app.demo import generate, pictures
from app.events import WHOLE_SHOP, Event, ShopReloaded, announce, record
from app.events.notifications import APPLICATION_NAME
from app.freshness import Boundaries
from app.inventory import adjust
from app.markets import AtlasCache, define_languages
from app.markets.models import Market
from app.pricing import PricesChanged, TariffChanged, define_price_list, load_price_lists, set_prices
from app.pricing.models import DatedPrice, PriceList, Sale, SaleKind
from app.responses import Status
from app.tax import RateRow, TaxRatesCache, set_tax_rates
from app.wiring import Runtime
from app.worker import Worker
from search import SearchClient, index_all
from tests.support.nodes import Node, open_node
from tests.support.shop import Shop, on_sale

LISTS = {"products", "categories", "collections", "brands", "search", "stock", "prices"}
OTHER = UUID(int=7).hex
"""Something that no test changes."""

LAMP = ProductDraft(
    slug="lamp",
    product_type="home",
    translations={"en": Texts("Lamp")},
    variants=(VariantDraft(sku="LAMP"),),
    **on_sale(),
)

Things = dict[str, UUID]
Change = Callable[[AsyncSession, Things, Shop], Awaitable[object]]


@pytest.fixture(scope="module")
async def things(runtime: Runtime, shop: Shop) -> Things:
    """One of each kind, as it was before any change."""
    async with runtime.database.transaction() as session:
        product = await upsert_product(session, LAMP, utc_now())
        category = await upsert_category(session, CategoryDraft("lamps", {"en": Texts("Lamps")}))
        collection = await upsert_collection(session, CollectionDraft("summer", {"en": Texts("Summer")}))
        brand = await upsert_brand(session, BrandDraft("akari", "Akari"))
    assert shop.markets
    return {
        "product": product.id,
        "variant": product.variant_ids["LAMP"],
        "category": category.id,
        "collection": collection.id,
        "brand": brand.id,
    }


@pytest.fixture
async def nodes(runtime: Runtime, settings: Settings, things: Things) -> AsyncIterator[list[Node]]:
    """Two nodes that have answers about all of it."""
    async with open_node(settings, runtime.database) as one, open_node(settings, runtime.database) as other:
        for node in (one, other):
            await node.keep(*everything(things))
        yield [one, other]


def everything(things: Things) -> set[str]:
    return {OTHER, *LISTS, *(each.hex for each in things.values())}


async def product_renamed(session: AsyncSession, _: Things, __: Shop) -> None:
    await upsert_product(session, replace(LAMP, translations={"en": Texts(f"Lamp {new_id()}")}), utc_now())


async def category_renamed(session: AsyncSession, _: Things, __: Shop) -> None:
    await upsert_category(session, CategoryDraft("lamps", {"en": Texts(f"Lamps {new_id()}")}))


async def collection_filled(session: AsyncSession, things: Things, _: Shop) -> None:
    await set_collection_products(session, things["collection"], [things["product"]])


async def brand_renamed(session: AsyncSession, _: Things, __: Shop) -> None:
    await upsert_brand(session, BrandDraft("akari", f"Akari {new_id()}"))


async def stock_counted(session: AsyncSession, things: Things, shop: Shop) -> None:
    variant, rotterdam = things["variant"], shop.warehouses["rotterdam"]
    await adjust(session, wiring.SYSTEM, variant_id=variant, warehouse_id=rotterdam, delta=1, reason="counted")


async def languages_defined(session: AsyncSession, _: Things, __: Shop) -> None:
    await define_languages(session, {"en": None})


async def rates_defined(session: AsyncSession, _: Things, __: Shop) -> None:
    await set_tax_rates(session, [RateRow("TK", Decimal("0.1"), date(2020, 1, 1), "law")])


async def price_list_defined(session: AsyncSession, _: Things, shop: Shop) -> None:
    eu = shop.markets["eu"]
    await define_price_list(session, code="eu", market_ids=[eu], currency_code="EUR", tax_included=True)


async def shop_reloaded(session: AsyncSession, _: Things, __: Shop) -> None:
    await announce(session, ShopReloaded(WHOLE_SHOP))


@pytest.mark.parametrize(
    ("change", "subject", "lists"),
    [
        (product_renamed, "product", {"products"}),
        (category_renamed, "category", {"categories", "products"}),
        (collection_filled, "collection", {"collections", "products"}),
        (brand_renamed, "brand", {"brands", "products"}),
        (stock_counted, "variant", {"stock"}),
    ],
)
async def test_a_change_drops_what_shows_it_on_every_node_and_nothing_else(
    runtime: Runtime, nodes: list[Node], things: Things, shop: Shop, change: Change, subject: str, lists: set[str]
) -> None:
    async with runtime.database.transaction() as session:
        await change(session, things, shop)
        assert [node.kept(everything(things)) for node in nodes] == [everything(things)] * 2, "not before the commit"

    for node in nodes:
        await node.caught_up(runtime.database)
        assert node.kept(everything(things)) == everything(things) - lists - {things[subject].hex}
        assert await node.keep(things[subject].hex) is Status.STORED, "what it is now can be kept"


async def test_a_price_drops_its_product_and_lists_by_price(
    runtime: Runtime, nodes: list[Node], things: Things
) -> None:
    eu = next(each.id for each in await load_price_lists(runtime.database) if each.code == "eu")
    async with runtime.database.transaction() as session:
        assert await set_prices(session, things["product"], {eu: {things["variant"]: 1990}})

    for node in nodes:
        await node.caught_up(runtime.database)
        assert node.kept(everything(things)) == everything(things) - {things["product"].hex, "prices"}


@pytest.mark.parametrize("change", [languages_defined, rates_defined, price_list_defined, shop_reloaded])
async def test_what_decides_every_answer_drops_all_of_them(
    runtime: Runtime, nodes: list[Node], things: Things, shop: Shop, change: Change
) -> None:
    async with runtime.database.transaction() as session:
        await change(session, things, shop)

    for node in nodes:
        await node.caught_up(runtime.database)
        assert node.kept(everything(things)) == set()


async def test_what_a_process_remembers_is_read_anew(runtime: Runtime, nodes: list[Node]) -> None:
    for node in nodes:
        assert "sv" not in (await node.parts[AtlasCache].get()).language_fallbacks
        assert "NU" not in (await node.parts[TaxRatesCache].get()).by_country
    async with runtime.database.transaction() as session:
        await define_languages(session, {"sv": "en"})
        await set_tax_rates(session, [RateRow("NU", Decimal("0.1"), date(2020, 1, 1), "law")])
    for node in nodes:
        await node.caught_up(runtime.database)
        assert "sv" in (await node.parts[AtlasCache].get()).language_fallbacks
        assert "NU" in (await node.parts[TaxRatesCache].get()).by_country


async def test_a_rollback_drops_nothing(runtime: Runtime, nodes: list[Node], things: Things, shop: Shop) -> None:
    async def change_and_fail() -> None:
        async with runtime.database.transaction() as session:
            for change in (product_renamed, category_renamed, stock_counted, rates_defined, shop_reloaded):
                await change(session, things, shop)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_and_fail()
    for node in nodes:
        await node.caught_up(runtime.database)
        assert node.kept(everything(things)) == everything(things)


async def test_products_that_are_copied_in_drop_everything(
    runtime: Runtime, settings: Settings, nodes: list[Node], things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "draw", lambda *_: b"")
    assert (await generate(settings, 3, seed=5)).products == 3
    for node in nodes:
        await node.caught_up(runtime.database)
        assert node.kept(everything(things)) == set()
    notices = [each.type for each in nodes[0].witness.told]
    assert notices.index("shop.reloaded") > notices.index("catalog.category_changed"), "with the rows themselves"


async def backends_that_listen(connection: Connection) -> set[int]:
    rows = await connection.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1",
        APPLICATION_NAME,
    )
    return {row["pid"] for row in rows}


async def test_a_node_that_lost_its_connection_keeps_nothing_until_it_hears_again(
    runtime: Runtime,
    nodes: list[Node],
    things: Things,
    shop: Shop,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = nodes[0]
    connect = node.notifications._connect
    unreachable = True

    async def connect_later() -> Any:
        if unreachable:
            raise OSError("the network is down")
        return await connect()

    monkeypatch.setattr(node.notifications, "_connect", connect_later)
    for pid in await backends_that_listen(connection):
        await connection.execute("SELECT pg_terminate_backend($1)", pid)

    await node.witness.until(lambda told: told == ["lost"])
    assert node.kept(everything(things)) == set()
    assert await node.keep("products") is Status.UNSTORED
    assert node.kept({"products"}) == set()

    unreachable = False
    await node.witness.until(lambda told: told == ["lost", "restored"])
    assert await node.keep("products") is Status.STORED
    async with runtime.database.transaction() as session:
        await product_renamed(session, things, shop)
    await node.caught_up(runtime.database)
    assert node.kept({"products"}) == set()


async def test_a_node_whose_connection_falls_silent_keeps_nothing_until_it_speaks_again(
    runtime: Runtime, settings: Settings, connection: Connection, nodes: list[Node], things: Things, shop: Shop
) -> None:
    """The server's process is stopped: nothing is closed, nothing answers, as when a cable is cut."""
    before = await backends_that_listen(connection)
    async with open_node(settings, runtime.database) as silent:
        (backend,) = await backends_that_listen(connection) - before
        await silent.keep("products", OTHER)
        os.kill(backend, signal.SIGSTOP)
        try:
            await silent.witness.until(lambda told: told == ["lost"])
            assert silent.kept({"products", OTHER}) == set()
            async with runtime.database.transaction() as session:
                await product_renamed(session, things, shop)
            await nodes[0].caught_up(runtime.database)
            assert silent.witness.told == ["lost"], "the others hear meanwhile, and it does not"
            assert await silent.keep("products") is Status.UNSTORED
        finally:
            os.kill(backend, signal.SIGCONT)
        await silent.witness.until(lambda told: told[-1:] == ["restored"])
        assert await backends_that_listen(connection) - before == {backend}, "on the same connection"
        assert await silent.keep("products") is Status.STORED


async def test_answers_of_the_search_live_until_the_engine_has_written(
    runtime: Runtime,
    settings: Settings,
    nodes: list[Node],
    things: Things,
    shop: Shop,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node, engine = nodes[0], runtime.parts[SearchClient]
    worker = Worker(
        runtime.database,
        settings.database_url,
        wiring.job_handlers(),
        wiring.listeners(),
        runtime.system_context,
    )
    await index_all(settings)
    await connection.execute("TRUNCATE pgqueuer")  # the work that other tests left
    await node.caught_up(runtime.database)
    await node.keep("search")
    finish, kept = engine.finish, []

    async def watched(*tasks: TaskInfo) -> None:
        await node.caught_up(runtime.database)
        kept.append(node.kept({"search"}))
        await finish(*tasks)

    monkeypatch.setattr(engine, "finish", watched)
    async with runtime.database.transaction() as session:
        await product_renamed(session, things, shop)
    await worker.drain(raise_errors=True)
    await node.caught_up(runtime.database)
    assert kept == [{"search"}], "kept while the engine still works"
    assert node.kept({"search"}) == set()


async def test_a_published_index_drops_the_answers_of_the_one_before(
    runtime: Runtime, settings: Settings, nodes: list[Node], things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    discard, kept = SearchClient.discard, []

    async def watched(self: SearchClient, indexes: Sequence[str]) -> None:
        await nodes[0].caught_up(runtime.database)
        kept.append(nodes[0].kept({"search"}))
        await discard(self, indexes)

    monkeypatch.setattr(SearchClient, "discard", watched)
    await index_all(settings)
    assert kept == [{"search"}, set()], "kept while it is filled, dropped before the index before is deleted"
    for node in nodes:
        await node.caught_up(runtime.database)
        assert node.kept(everything(things)) == everything(things) - {"search"}


async def test_the_next_publication_bounds_every_answer_and_follows_changes(
    runtime: Runtime, nodes: list[Node]
) -> None:
    now = datetime(2030, 1, 1, 12, tzinfo=UTC)
    hour = timedelta(hours=1)

    async def publish(slug: str, moment: datetime) -> None:
        async with runtime.database.transaction() as session:
            draft = replace(LAMP, slug=slug, variants=(VariantDraft(sku=slug.upper()),), **on_sale(moment))
            await upsert_product(session, draft, utc_now())
        for node in nodes:
            await node.caught_up(runtime.database)

    async def seen_by_both(moment: datetime) -> list[datetime | None]:
        return [await node.parts[Boundaries].next(moment) for node in nodes]

    assert await seen_by_both(now) == [None, None]
    await publish("lamp-later", now + 2 * hour)
    assert await seen_by_both(now) == [now + 2 * hour] * 2, "although it had been remembered that there is none"
    await publish("lamp-sooner", now + hour)
    assert await seen_by_both(now) == [now + hour] * 2
    assert await seen_by_both(now + hour) == [now + 2 * hour] * 2, "at its moment it is public, and the next one counts"
    assert await seen_by_both(now + 2 * hour) == [None, None]
    assert await seen_by_both(now) == [now + hour] * 2, "an answer that began earlier ends earlier"


async def test_a_day_on_which_a_rate_changes_bounds_every_answer(runtime: Runtime, nodes: list[Node]) -> None:
    now = datetime(2031, 1, 1, 12, tzinfo=UTC)
    async with runtime.database.transaction() as session:
        await set_tax_rates(session, [RateRow("PN", Decimal("0.1"), date(2031, 1, 2), "law", date(2031, 3, 1))])
    for node in nodes:
        await node.caught_up(runtime.database)
        boundaries = node.parts[Boundaries]
        assert await boundaries.next(now) == datetime(2031, 1, 2, tzinfo=UTC)
        assert await boundaries.next(datetime(2031, 1, 2, tzinfo=UTC)) == datetime(2031, 3, 1, tzinfo=UTC)
        assert await boundaries.next(datetime(2031, 3, 1, tzinfo=UTC)) is None


async def test_what_is_planned_of_prices_bounds_every_answer(
    runtime: Runtime, nodes: list[Node], things: Things, shop: Shop
) -> None:
    """A sale that begins, a list that ends, a dated price that does both: every process hears of them."""
    assert things
    hour, now = timedelta(hours=1), datetime(2033, 1, 1, 12, tzinfo=UTC)
    list_id = (await load_price_lists(runtime.database))[0].id
    sale = Sale(
        code="planned",
        names={"en": "Sale"},
        kind=SaleKind.PERCENT,
        percent=Decimal(10),
        starts_local=datetime(2033, 1, 1, 12, 30),  # noqa: DTZ001 - local time, which has no zone
        market_ids=[shop.markets["eu"]],
    )
    planned = PriceList(code="planned", currency_code="EUR", tax_included=True, ends_at=now + 3 * hour)
    dated = DatedPrice(
        variant_id=shop.mug_variant,
        product_id=shop.mug,
        price_list_id=list_id,
        starts_at=now + hour,
        ends_at=now + 2 * hour,
        amount=1,
    )

    async def all_next(moment: datetime) -> set[datetime | None]:
        for node in nodes:
            await node.caught_up(runtime.database)
        return {await node.parts[Boundaries].next(moment) for node in nodes}

    async def write(row: Sale | PriceList | DatedPrice, event: Event) -> None:
        async with runtime.database.transaction() as session:
            session.add(row)
            await session.flush()
            await record(session, event)

    assert await all_next(now) == {None}
    await write(planned, TariffChanged(WHOLE_SHOP))
    assert await all_next(now) == {now + 3 * hour}
    await write(dated, PricesChanged(shop.mug))
    assert await all_next(now) == {now + hour}
    assert await all_next(now + hour) == {now + 2 * hour}
    assert await all_next(now + 2 * hour) == {now + 3 * hour}
    await write(sale, TariffChanged(WHOLE_SHOP))
    async with runtime.database.transaction() as session:
        zone = (await session.get_one(Market, shop.markets["eu"])).time_zone
    begins = sale.starts_local.replace(tzinfo=ZoneInfo(zone)) if sale.starts_local else None
    assert begins is not None
    assert await all_next(begins - hour / 2) == {begins}
