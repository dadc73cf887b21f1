"""The search engine fails, in the middle of searching and of indexing: answers go on, nothing is lost, all heals."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import wiring
from app.catalog import ProductDraft, Texts, VariantDraft, upsert_product
from app.core.clock import utc_now
from app.core.settings import Settings
from app.wiring import Runtime
from app.worker import Worker
from search import Found, ProductSearch, SearchClient, index_all, index_states, load_lag, search_products
from search.documents.sealing import sealed
from search.jobs import catch_up, check
from search.sync.indexed import Indexed
from search.sync.writing import documents_of
from tests.support.engines import FaultyEngine, faulty_engine
from tests.support.shop import Shop, on_sale

LANTERN = ProductDraft(
    slug="paper-lantern",
    product_type="home",
    translations={"en": Texts("Paper lantern"), "de": Texts("Papierlaterne")},
    variants=(VariantDraft(sku="LA-1"),),
    external_id="test:lantern",
    **on_sale(),
)


KEYS = ("meili_key", "meili_search_key")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[FaultyEngine]:
    async with faulty_engine(tmp_path) as running:
        yield running


@pytest.fixture
async def faulty(settings: Settings, shop: Shop, engine: FaultyEngine) -> AsyncIterator[Runtime]:
    """A process of this file's shop, whose search is the faulty engine, and filled."""
    assert shop.markets
    pointed = {"meili_url": engine.url, "search_prefix": ""}
    keys = {name: type(settings.meili_key)(key) for name, key in zip(KEYS, engine.keys, strict=True)}
    runtime = await Runtime.open(settings.model_copy(update=pointed | keys))
    await write(runtime, "Paper lantern")
    await index_all(runtime.settings)
    await worker_of(runtime).drain()
    yield runtime
    await runtime.close()


def worker_of(runtime: Runtime) -> Worker:
    handlers, listeners = wiring.job_handlers(), wiring.listeners()
    return Worker(runtime.database, runtime.settings.database_url, handlers, listeners, runtime.system_context)


async def write(runtime: Runtime, name: str, number: int = 0) -> None:
    """The lantern, or another of its kind."""
    draft = LANTERN
    if number:
        external = {"external_id": f"test:lantern-{number}", "variants": (VariantDraft(sku=f"LN-{number}"),)}
        draft = ProductDraft(**{**vars(LANTERN), **external, "slug": f"lantern-{number}"})
    async with runtime.database.transaction() as session:
        named = ProductDraft(**{**vars(draft), "translations": {"en": Texts(name), "de": Texts(name)}})
        await upsert_product(session, named, utc_now())


async def ask(runtime: Runtime, words: str) -> tuple[int, bool]:
    """How many products a shopper finds, and whether Postgres had to answer. Never an error, and never late."""
    started = time.monotonic()
    found: Found = await search_products(await runtime.system_context(), ProductSearch.of(words), 10, None)
    assert time.monotonic() - started < 4
    return len(found.page.items), found.degraded


async def catches_up(runtime: Runtime) -> None:
    """What a worker does by itself some seconds after the engine is back."""
    runtime.parts[SearchClient].patience.close()
    runtime.parts[SearchClient].breaker.close()
    await catch_up(await runtime.system_context(), {})
    await check(await runtime.system_context(), {})


async def differences(runtime: Runtime) -> set[str]:
    """The languages whose index does not say exactly what the database says."""
    indexed = await Indexed.load(runtime.database, runtime.parts[SearchClient])
    rows = await runtime.database.fetch("SELECT id FROM product ORDER BY id", ())
    wanted = await documents_of(indexed, [row["id"] for row in rows])
    differing = set()
    for tag, documents in wanted.items():
        digests = {key: document.digest for key, document in sealed(documents).items()}
        pages = [page async for page in indexed.client.all_digests(indexed.client.index_name(tag))]
        if {key: digest for page in pages for key, digest in page.items()} != digests:
            differing.add(tag)
    return differing


