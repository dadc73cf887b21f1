"""Filling indexes anew: into drafts, which are published all at once, while the old ones go on answering."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from meilisearch_python_sdk.models.task import TaskInfo

from app.catalog import count_public_products, publications_between
from app.core.clock import utc_now
from app.core.logging import log
from app.events import event_ids_since, events_since
from app.pricing import load_price_book, products_with_turned_prices
from search.documents.entries import load_entries
from search.documents.sealing import sealed
from search.documents.vectors import lacking_vectors
from search.engine.client import SearchClient, SearchUnavailableError
from search.fallback.texts import write_texts
from search.sync.affected import SEARCHED_EVENTS, affected_products, all_public_products, batches, subjects_of
from search.sync.backlog import note
from search.sync.indexed import Indexed
from search.sync.writing import announce_written, documents_of, write_products

_ABANDONED_AFTER: Final = timedelta(days=1)
_LONGEST_TRANSACTION: Final = timedelta(minutes=10)
"""A change is dated when it is written, and seen when it is committed: no later than this."""

_TASKS_AHEAD: Final = 60
"""So many batches may wait in the engine before the next one is made: it keeps them in memory and on its disk."""

Progress = Callable[[int, int], None]
"""Told how many products of how many are done."""


async def fill(indexed: Indexed, progress: Progress | None = None) -> int:
    """Make the indexes of these languages anew, and return how many products they hold.

    What answered until now answers until the new ones are complete, and then they are exchanged at one moment. What
    changed meanwhile is repeated.
    """
    started, client = utc_now(), indexed.client
    known = await event_ids_since(indexed.database, started - _LONGEST_TRANSACTION, SEARCHED_EVENTS)
    indexed = await _with_present_book(indexed)
    await client.discard(await client.abandoned_drafts(started - _ABANDONED_AFTER))
    products, entries = await indexed.product_plans(), await indexed.entry_plans()
    drafts: dict[str, str] = {}
    try:
        for tag in indexed.chains:
            for index, plan in ((client.index_name(tag), products[tag]), (client.entries_name(tag), entries[tag])):
                drafts[index] = await client.new_draft(index, plan)
        await _write_entries(indexed, drafts)
        done, lacking = await _write_products(indexed, drafts, progress)
        await client.publish(drafts)
        await announce_written(indexed.database)
        await client.discard(list(drafts.values()))
    except BaseException:
        await _discard_quietly(client, list(drafts.values()))
        raise
    await _catch_up(indexed, started, known)
    if lacking:
        async with indexed.database.transaction() as session:
            await note(session, sorted(lacking))
    return done


async def _write_products(
    indexed: Indexed, drafts: Mapping[str, str], progress: Progress | None
) -> tuple[int, set[UUID]]:
    """Returns how many there are, and which of them lack a vector."""
    client, lacking = indexed.client, set[UUID]()
    total = await count_public_products(indexed.database, utc_now())
    done, tasks = 0, list[TaskInfo]()
    async for product_ids in all_public_products(indexed.database):
        documents = await documents_of(indexed, product_ids)
        await write_texts(indexed.database, documents, product_ids)
        lacking |= lacking_vectors(documents)
        for tag, found in documents.items():
            if found:
                lines = [document.line for document in sealed(found).values()]
                tasks.append(await client.add(drafts[client.index_name(tag)], lines))
        if len(tasks) > _TASKS_AHEAD:
            await client.finish(tasks[-_TASKS_AHEAD])
        done += len(product_ids)
        if progress:
            progress(done, max(done, total))
    await client.finish(*tasks)
    return done, lacking


async def _write_entries(indexed: Indexed, drafts: Mapping[str, str]) -> None:
    client = indexed.client
    for tag, entries in (await load_entries(indexed.database, indexed.chains)).items():
        if entries:
            lines = [entry.line for entry in sealed(entries).values()]
            await client.finish(await client.add(drafts[client.entries_name(tag)], lines))


async def _catch_up(indexed: Indexed, started: datetime, known: Collection[UUID]) -> None:
    """Repeat what has changed since the filling began."""
    present = await _with_present_book(indexed)
    for product_ids in await _changed_since(present, started, known):
        await write_products(present, product_ids)


async def _changed_since(indexed: Indexed, started: datetime, known: Collection[UUID]) -> list[list[UUID]]:
    """In batches: what events tell of that were not known yet, and what began or ended by the clock alone."""
    subjects: dict[str, set[UUID]] = {}
    for event in await events_since(indexed.database, started - _LONGEST_TRANSACTION, SEARCHED_EVENTS, known):
        subjects.setdefault(event.type, set()).update(subjects_of(event.subject_id, event.payload))
    now = utc_now()
    changed = await publications_between(indexed.database, started, now)
    changed |= await products_with_turned_prices(indexed.database, started, now)
    for event_type, subject_ids in subjects.items():
        changed |= await affected_products(indexed, event_type, sorted(subject_ids))
    return batches(changed)


async def _with_present_book(indexed: Indexed) -> Indexed:
    return replace(indexed, source=replace(indexed.source, book=await load_price_book(indexed.database)))


async def _discard_quietly(client: SearchClient, drafts: Sequence[str]) -> None:
    """What cannot be deleted now is found as abandoned later."""
    try:
        await client.discard(drafts)
    except SearchUnavailableError as error:
        log.warning("drafts of the search index are left behind", reason=str(error))
