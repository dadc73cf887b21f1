"""Questions of shoppers: with a key that can do nothing but search, within a second, behind a circuit breaker.

Bodies and answers are the engine's own JSON (https://www.meilisearch.com/docs/reference/api/search): the SDK's models
cost more time than the rest of a search, and its HTTP client three times as much as this one (decision 18).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from app.telemetry.tracing import trace_headers
from search.engine.answers import read_all, read_answer
from search.engine.breaker import Breaker, BreakerOpenError
from search.engine.calls import SearchAwayError, engine_call

ANSWER_SECONDS: Final = 1.0
"""How long a shopper waits for the engine."""

AnswerT = TypeVar("AnswerT")

PLAIN: Final = {"accept-encoding": "identity"}
"""The engine is near. What it compresses it sends in pieces, and holds the last one back until the others have been
acknowledged, which takes 40 ms (Nagle's algorithm against delayed acknowledgements, RFC 1122, 4.2.3)."""

_HEADERS: Final = {"content-type": "application/json", **PLAIN}
_CONNECTIONS: Final = 100


class Questions:
    """The way on which one process asks."""

    def __init__(self, url: str, key: str) -> None:
        """Only in the event loop that will ask."""
        self._url = url.rstrip("/")
        self._http = ClientSession(
            connector=TCPConnector(limit=_CONNECTIONS),
            headers=_HEADERS | ({"authorization": f"Bearer {key}"} if key else {}),
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=None),  # `engine_call` has a watch of its own
            proxy=_proxy_to(url),
        )
        self.breaker = Breaker()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()

    async def check(self) -> None:
        """Raises where the engine is away, or does not take our key. Asks also while the breaker is open."""
        async with engine_call("answer", ANSWER_SECONDS):
            read_answer(*await self._post("/multi-search", {"queries": []}), read_all)

    async def ask(self, path: str, body: Mapping[str, Any], read: Callable[[bytes], AnswerT]) -> AnswerT:
        """The answer to one question, as `read` makes it of the engine's JSON. Raises `SearchUnavailableError`;
        `SearchRefusedError` where the engine answers that it cannot, which is no failure to the breaker."""
        try:
            with self.breaker.guarding(SearchAwayError):
                async with engine_call("search", ANSWER_SECONDS):
                    status, content = await self._post(path, body)
                    if status >= 500:
                        raise SearchAwayError(f"Meilisearch did not search: it answers {status}")
        except BreakerOpenError as error:
            raise SearchAwayError("Meilisearch was not asked: it failed several times in a row") from error
        return read_answer(status, content, read)

    async def _post(self, path: str, body: Mapping[str, Any]) -> tuple[int, bytes]:
        content = msgspec.json.encode(body)
        async with self._http.post(self._url + path, data=content, headers=trace_headers()) as response:
            return response.status, await response.read()


def _proxy_to(url: str) -> str | None:
    """The one that is set for this address, as for the calls that index: found once, not per question."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)
