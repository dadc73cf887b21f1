"""Keeping the indexes in line with the database.

A change reaches them through the outbox: `follow` is the job that hears of it, `index_product` the one that writes, at
most one waiting for each product. Both read the present state, so it does not matter in which order they run, or how
often. Filling anew writes to drafts that are published all at once, and then repeats what changed meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from meilisearch_python_sdk.models.task import TaskInfo

from app.catalog import count_public_products, publications_between
from app.core.clock import utc_now
from app.core.db import Database
from app.core.logging import log
from app.core.settings import Settings
from app.events import WHOLE_SHOP, announce, events_since
from app.markets import load_atlas
from app.pricing import is_same_book, load_price_book
from search.affected import BATCH, CHANGED_EVENTS, Indexed, affected_products, all_public_products, subjects_of
from search.client import SearchClient, SearchUnavailableError
from search.documents import Document, Source, load_documents
from search.events import IndexWritten
from search.repricing import plan_repricing
from search.settings import has_settings

_ABANDONED_AFTER: Final = timedelta(days=1)
_LONGEST_TRANSACTION: Final = timedelta(minutes=10)
"""A change is dated when it is written, and seen when it is committed: no later than this."""

Progress = Callable[[int, int], None]
"""Told how many products of how many are done."""


@dataclass(frozen=True)
class IndexState:
    """How one language's index stands."""

    language_tag: str
    documents: int
    published: int
    """How many it should hold."""
    is_made: bool
    is_set_up: bool

    @property
    def is_complete(self) -> bool:
        """Whether searches find everything, as this version of the shop means it."""
        return self.is_made and self.is_set_up and self.documents == self.published

    @property
    def verdict(self) -> str:
        """The same in words, and what to do."""
        if self.is_complete:
            return "complete"
        if not self.is_made:
            return "missing: run `tradewind search reindex`"
        if not self.is_set_up:
            return "set up by another version: run `tradewind search reindex`"
        return "not in line yet: let the worker finish, or run `tradewind search reindex`"


async def index_all(settings: Settings, progress: Progress | None = None) -> int:
    """Fill every language's index anew, and return how many products they hold. Searches are answered all the while."""
    async with _opened(settings) as (indexed):
        return await _fill(indexed, progress)


async def index_if_needed(settings: Settings) -> bool:
    """`index_all`, unless every index is complete; says whether it was needed."""
    async with _opened(settings) as (indexed):
        if all(state.is_complete for state in await _states(indexed)):
            return False
        await _fill(indexed)
        return True


async def index_states(settings: Settings) -> list[IndexState]:
    """How each language's index stands."""
    async with _opened(settings) as (indexed):
        return await _states(indexed)


async def write_products(indexed: Indexed, product_ids: Sequence[UUID]) -> None:
    """Let the indexes say of these products what the database says now: those that are published nowhere are taken out.

    Another worker may read later and write earlier than we do. So what was written is compared with the database once
    it stands in the engine's queue, which keeps the order, and written again where it has changed. Whatever came of it
    is announced at the end, so that no answer outlives the index that it was read from.
    """
    try:
        await _write(indexed, product_ids)
    finally:
        await _announce(indexed.database)


async def _write(indexed: Indexed, product_ids: Sequence[UUID]) -> None:
    await _make_missing_indexes(indexed)
    written: dict[str, list[Document]] | None = None
    while (present := await load_documents(indexed.source, product_ids, utc_now())) != written:
        tasks: list[TaskInfo] = []
        for tag, documents in present.items():
            index = indexed.client.index_name(tag)
            found = {document["id"] for document in documents}
            gone = [product_id for product_id in product_ids if product_id.hex not in found]
            if documents:
                tasks.append(await indexed.client.add(index, documents))
            if gone:
                tasks.append(await indexed.client.remove(index, gone))
        written = present
    await indexed.client.finish(*tasks)


