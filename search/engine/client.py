"""Meilisearch as the shop sees it: few calls, all outside of transactions, bounded in time, failing in one way."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Self, overload
from uuid import UUID, uuid4

from meilisearch_python_sdk import AsyncClient
from meilisearch_python_sdk.errors import MeilisearchApiError
from meilisearch_python_sdk.models.settings import MeilisearchSettings
from meilisearch_python_sdk.models.task import TaskInfo

from app.core.settings import Settings
from app.telemetry.outbound import pass_trace_on
from search.engine.answers import Json, PageHit, read_all, read_answer, read_page, read_pages
from search.engine.breaker import Breaker
from search.engine.calls import (
    NO_INDEX,
    SearchAwayError,
    SearchRefusedError,
    SearchTaskFailedError,
    SearchUnavailableError,
    engine_call,
)
from search.engine.questions import ANSWER_SECONDS, PLAIN, Questions
from search.engine.settings import DIGEST, PRIMARY_KEY, entries_suffix, index_suffix

__all__ = [
    "ANSWER_SECONDS",
    "SearchAwayError",
    "SearchClient",
    "SearchRefusedError",
    "SearchTaskFailedError",
    "SearchUnavailableError",
]

NDJSON: Final = "application/x-ndjson"
"""https://github.com/ndjson/ndjson-spec"""

_PAGE: Final = 1_000
_SWAP_SECONDS: Final = 600.0
_TASK_SECONDS: Final = 3600.0
_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.25
_DRAFT: Final = re.compile(r"_draft_[0-9a-f]{32}$")


