"""How changes reach the search index: through the outbox, in any order, and while it is filled anew."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from asyncpg import Connection
from meilisearch_python_sdk.models.task import TaskInfo
from sqlalchemy.ext.asyncio import AsyncSession

from app import catalog, inventory, wiring
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
from app.core.context import RequestContext
from app.core.settings import Settings
from app.pricing import load_price_lists, set_prices
from app.wiring import Runtime
from app.worker import Worker
from search import SearchClient, SearchUnavailableError, index_all, index_if_needed, index_states
from search.sync.indexed import Indexed
from search.sync.writing import Written, write_products
from tests.support.search import document_of, found_by, hits_of
from tests.support.shop import PUBLISHED_AT, Shop, on_sale

pytestmark = pytest.mark.slow

LANTERN = ProductDraft(
    slug="paper-lantern",
    product_type="home",
    translations={"en": Texts("Paper lantern"), "de": Texts("Papierlaterne")},
    variants=(VariantDraft(sku="LA-1"),),
    external_id="test:lantern",
    **on_sale(),
)

FORGET_ENTRIES = "DELETE FROM pgqueuer WHERE entrypoint = 'search.index_entries'"
"""What is suggested beside products is looked at some time after each change."""


@pytest.fixture
def engine(runtime: Runtime) -> SearchClient:
    client: SearchClient = runtime.parts[SearchClient]
    return client


@pytest.fixture
async def worker(runtime: Runtime) -> Worker:
    """A worker with everything that `app.wiring` joins."""
    handlers, listeners = wiring.job_handlers(), wiring.listeners()
    return Worker(runtime.database, runtime.settings.database_url, handlers, listeners, runtime.system_context)


@pytest.fixture
async def indexed(runtime: Runtime, engine: SearchClient) -> Indexed:
    return await Indexed.load(runtime.database, engine)


@pytest.fixture
async def lantern(runtime: Runtime, worker: Worker, shop: Shop, settings: Settings) -> AsyncIterator[UUID]:
    """The lantern as it was, written and indexed."""
    assert shop.markets
    await index_if_needed(settings)
    product_id = await write(runtime, LANTERN)
    await worker.drain(raise_errors=True)
    yield product_id
    await write(runtime, LANTERN)
    await worker.drain(raise_errors=True)


async def write(runtime: Runtime, draft: ProductDraft) -> UUID:
    async with runtime.database.transaction() as session:
        return (await upsert_product(session, draft, utc_now())).id


async def test_a_changed_product_is_found_by_its_new_words_once_the_worker_has_run(
    runtime: Runtime, worker: Worker, engine: SearchClient, lantern: UUID
) -> None:
    renamed = {"en": Texts("Silk lampion"), "de": Texts("Seidenlampion")}
    await write(runtime, replace(LANTERN, translations=renamed))
    assert await found_by(engine, "lantern") == {lantern.hex}, "nothing reaches the index before the worker"
    await worker.drain(raise_errors=True)
    assert await found_by(engine, "lantern") == set()
    assert await found_by(engine, "lampion") == {lantern.hex}
    assert await found_by(engine, "Seidenlampion", "de") == {lantern.hex}


async def test_an_unpublished_product_vanishes(
    runtime: Runtime, worker: Worker, engine: SearchClient, lantern: UUID
) -> None:
    await write(runtime, replace(LANTERN, publications=()))
    await worker.drain(raise_errors=True)
    for tag in ("en", "de", "fr", "zh-Hans", "ja", "ar"):
        assert await document_of(engine, lantern, tag) is None


async def test_a_product_is_found_from_the_moment_of_its_publication_on(
    runtime: Runtime,
    worker: Worker,
    engine: SearchClient,
    lantern: UUID,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is written on that day: the work waits in the queue, once, however often the product changes before."""
    moment = utc_now() + timedelta(days=7)
    await write(runtime, replace(LANTERN, publications=()))
    for name in ("one", "two", "three"):
        await write(runtime, replace(LANTERN, translations={"en": Texts(name)}, **on_sale(moment)))
        await worker.drain(raise_errors=True)
    assert await document_of(engine, lantern) is None
    await connection.execute(FORGET_ENTRIES)
    ((job, due),) = await connection.fetch("SELECT entrypoint, execute_after FROM pgqueuer")
    assert job == "search.index_product"
    assert moment <= due <= moment + timedelta(minutes=1)

    monkeypatch.setattr("search.jobs.utc_now", lambda: moment)
    monkeypatch.setattr("search.sync.writing.utc_now", lambda: moment)
    assert await worker.drain(including_delayed=True, raise_errors=True) == 1
    found = await document_of(engine, lantern)
    assert found is not None
    assert found["name"] == "three"
    assert await connection.fetch("SELECT FROM pgqueuer") == []


