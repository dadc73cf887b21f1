"""The law and the limits of every call of the engine, and the one way in which it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import ClientError
from httpx2 import HTTPError, InvalidURL
from meilisearch_python_sdk.errors import MeilisearchApiError, MeilisearchError
from opentelemetry.trace import SpanKind

from app.core.db import assert_no_transaction
from app.telemetry.tracing import span

CALL_SECONDS: Final = 30.0
"""How long a worker waits for one answer."""

NO_INDEX: Final = "index_not_found"


class SearchUnavailableError(Exception):
    """The search engine is gone, too slow, refuses, or could not finish a task. The same call may succeed later."""


class SearchAwayError(SearchUnavailableError):
    """The engine does not answer, does not in time, or says itself that something is wrong with it."""


class SearchRefusedError(SearchUnavailableError):
    """The engine answers, and does not do this: `code` is its own name of the reason (`index_not_found`)."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class SearchTaskFailedError(SearchUnavailableError):
    """The engine took some work and could not finish it: its disk is full, or a document is none."""


@asynccontextmanager
async def engine_call(what: str, seconds: float = CALL_SECONDS) -> AsyncIterator[None]:
    """One call, or several that belong together. Raises `SearchUnavailableError`, whatever goes wrong."""
    assert_no_transaction(f"Meilisearch ({what})")
    try:
        with span(what, {"db.system.name": "meilisearch", "db.operation.name": what}, SpanKind.CLIENT):
            async with asyncio.timeout(seconds):
                yield
    except TimeoutError as error:
        raise SearchAwayError(f"Meilisearch did not {what} within {seconds:g} seconds") from error
    except MeilisearchApiError as error:
        if error.status_code < 500:
            raise SearchRefusedError(f"Meilisearch did not {what}: {error}", error.code) from error
        raise SearchAwayError(f"Meilisearch did not {what}: {error}") from error
    except (MeilisearchError, ClientError, HTTPError, InvalidURL) as error:
        raise SearchAwayError(f"Meilisearch did not {what}: {error}") from error
