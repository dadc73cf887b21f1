"""A model behind an address that speaks OpenAI's protocol, as most servers of models do.

POST `<url>/embeddings` with `model` and `input`; the answer is `data`, a list of `index` and `embedding`
(https://platform.openai.com/docs/api-reference/embeddings).
"""

import asyncio
from collections.abc import Sequence
from itertools import chain
from typing import Final

import httpx2
import msgspec

from app.core.db import assert_no_transaction
from search.embedding.embedder import LONGEST_TEXT, EmbedderUnavailableError, Vector, unit_vectors
from search.engine.breaker import Breaker, BreakerOpenError

BATCH: Final = 32
"""Texts of one request: what the most careful servers take."""

_AT_ONCE: Final = 4
_SECONDS: Final = 30.0
"""For one request of a worker. Who waits for a query sets a limit of its own."""
_BYTES_PER_NUMBER: Final = 32
_ROOM: Final = 64 * 1024


class _Embedded(msgspec.Struct):
    index: int
    embedding: list[float]


class _Answer(msgspec.Struct):
    data: list[_Embedded]


class EmbeddingService:
    """Asks the service. It hears nothing but texts of products, and what shoppers type."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        url: str,
        model: str,
        dimensions: int,
        key: str = "",
        *,
        seconds: float = _SECONDS,
    ) -> None:
        self._http = http
        self._address = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._seconds = seconds
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._breaker = Breaker()
        self.dimensions = dimensions

    @property
    def name(self) -> str:
        """The model, wherever it runs: a service that moves makes the same vectors."""
        return f"{self._model}/{self.dimensions}"

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text, asked for in batches."""
        assert_no_transaction("the embedding service")
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        return list(chain.from_iterable(await asyncio.gather(*map(self._embed, batches))))

    async def _embed(self, texts: Sequence[str]) -> list[Vector]:
        try:
            async with self._turns:
                with self._breaker.guarding(EmbedderUnavailableError):
                    answer = await self._ask_in_time([text[:LONGEST_TEXT] for text in texts])
        except BreakerOpenError as error:
            raise EmbedderUnavailableError("the embedding service was not asked: it failed again and again") from error
        found = {each.index: each.embedding for each in answer.data}
        if set(found) != set(range(len(texts))) or len(answer.data) != len(texts):
            raise EmbedderUnavailableError("the embedding service does not answer each text once")
        return unit_vectors([found[index] for index in range(len(texts))], len(texts), self.dimensions)

    async def _ask_in_time(self, texts: Sequence[str]) -> _Answer:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._ask(texts)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            raise EmbedderUnavailableError(f"the embedding service: {str(error) or type(error).__name__}") from error

    async def _ask(self, texts: Sequence[str]) -> _Answer:
        most = _ROOM + len(texts) * self.dimensions * _BYTES_PER_NUMBER
        question = {"model": self._model, "input": texts, "encoding_format": "float"}
        async with self._http.stream(
            "POST",
            self._address,
            json=question,
            headers=self._headers,
            timeout=self._seconds,
            follow_redirects=False,
        ) as response:
            if response.status_code != httpx2.codes.OK:
                raise EmbedderUnavailableError(f"the embedding service answers {response.status_code}")
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > most:
                    raise EmbedderUnavailableError("the embedding service answers more than was asked for")
        try:
            return msgspec.json.decode(body, type=_Answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise EmbedderUnavailableError("the embedding service does not answer in its protocol") from error
