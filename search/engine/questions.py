"""Questions of shoppers: with a key that can do nothing but search, within a second, behind a circuit breaker.

Bodies and answers are the engine's own JSON (https://www.meilisearch.com/docs/reference/api/search): the SDK's models
cost more time than the rest of a search.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from httpx2 import AsyncClient, Limits, Response

from app.telemetry.outbound import pass_trace_on
from search.engine.breaker import Breaker, BreakerOpenError
from search.engine.calls import SearchAwayError, SearchRefusedError, engine_call

ANSWER_SECONDS: Final = 1.0
"""How long a shopper waits for the engine."""

Json = dict[str, Any]

PLAIN: Final = {"accept-encoding": "identity"}
"""The engine is near. What it compresses it sends in pieces, and holds the last one back until the others have been
acknowledged, which takes 40 ms (Nagle's algorithm against delayed acknowledgements, RFC 1122, 4.2.3)."""

_HEADERS: Final = {"content-type": "application/json", **PLAIN}
_LIMITS: Final = Limits(max_connections=100, max_keepalive_connections=20)


class Questions:
    """The way on which one process asks."""

    def __init__(self, url: str, key: str) -> None:
        headers = _HEADERS | ({"authorization": f"Bearer {key}"} if key else {})
        self._http = AsyncClient(base_url=url, headers=headers, timeout=None, limits=_LIMITS)
        self._http.event_hooks["request"].append(pass_trace_on)
        self.breaker = Breaker()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def check(self) -> None:
        """Raises where the engine is away, or does not take our key. Asks also while the breaker is open."""
        async with engine_call("answer", ANSWER_SECONDS):
            read_answer(await self._post("/multi-search", {"queries": []}))

    async def ask(self, path: str, body: Mapping[str, Any]) -> Json:
        """The answer to one question. Raises `SearchUnavailableError`; `SearchRefusedError` where the engine answers
        that it cannot, which is no failure to the breaker."""
        try:
            with self.breaker.guarding(SearchAwayError):
                async with engine_call("search", ANSWER_SECONDS):
                    response = await self._post(path, body)
                    if response.status_code >= 500:
                        raise SearchAwayError(f"Meilisearch did not search: it answers {response.status_code}")
        except BreakerOpenError as error:
            raise SearchAwayError("Meilisearch was not asked: it failed several times in a row") from error
        return read_answer(response)

    async def _post(self, path: str, body: Mapping[str, Any]) -> Response:
        return await self._http.post(path, content=msgspec.json.encode(body))


def read_answer(response: Response) -> Json:
    """What an answer says. Raises `SearchUnavailableError` where it is an error."""
    try:
        answer: Json = msgspec.json.decode(response.content)
    except (ValueError, msgspec.DecodeError) as error:
        raise SearchAwayError(f"Meilisearch does not answer in JSON ({response.status_code})") from error
    if response.is_success:
        return answer
    message = answer.get("message", f"it answers {response.status_code}")
    if response.status_code >= 500:
        raise SearchAwayError(f"Meilisearch did not do this: {message}")
    raise SearchRefusedError(f"Meilisearch did not do this: {message}", str(answer.get("code", "")))