async def _fill(indexed: Indexed, progress: Progress | None = None) -> int:
    started = utc_now()
    await indexed.client.discard(await indexed.client.abandoned_drafts(started - _ABANDONED_AFTER))
    names = await asyncio.gather(*(indexed.client.new_draft(tag) for tag in indexed.source.chains))
    drafts = dict(zip(indexed.source.chains, names, strict=True))
    try:
        done = await _write_everything(indexed, drafts, progress)
        await indexed.client.publish(drafts)
        await _announce(indexed.database)
        await indexed.client.discard(list(drafts.values()))
    except BaseException:
        await _discard_quietly(indexed.client, list(drafts.values()))
        raise
    await _catch_up(indexed, started)
    return done


async def _catch_up(indexed: Indexed, started: datetime) -> None:
    """Repeat what has changed since the filling began; all of it where prices come about in another way by now."""
    book = await load_price_book(indexed.database)
    present = replace(indexed, source=replace(indexed.source, book=book))
    if is_same_book(book, indexed.source.book):
        for product_ids in await _changed_since(present, started - _LONGEST_TRANSACTION):
            await write_products(present, product_ids)
    else:
        async for product_ids in all_public_products(indexed.database):
            await write_products(present, product_ids)
    async with indexed.database.transaction() as session:
        await plan_repricing(session, present.source, started)


async def _announce(database: Database) -> None:
    async with database.transaction() as session:
        await announce(session, IndexWritten(WHOLE_SHOP))


async def _write_everything(indexed: Indexed, drafts: dict[str, str], progress: Progress | None) -> int:
    total = await count_public_products(indexed.database, utc_now())
    done, tasks = 0, []
    async for product_ids in all_public_products(indexed.database):
        documents = await load_documents(indexed.source, product_ids, utc_now())
        tasks += [await indexed.client.add(drafts[tag], found) for tag, found in documents.items() if found]
        done += len(product_ids)
        if progress:
            progress(done, max(done, total))
    await indexed.client.finish(*tasks)
    return done


async def _changed_since(indexed: Indexed, moment: datetime) -> list[list[UUID]]:
    """In batches: what events tell of, and what began or ended by the clock alone."""
    subjects: dict[str, set[UUID]] = {}
    for event in await events_since(indexed.database, moment, CHANGED_EVENTS):
        subjects.setdefault(event.type, set()).update(subjects_of(event.subject_id, event.payload))
    changed = await publications_between(indexed.database, moment, utc_now())
    for event_type, subject_ids in subjects.items():
        changed |= await affected_products(indexed, event_type, sorted(subject_ids))
    return batches(changed)


def batches(product_ids: Iterable[UUID]) -> list[list[UUID]]:
    """The ids in their order, as many at once as are indexed at once."""
    ids = sorted(product_ids)
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


async def _make_missing_indexes(indexed: Indexed) -> None:
    """The engine makes an index with the first document, but with settings of its own: ours come first."""
    present = await indexed.client.indexes()
    for tag in indexed.source.chains:
        if indexed.client.index_name(tag) not in present:
            await indexed.client.make(tag)


async def _states(indexed: Indexed) -> list[IndexState]:
    published = await count_public_products(indexed.database, utc_now())
    states = []
    for tag in indexed.source.chains:
        settings = await indexed.client.settings_of(tag)
        states.append(
            IndexState(
                language_tag=tag,
                documents=await indexed.client.documents_in(tag) if settings else 0,
                published=published,
                is_made=settings is not None,
                is_set_up=settings is not None and has_settings(settings, tag),
            )
        )
    return states


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Indexed]:
    database = await Database.connect(settings.database_url, write_pool_size=1, read_pool_size=2)
    client = SearchClient.of(settings)
    try:
        atlas, book = await load_atlas(database), await load_price_book(database)
        yield Indexed(Source.of(database, atlas, book), client)
    finally:
        await client.close()
        await database.close()


async def _discard_quietly(client: SearchClient, drafts: Sequence[str]) -> None:
    """What cannot be deleted now is found as abandoned later."""
    try:
        await client.discard(drafts)
    except SearchUnavailableError as error:
        log.warning("drafts of the search index are left behind", reason=str(error))