async def test_several_changes_wait_as_one_job(runtime: Runtime, worker: Worker, lantern: UUID) -> None:
    async with runtime.database.transaction() as session:
        for name in ("one", "two", "three"):
            await upsert_product(session, replace(LANTERN, translations={"en": Texts(name)}), utc_now())
    assert lantern
    relayed, followed, measured, indexed_once = 3, 3, 3, 1
    assert await worker.drain(raise_errors=True) == relayed + followed + measured + indexed_once


async def test_what_surrounds_a_product_reaches_its_document(
    runtime: Runtime, worker: Worker, engine: SearchClient, lantern: UUID, shop: Shop
) -> None:
    ids: dict[str, str] = {}
    lists = {each.code: each.id for each in await load_price_lists(runtime.database)}

    async def change(session: AsyncSession) -> None:
        brand = await upsert_brand(session, BrandDraft("akari", "Akari"))
        category = await upsert_category(session, CategoryDraft("lamps", {"en": Texts("Lamps")}))
        ids.update(brand=brand.id.hex, category=category.id.hex)
        product = await upsert_product(session, replace(LANTERN, brand="akari", category="lamps"), utc_now())
        variant_id = product.variant_ids["LA-1"]
        await set_prices(session, lantern, {lists["eu"]: {variant_id: 1990}, lists["jp"]: {variant_id: 3300}})
        await inventory.adjust(
            session,
            wiring.SYSTEM,
            variant_id=variant_id,
            warehouse_id=shop.warehouses["ohio"],
            delta=4,
            reason="counted",
        )

    async with runtime.database.transaction() as session:
        await change(session)
    await worker.drain(raise_errors=True)
    found = await document_of(engine, lantern)
    assert found is not None
    for how_it_is_spelt_or_sent in ("digest", "spellings", "tag_keys"):
        del found[how_it_is_spelt_or_sent]
    eu, jp = sorted(lists[code] for code in ("eu", "jp"))
    amounts = {lists["eu"].hex: 1990, lists["jp"].hex: 3300}
    assert found == {
        "id": lantern.hex,
        "name": "Paper lantern",
        "skus": ["LA-1"],
        "brand": "Akari",
        "brand_id": ids["brand"],
        "categories": ["Lamps"],
        "category_ids": [ids["category"]],
        "collection_ids": [],
        "tags": [],
        "attribute_words": [],
        "attributes": {},
        "gtins": [],
        "description": "",
        "product_type": "home",
        "visible_in": ["default"],
        "has_safety_data": True,
        "restricted_in": [],
        "published": {"default": int(PUBLISHED_AT.timestamp())},
        "published_at": int(PUBLISHED_AT.timestamp()),
        "in_stock": True,
        "codes": ["LA1"],
        "tax_class": "standard",
        "kind_count": 1,
        "kinds": {
            "k0": {
                "lists": [eu.hex, jp.hex],
                "sales": [],
                "amounts": {list_id: [amount] for list_id, amount in amounts.items()},
            }
        },
        "least": amounts,
        "marked_by": [],
    }

    async with runtime.database.transaction() as session:
        await upsert_brand(session, BrandDraft("akari", "Akari Works"))
        await upsert_category(session, CategoryDraft("lamps", {"en": Texts("Lights")}))
    await worker.drain(raise_errors=True)
    changed = await document_of(engine, lantern)
    assert changed is not None
    assert (changed["brand"], changed["categories"]) == ("Akari Works", ["Lights"])


async def test_a_product_that_left_a_collection_is_no_longer_found_in_it(
    runtime: Runtime, worker: Worker, engine: SearchClient, lantern: UUID
) -> None:
    collections = []
    for members in ([lantern], []):
        async with runtime.database.transaction() as session:
            summer = await upsert_collection(session, CollectionDraft("summer", {"en": Texts("Summer")}))
            await set_collection_products(session, summer.id, members)
        await worker.drain(raise_errors=True)
        found = await document_of(engine, lantern)
        assert found is not None
        collections.append(found["collection_ids"])
    assert collections == [[summer.id.hex], []]


