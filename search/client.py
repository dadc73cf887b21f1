"""Meilisearch as the shop sees it: few calls, all outside of transactions, bounded in time, failing in one way."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID, uuid4

from httpx2 import HTTPError, InvalidURL
from meilisearch_python_sdk import AsyncClient
from meilisearch_python_sdk.errors import MeilisearchApiError, MeilisearchError
from meilisearch_python_sdk.models.search import SearchResults
from meilisearch_python_sdk.models.settings import MeilisearchSettings
from meilisearch_python_sdk.models.task import TaskInfo
from opentelemetry.trace import SpanKind

from app.core.db import assert_no_transaction
from app.core.settings import Settings
from app.telemetry.outbound import pass_trace_on
from app.telemetry.tracing import span
from search.settings import PRIMARY_KEY, index_settings, index_suffix

ANSWER_SECONDS: Final = 2.0
"""How long a shopper waits for the engine."""

_CALL_SECONDS: Final = 30.0
_TASK_SECONDS: Final = 3600.0
_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.25
_NO_INDEX: Final = "index_not_found"
_DRAFT: Final = re.compile(r"_draft_[0-9a-f]{32}$")


class SearchUnavailableError(Exception):
    """The search engine is gone, too slow, refuses, or could not finish a task. The same call may succeed later."""


class SearchClient:
    """The indexes of one shop. `prefix` keeps shops apart that share an engine."""

    def __init__(self, url: str, key: str, prefix: str) -> None:
        self._client = AsyncClient(url, key or None)
        self._client.http_client.event_hooks["request"].append(pass_trace_on)
        self._prefix = prefix

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """A client for the engine that the settings name."""
        return cls(settings.meili_url, settings.meili_key.get_secret_value(), settings.search_prefix)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def check(self) -> None:
        """Raises where the engine is away, or does not take our key."""
        async with _engine("answer", ANSWER_SECONDS):
            await self._client.get_raw_indexes(limit=1)

    def index_name(self, language_tag: str) -> str:
        """The index that answers in this language."""
        return f"{self._prefix}{index_suffix(language_tag)}"

    async def search(self, language_tag: str, query: str, **options: Any) -> SearchResults[dict[str, Any]]:
        """Ask the index of a language. Waits no longer than `ANSWER_SECONDS`."""
        async with _engine("search", ANSWER_SECONDS):
            return await self._client.index(self.index_name(language_tag)).search(query, **options)

    async def new_draft(self, language_tag: str) -> str:
        """An empty index with the language's settings, which nobody sees until it is published."""
        name = f"{self.index_name(language_tag)}_draft_{uuid4().hex}"
        await self._set_up(name, language_tag)
        return name

    async def make(self, language_tag: str) -> None:
        """An empty index for a language that has none. Where it has one after all, that stays as it is."""
        await self._set_up(self.index_name(language_tag), language_tag)

    async def add(self, index: str, documents: Sequence[dict[str, Any]]) -> TaskInfo:
        """Write documents, each whole, over those with the same id. It is done when `finish` returns."""
        async with _engine("add documents"):
            return await self._client.index(index).add_documents(documents, PRIMARY_KEY, compress=True)

    async def remove(self, index: str, product_ids: Sequence[UUID]) -> TaskInfo:
        """Take documents out. It is done when `finish` returns."""
        async with _engine("remove documents"):
            return await self._client.index(index).delete_documents([product_id.hex for product_id in product_ids])

    async def members(self, language_tag: str, collection_id: UUID) -> set[UUID]:
        """The products that an index believes to be in this collection."""
        condition = f'collection_ids = "{collection_id.hex}"'
        found: set[UUID] = set()
        async with _engine("list documents"):
            index = self._client.index(self.index_name(language_tag))
            try:
                while True:
                    page = await index.get_documents(
                        offset=len(found), limit=1000, fields=[PRIMARY_KEY], filter=condition
                    )
                    found |= {UUID(hex=document[PRIMARY_KEY]) for document in page.results}
                    if len(found) >= page.total or not page.results:
                        return found
            except MeilisearchApiError as error:
                if error.code == _NO_INDEX:
                    return set()
                raise

    async def finish(self, *tasks: TaskInfo) -> None:
        """Wait until the engine has done these; raises when it could not do one."""
        for task in tasks:
            async with _engine("finish a task", _TASK_SECONDS):
                await self._finish(task.task_uid)

    async def publish(self, drafts: dict[str, str]) -> None:
        """Let drafts (by language) answer from now on, all of them at one moment. Their names go to what did before."""
        present = await self.indexes()
        live = {tag: self.index_name(tag) for tag in drafts}
        swapped = [(live[tag], draft) for tag, draft in drafts.items() if live[tag] in present]
        renamed = [(draft, live[tag]) for tag, draft in drafts.items() if live[tag] not in present]
        async with _engine("swap indexes"):
            tasks = [
                await self._client.swap_indexes(pairs, rename)
                for pairs, rename in ((swapped, False), (renamed, True))
                if pairs
            ]
        await self.finish(*tasks)

    async def discard(self, indexes: Sequence[str]) -> None:
        """Delete indexes, where they exist."""
        present = await self.indexes() if indexes else {}
        async with _engine("delete indexes"):
            tasks = [await self._client.index(name).delete() for name in indexes if name in present]
        await self.finish(*tasks)

    async def indexes(self) -> dict[str, datetime]:
        """The names of this shop's indexes and drafts, with the time when each was made."""
        found: dict[str, datetime] = {}
        async with _engine("list indexes"):
            while page := await self._client.get_raw_indexes(offset=len(found), limit=1000):
                found |= {index.uid: index.created_at for index in page}
        return {name: made for name, made in found.items() if self._is_ours(name)}

    async def abandoned_drafts(self, before: datetime) -> list[str]:
        """Drafts made before this time: whoever was filling them is gone."""
        return [name for name, made in (await self.indexes()).items() if _DRAFT.search(name) and made < before]

    async def settings_of(self, language_tag: str) -> MeilisearchSettings | None:
        """How a language's index is set up; None where there is no index."""
        async with _engine("read settings"):
            try:
                return await self._client.index(self.index_name(language_tag)).get_settings()
            except MeilisearchApiError as error:
                if error.code == _NO_INDEX:
                    return None
                raise

    async def documents_in(self, language_tag: str) -> int:
        """How many products a language's index holds."""
        async with _engine("count documents"):
            stats = await self._client.index(self.index_name(language_tag)).get_stats()
        return stats.number_of_documents

    async def _set_up(self, index: str, language_tag: str) -> None:
        async with _engine("make an index"):
            task = await self._client.index(index).update_settings(index_settings(language_tag))
        await self.finish(task)

    def _is_ours(self, name: str) -> bool:
        return bool(re.fullmatch(re.escape(self._prefix) + r"products_[a-z0-9-]+(_draft_[0-9a-f]{32})?", name))

    async def _finish(self, task_uid: int) -> None:
        pause = _FIRST_PAUSE
        while (task := await self._client.get_task(task_uid)).status in ("enqueued", "processing"):
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        if task.status != "succeeded":
            reason = (task.error or {}).get("message", "no reason given")
            raise SearchUnavailableError(f"Meilisearch could not finish task {task_uid} ({task.status}): {reason}")


@asynccontextmanager
async def _engine(what: str, seconds: float = _CALL_SECONDS) -> AsyncIterator[None]:
    """The law and the limits of every call."""
    assert_no_transaction(f"Meilisearch ({what})")
    try:
        with span(what, {"db.system.name": "meilisearch", "db.operation.name": what}, SpanKind.CLIENT):
            async with asyncio.timeout(seconds):
                yield
    except TimeoutError as error:
        raise SearchUnavailableError(f"Meilisearch did not {what} within {seconds:g} seconds") from error
    except (MeilisearchError, HTTPError, InvalidURL) as error:
        raise SearchUnavailableError(f"Meilisearch did not {what}: {error}") from error
