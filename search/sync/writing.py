"""Letting the indexes say of some products what the database says of them now."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from meilisearch_python_sdk.models.task import TaskInfo

from app.core.clock import utc_now
from app.core.db import Database
from app.events import WHOLE_SHOP, announce
from search.documents.loading import Document, load_documents
from search.documents.sealing import Sealed, sealed
from search.documents.vectors import add_vectors, lacking_vectors
from search.engine.breaker import BreakerOpenError
from search.engine.calls import NO_INDEX
from search.engine.client import SearchAwayError, SearchClient, SearchRefusedError
from search.fallback.texts import write_texts
from search.sync.events import IndexWritten
from search.sync.indexed import Indexed


class Written(NamedTuple):
    """What is left to do for products that were written."""

    missing: set[str]
    """Languages whose index is missing. They are left out: an index with a few products in it would be worse than none,
    because it would answer."""
    lacking: set[UUID]
    """Products without a vector in some language, because the embedder is away."""


async def documents_of(indexed: Indexed, product_ids: Sequence[UUID]) -> dict[str, list[Document]]:
    """By language: the documents of those of these products that are published, as they should be now."""
    documents = await load_documents(indexed.source, product_ids, utc_now())
    await add_vectors(indexed.database, indexed.embedder, documents)
    return documents


async def write_products(indexed: Indexed, product_ids: Sequence[UUID]) -> Written:
    """Let the indexes say of these products what the database says now: those that are published nowhere are taken
    out, and what an index says already is not sent again.

    Raises `SearchUnavailableError` where the engine could not; the texts in the database are written all the same.
    Callers may write the same products at the same time: whoever has written compares the index with the database once
    more when the engine has done it, so the last one sees what all have left behind.
    """
    present = await documents_of(indexed, product_ids)
    await write_texts(indexed.database, present, product_ids)
    try:
        with indexed.client.patience.guarding(SearchAwayError):
            return await _bring_in_line(indexed, product_ids, present)
    except BreakerOpenError as error:
        raise SearchAwayError("Meilisearch was not asked: it failed several times in a row") from error


async def send_differences(
    client: SearchClient, index: str, wanted: Mapping[str, Sealed], among: Sequence[str]
) -> list[TaskInfo]:
    """Have one index say of the documents `among` what is wanted; what is not wanted is taken out. Each task is a
    promise: `SearchClient.finish` waits for it."""
    standing = await client.digests(index, among)
    lines = [document.line for key, document in wanted.items() if standing.get(key) != document.digest]
    gone = [key for key in standing if key not in wanted]
    return [
        *([await client.add(index, lines)] if lines else ()),
        *([await client.remove(index, gone)] if gone else ()),
    ]


async def announce_written(database: Database) -> None:
    """No answer may outlive the index that it was read from."""
    async with database.transaction() as session:
        await announce(session, IndexWritten(WHOLE_SHOP))


async def _bring_in_line(
    indexed: Indexed, product_ids: Sequence[UUID], present: Mapping[str, Sequence[Document]]
) -> Written:
    keys, missing, is_written = [product_id.hex for product_id in product_ids], set[str](), False
    try:
        while True:
            found = await asyncio.gather(
                *(_send(indexed, tag, documents, keys) for tag, documents in present.items() if tag not in missing)
            )
            missing |= {tag for tag, tasks in found if tasks is None}
            if not (tasks := [task for _, tasks in found for task in tasks or ()]):
                return Written(missing, lacking_vectors(present))
            is_written = True
            await indexed.client.finish(*tasks)
            present = await documents_of(indexed, product_ids)
    finally:
        if is_written:
            await announce_written(indexed.database)


async def _send(
    indexed: Indexed, tag: str, documents: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> tuple[str, list[TaskInfo] | None]:
    try:
        return tag, await send_differences(indexed.client, indexed.client.index_name(tag), sealed(documents), keys)
    except SearchRefusedError as error:
        if error.code == NO_INDEX:
            return tag, None
        raise