class SearchClient:
    """The indexes of one shop. `prefix` keeps shops apart that share an engine."""

    def __init__(self, url: str, key: str, prefix: str, search_key: str = "") -> None:
        """`key` writes, which only workers do; `search_key` asks. Where there is no second key, the first asks too."""
        self._questions = Questions(url, search_key or key)
        self.patience = Breaker()
        """Of this process's jobs, which wait longer than shoppers, and so would wait in vain for longer."""
        self._client = AsyncClient(url, key or None)
        self._client.http_client.event_hooks["request"].append(pass_trace_on)
        self._client.http_client.headers.update(PLAIN)
        self._prefix = prefix

    @property
    def breaker(self) -> Breaker:
        """That of shoppers' questions."""
        return self._questions.breaker

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """A client for the engine that the settings name."""
        key, search_key = settings.meili_key.get_secret_value(), settings.meili_search_key.get_secret_value()
        return cls(settings.meili_url, key, settings.search_prefix, search_key)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._questions.close()
        await self._client.aclose()

    async def check(self) -> None:
        """Raises where the engine is away, or does not take the key that asks."""
        await self._questions.check()

    def index_name(self, language_tag: str) -> str:
        """The index of products that answers in this language."""
        return f"{self._prefix}{index_suffix(language_tag)}"

    def entries_name(self, language_tag: str) -> str:
        """The index of what is suggested beside products in this language: categories, brands, queries …"""
        return f"{self._prefix}{entries_suffix(language_tag)}"

    async def ask(self, index: str, body: Mapping[str, Any]) -> Json:
        """The engine's own answer to its own kind of question (`/indexes/<index>/search`), within `ANSWER_SECONDS`.

        Raises `SearchUnavailableError`, at once while the circuit breaker is open. `SearchRefusedError` says that the
        engine is there and does not take the question: there is no such index, or a condition is wrong.
        """
        return await self._questions.ask(f"/indexes/{index}/search", body, read_all)

    async def ask_similar(self, index: str, body: Mapping[str, Any]) -> Json:
        """The same of what is like a document (`/indexes/<index>/similar`)."""
        return await self._questions.ask(f"/indexes/{index}/similar", body, read_all)

    @overload
    async def ask_many(self, bodies: Sequence[Mapping[str, Any]], federation: None = None) -> list[Json]: ...
    @overload
    async def ask_many(self, bodies: Sequence[Mapping[str, Any]], federation: Mapping[str, Any]) -> Json: ...
    async def ask_many(
        self, bodies: Sequence[Mapping[str, Any]], federation: Mapping[str, Any] | None = None
    ) -> list[Json] | Json:
        """Several questions in one call (`/multi-search`), each with its `indexUid`: an answer to each, in their order;
        or, with `federation`, one answer that merges all hits. Limits and errors are those of `ask`."""
        if federation is not None:
            merged = {"federation": federation, "queries": bodies}
            return await self._questions.ask("/multi-search", merged, read_all)
        results: list[Json] = (await self._questions.ask("/multi-search", {"queries": bodies}, read_all))["results"]
        return results

    async def ask_pages(self, bodies: Sequence[Mapping[str, Any]]) -> list[Sequence[PageHit]]:
        """As `ask_many`, of whose answers only the pages of hits are wanted: those of each."""
        if not bodies:
            return []
        answers = await self._questions.ask("/multi-search", {"queries": bodies}, read_pages)
        return [answer["hits"] for answer in answers["results"]]

    async def ask_merged_page(
        self, bodies: Sequence[Mapping[str, Any]], federation: Mapping[str, Any]
    ) -> Sequence[PageHit]:
        """The same of hits that are merged."""
        asked = {"federation": federation, "queries": bodies}
        return (await self._questions.ask("/multi-search", asked, read_page))["hits"]

    async def new_draft(self, index: str, settings: MeilisearchSettings) -> str:
        """An empty index that nobody sees until it is published as `index`."""
        name = f"{index}_draft_{uuid4().hex}"
        await self._set_up(name, settings)
        return name

    async def make(self, index: str, settings: MeilisearchSettings) -> None:
        """Let there be an index with these settings. One that is there is changed where it stands."""
        await self._set_up(index, settings)

    async def set_synonyms(self, index: str, synonyms: Mapping[str, Sequence[str]]) -> TaskInfo:
        """Exchange what words an index takes for the same. It is done when `finish` returns, and no document is
        written."""
        async with engine_call("set synonyms"):
            said = {word: list(others) for word, others in synonyms.items()}
            return await self._client.index(index).update_synonyms(said)

    async def add(self, index: str, lines: Sequence[bytes]) -> TaskInfo:
        """Write documents, each one line of JSON, whole over those with the same id. It is done when `finish`
        returns."""
        async with engine_call("add documents"):
            return await self._send(f"/indexes/{index}/documents?primaryKey={PRIMARY_KEY}", b"\n".join(lines), NDJSON)

    async def remove(self, index: str, ids: Sequence[str]) -> TaskInfo:
        """Take documents out. It is done when `finish` returns."""
        async with engine_call("remove documents"):
            return await self._client.index(index).delete_documents(list(ids))

    async def digests(self, index: str, ids: Sequence[str]) -> dict[str, str]:
        """By id: the digests of those of these documents that stand in an index. Raises `SearchRefusedError` with
        `NO_INDEX` where there is no such index."""
        async with engine_call("read documents"):
            return _digests_in(await self._page(index, {"ids": list(ids), "limit": len(ids)}))

    async def all_digests(self, index: str) -> AsyncIterator[dict[str, str]]:
        """The same of all documents, page by page."""
        offset = 0
        while True:
            async with engine_call("read documents"):
                page = await self._page(index, {"offset": offset, "limit": _PAGE})
            if found := _digests_in(page):
                yield found
            offset += len(page["results"])
            if offset >= page["total"] or not page["results"]:
                return

    async def ids_where(self, language_tag: str, condition: str) -> set[UUID]:
        """The products of which an index says that the condition holds."""
        found: set[UUID] = set()
        async with engine_call("list documents"):
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
                if error.code == NO_INDEX:
                    return set()
                raise

    async def finish(self, *tasks: TaskInfo) -> None:
        """Wait until the engine has done these; raises when it could not do one."""
        for task in tasks:
            async with engine_call("finish a task", _TASK_SECONDS):
                await self._finish(task.task_uid)

    async def publish(self, drafts: Mapping[str, str]) -> None:
        """Let drafts (by the name of the index that each is for) answer from now on, all of them at one moment. Their
        names go to what answered before."""
        present = await self.indexes()
        swapped = [(index, draft) for index, draft in drafts.items() if index in present]
        renamed = [(draft, index) for index, draft in drafts.items() if index not in present]
        async with engine_call("swap indexes"):
            for pairs, rename in ((swapped, False), (renamed, True)):
                if pairs:
                    await self._client.swap_indexes(pairs, rename)
        await self._wait_until_made({index: present[draft] for index, draft in drafts.items()})

    async def _wait_until_made(self, moments: Mapping[str, datetime]) -> None:
        """Wait until the indexes of these names are those that were made at these moments. A key that is limited to
        some indexes may exchange them, and is not told of the task that does it: it belongs to no index."""
        pause, until = _FIRST_PAUSE, time.monotonic() + _SWAP_SECONDS
        while moments.items() - (await self.indexes()).items():
            if time.monotonic() > until:
                raise SearchTaskFailedError(f"Meilisearch did not exchange indexes within {_SWAP_SECONDS:g} seconds")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def discard(self, indexes: Sequence[str]) -> None:
        """Delete indexes, where they exist."""
        present = await self.indexes() if indexes else {}
        async with engine_call("delete indexes"):
            tasks = [await self._client.index(name).delete() for name in indexes if name in present]
        await self.finish(*tasks)

    async def indexes(self) -> dict[str, datetime]:
        """The names of this shop's indexes and drafts, with the time when each was made."""
        found: dict[str, datetime] = {}
        async with engine_call("list indexes"):
            while page := await self._client.get_raw_indexes(offset=len(found), limit=1000):
                found |= {index.uid: index.created_at for index in page}
        return {name: made for name, made in found.items() if self._is_ours(name)}

    async def published_indexes(self) -> set[str]:
        """The names of those that are no drafts."""
        return {name for name in await self.indexes() if not _DRAFT.search(name)}

    async def abandoned_drafts(self, before: datetime) -> list[str]:
        """Drafts made before this time: whoever was filling them is gone."""
        return [name for name, made in (await self.indexes()).items() if _DRAFT.search(name) and made < before]

    async def settings_of(self, index: str) -> MeilisearchSettings | None:
        """How an index is set up; None where there is none."""
        async with engine_call("read settings"):
            try:
                return await self._client.index(index).get_settings()
            except MeilisearchApiError as error:
                if error.code == NO_INDEX:
                    return None
                raise

    async def documents_in(self, index: str) -> int:
        """How many documents an index holds."""
        async with engine_call("count documents"):
            stats = await self._client.index(index).get_stats()
        return stats.number_of_documents

    async def _set_up(self, index: str, settings: MeilisearchSettings) -> None:
        async with engine_call("make an index"):
            task = await self._client.index(index).update_settings(settings)
        await self.finish(task)

    async def _send(self, path: str, content: bytes, content_type: str) -> TaskInfo:
        return TaskInfo(**await self._post(path, content, content_type))

    async def _page(self, index: str, asked: Json) -> Json:
        body = json.dumps(asked | {"fields": [PRIMARY_KEY, DIGEST]}).encode()
        return await self._post(f"/indexes/{index}/documents/fetch", body, "application/json")

    async def _post(self, path: str, content: bytes, content_type: str) -> Json:
        """Past the SDK, which has no way for documents that are JSON already, nor for reading them by their ids."""
        response = await self._client.http_client.post(path, content=content, headers={"content-type": content_type})
        return read_answer(response.status_code, response.content, read_all)

    def _is_ours(self, name: str) -> bool:
        pattern = r"(products|entries)_[a-z0-9-]+(_draft_[0-9a-f]{32})?"
        return bool(re.fullmatch(re.escape(self._prefix) + pattern, name))

    async def _finish(self, task_uid: int) -> None:
        pause = _FIRST_PAUSE
        while (task := await self._client.get_task(task_uid)).status in ("enqueued", "processing"):
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        if task.status != "succeeded":
            reason = (task.error or {}).get("message", "no reason given")
            raise SearchTaskFailedError(f"Meilisearch could not finish task {task_uid} ({task.status}): {reason}")


def _digests_in(page: Json) -> dict[str, str]:
    return {document[PRIMARY_KEY]: document.get(DIGEST, "") for document in page["results"]}