async def test_a_slow_writer_does_not_overwrite_what_is_newer(
    runtime: Runtime, engine: SearchClient, indexed: Indexed, lantern: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker reads a change and writes it after we have read, and before we write."""
    newer = replace(LANTERN, translations={"en": Texts("Newer lantern")})
    add, interrupted = engine.add, False

    async def late(index: str, lines: Sequence[bytes]) -> TaskInfo:
        nonlocal interrupted
        if not interrupted:
            interrupted = True
            await write(runtime, newer)
            await write_products(indexed, [lantern])
        return await add(index, lines)

    await write(runtime, replace(LANTERN, translations={"en": Texts("Older lantern")}))
    monkeypatch.setattr(engine, "add", late)
    await write_products(indexed, [lantern])
    assert interrupted
    found = await document_of(engine, lantern)
    assert found is not None
    assert found["name"] == "Newer lantern"


async def test_a_change_during_a_filling_is_not_lost(
    runtime: Runtime,
    worker: Worker,
    engine: SearchClient,
    settings: Settings,
    lantern: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish = SearchClient.publish

    async def meanwhile(self: SearchClient, drafts: dict[str, str]) -> None:
        await write(runtime, replace(LANTERN, translations={"en": Texts("Meanwhile lantern")}))
        await worker.drain(raise_errors=True)
        assert await found_by(engine, "meanwhile") == {lantern.hex}
        await publish(self, drafts)

    monkeypatch.setattr(SearchClient, "publish", meanwhile)
    assert await index_all(settings) == 3
    assert await found_by(engine, "meanwhile") == {lantern.hex}


async def test_a_change_that_was_made_before_a_filling_and_committed_during_it_is_not_lost(
    runtime: Runtime, engine: SearchClient, settings: Settings, lantern: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is dated before the filling began, and nobody has read it then."""
    publish, is_made, may_commit = SearchClient.publish, asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        async with runtime.database.transaction() as session:
            await upsert_product(session, replace(LANTERN, translations={"en": Texts("Belated lantern")}), utc_now())
            is_made.set()
            await may_commit.wait()

    async def meanwhile(self: SearchClient, drafts: dict[str, str]) -> None:
        may_commit.set()
        await slow
        await publish(self, drafts)

    slow = asyncio.create_task(slowly())
    await is_made.wait()
    monkeypatch.setattr(SearchClient, "publish", meanwhile)
    assert await index_all(settings) == 3
    assert await found_by(engine, "belated") == {lantern.hex}


async def test_what_was_changed_before_a_filling_is_not_written_twice(
    runtime: Runtime, engine: SearchClient, settings: Settings, lantern: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(runtime, replace(LANTERN, translations={"en": Texts("Early lantern")}))
    repeated: list[Sequence[UUID]] = []

    async def write_again(_: Indexed, product_ids: Sequence[UUID]) -> None:
        repeated.append(product_ids)

    monkeypatch.setattr("search.sync.filling.write_products", write_again)
    assert await index_all(settings) == 3
    assert repeated == []
    assert await found_by(engine, "early") == {lantern.hex}


async def test_filling_anew_leaves_one_index_for_each_language_and_no_draft(
    engine: SearchClient, settings: Settings, lantern: UUID
) -> None:
    assert lantern
    told: list[tuple[int, int]] = []
    assert await index_all(settings, progress=lambda done, total: told.append((done, total))) == 3
    assert told == [(3, 3)]
    tags = ["ar", "de", "en", "fr", "ja", "zh-Hans"]
    names = [name(tag) for tag in tags for name in (engine.index_name, engine.entries_name)]
    assert sorted(await engine.indexes()) == sorted(names)
    states = await index_states(settings)
    assert [(state.language_tag, state.documents, state.published, state.verdict) for state in states] == [
        (tag, 3, 3, "complete") for tag in tags
    ]
    assert await index_if_needed(settings) is False


async def test_an_index_that_lacks_something_is_filled(engine: SearchClient, settings: Settings, lantern: UUID) -> None:
    await engine.finish(await engine.remove(engine.index_name("ja"), [lantern.hex]))
    (state,) = [state for state in await index_states(settings) if not state.is_complete]
    assert (state.language_tag, state.documents, state.published) == ("ja", 2, 3)
    await engine.discard([engine.index_name("fr")])
    assert [state.verdict for state in await index_states(settings) if state.language_tag == "fr"] == [
        "missing: the worker makes it, or run `tradewind search reindex`"
    ]
    assert await index_if_needed(settings) is True
    assert all(state.is_complete for state in await index_states(settings))


async def test_a_missing_index_is_not_begun_with_one_product_but_made_whole(
    runtime: Runtime, worker: Worker, indexed: Indexed, engine: SearchClient, settings: Settings, lantern: UUID
) -> None:
    """An index that holds a few products would answer as if there were no others."""
    lost = [engine.index_name("fr"), engine.entries_name("de")]
    await engine.discard(lost)
    assert await write_products(indexed, [lantern]) == Written(missing={"fr"}, lacking=set())
    assert not set(lost) & set(await engine.indexes())
    await write(runtime, replace(LANTERN, translations={"en": Texts("Lit lantern")}))
    await worker.drain(raise_errors=True)
    assert [state.verdict for state in await index_states(settings)] == ["complete"] * 6
    assert await found_by(engine, "lantern", "fr") >= {lantern.hex}


async def test_a_failed_filling_leaves_the_index_as_it_was(
    engine: SearchClient, settings: Settings, lantern: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: SearchClient, drafts: dict[str, str]) -> None:
        raise SearchUnavailableError(f"{self} cannot publish {drafts}")

    await index_if_needed(settings)
    monkeypatch.setattr(SearchClient, "publish", fail)
    with pytest.raises(SearchUnavailableError):
        await index_all(settings)
    assert await found_by(engine, "lantern") == {lantern.hex}
    assert len(await engine.indexes()) == 12


async def test_a_task_that_the_engine_could_not_finish_is_an_error(engine: SearchClient, lantern: UUID) -> None:
    assert lantern
    task = await engine.add(engine.index_name("en"), [b'{"id": "no id of a document!"}'])
    with pytest.raises(SearchUnavailableError, match=r"could not finish task .* \(failed\)"):
        await engine.finish(task)


async def test_the_engine_is_not_called_inside_a_transaction(ctx: RequestContext, engine: SearchClient) -> None:
    async with ctx.transaction():
        with pytest.raises(RuntimeError, match=r"Meilisearch \(search\) was called inside an open transaction"):
            await hits_of(engine, "lantern")


async def test_shops_that_share_an_engine_do_not_see_each_other(engine: SearchClient, settings: Settings) -> None:
    other = SearchClient.of(settings.model_copy(update={"search_prefix": ""}))
    try:
        assert not set(await other.indexes()) & set(await engine.indexes())
    finally:
        await other.close()


async def test_a_batch_is_one_event_and_is_indexed_whole(
    runtime: Runtime, worker: Worker, engine: SearchClient, lantern: UUID, connection: Connection
) -> None:
    """Also what of it begins later: that waits for its moment, product by product."""
    moment = utc_now() + timedelta(days=7)
    drafts = [
        replace(LANTERN, slug=f"batch-{number}", external_id=None, variants=(VariantDraft(sku=f"BA-{number}"),))
        for number in range(25)
    ]
    drafts[24] = replace(drafts[24], **on_sale(moment))
    before = await connection.fetchval("SELECT count(*) FROM outbox_event")
    async with runtime.database.transaction() as session:
        written = await catalog.write_products(session, drafts, now=utc_now())
    assert lantern
    assert await connection.fetchval("SELECT count(*) FROM outbox_event") == before + 1

    assert await worker.drain(raise_errors=True) == 3, "the event is relayed, followed and measured for translators"

    ids = [each.id for each in written if isinstance(each, catalog.Upserted)]
    found = await found_by(engine, "")
    assert [product_id.hex in found for product_id in ids] == [True] * 24 + [False]
    await connection.execute(FORGET_ENTRIES)
    rows = await connection.fetch("SELECT entrypoint, execute_after >= $1 AS later FROM pgqueuer", moment)
    assert [tuple(row) for row in rows] == [("search.index_product", True)]
    await connection.execute("DELETE FROM pgqueuer")
    await connection.execute("DELETE FROM product WHERE id = ANY($1)", ids)
    await index_all(runtime.settings)