async def is_whole(runtime: Runtime) -> None:
    """Nothing waits, nothing differs, nothing is degraded."""
    assert (await load_lag(runtime.database)).waiting == 0
    assert await differences(runtime) == set()
    assert [state.verdict for state in await index_states(runtime.settings)] == ["complete"] * 6
    failed = await runtime.database.fetch("SELECT entrypoint FROM pgqueuer WHERE status = 'failed'", ())
    assert failed == []


async def test_killed(faulty: Runtime, engine: FaultyEngine) -> None:
    assert await ask(faulty, "lantern") == (1, False)
    await engine.kill()
    assert [await ask(faulty, "lantern") for _ in range(5)] == [(1, True)] * 5

    await write(faulty, "Silk lampion")
    await worker_of(faulty).drain()
    assert (await load_lag(faulty.database)).waiting == 1
    assert await ask(faulty, "lampion") == (1, True), "the texts are written though the engine is away"
    assert await ask(faulty, "lantern") == (0, True)

    await engine.start()
    await catches_up(faulty)
    assert await ask(faulty, "lampion") == (1, False)
    await is_whole(faulty)


async def test_slowed_to_five_seconds(faulty: Runtime, engine: FaultyEngine) -> None:
    """Three shoppers wait for a second each; those after them do not wait at all."""
    engine.delay = 5
    started = time.monotonic()
    assert [await ask(faulty, "lantern") for _ in range(20)] == [(1, True)] * 20
    assert time.monotonic() - started < 10

    await write(faulty, "Slow lampion")
    engine.delay = 0.5
    await worker_of(faulty).drain()
    engine.delay = 0
    engine.cut()
    await catches_up(faulty)
    assert await ask(faulty, "lampion") == (1, False)
    await is_whole(faulty)


async def test_answering_500(faulty: Runtime, engine: FaultyEngine) -> None:
    engine.fails = True
    engine.cut()
    assert [await ask(faulty, "lantern") for _ in range(5)] == [(1, True)] * 5
    await write(faulty, "Broken lampion")
    await worker_of(faulty).drain()
    assert (await load_lag(faulty.database)).waiting == 1
    engine.fails = False
    await catches_up(faulty)
    assert await ask(faulty, "lampion") == (1, False)
    await is_whole(faulty)


async def test_its_data_wiped(faulty: Runtime, engine: FaultyEngine) -> None:
    """Its keys as well: they are made again, and are the same. No shopper sees an index with half of the products."""
    await engine.wipe()
    assert await ask(faulty, "lantern") == (1, True)
    await write(faulty, "Found lampion")
    await worker_of(faulty).drain()  # the job that wants to write it finds out, and has everything filled
    await catches_up(faulty)
    assert await ask(faulty, "lampion") == (1, False)
    await is_whole(faulty)


async def test_killed_in_the_middle_of_a_filling(
    faulty: Runtime, engine: FaultyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What answered before answers again, and no draft stays."""
    publish = SearchClient.publish

    async def die(self: SearchClient, drafts: dict[str, str]) -> None:
        await engine.kill()
        await publish(self, drafts)

    monkeypatch.setattr(SearchClient, "publish", die)
    with pytest.raises(Exception, match="Meilisearch did not"):
        await index_all(faulty.settings)
    monkeypatch.setattr(SearchClient, "publish", publish)
    await write(faulty, "Interrupted lampion")
    await worker_of(faulty).drain()
    await engine.start()
    await catches_up(faulty)
    assert await ask(faulty, "lampion") == (1, False)
    await is_whole(faulty)
    assert await index_all(faulty.settings) == 3
    await is_whole(faulty)


async def test_its_disk_full(faulty: Runtime, engine: FaultyEngine) -> None:
    """A limit to the size of its files stands for the disk: writes beyond it fail, with another error than on a disk
    that is full (EFBIG, not ENOSPC), and Meilisearch fails the task for it as it does then."""
    engine.fill_disk()
    await write(faulty, "Large lampion")
    await worker_of(faulty).drain()
    assert (await load_lag(faulty.database)).waiting == 1
    assert (await ask(faulty, "lampion"))[0] == 1 or (await ask(faulty, "lantern"))[0] == 1, "answers go on"

    engine.empty_disk()
    await catches_up(faulty)
    assert await ask(faulty, "lampion") == (1, False)
    await is_whole(faulty)
