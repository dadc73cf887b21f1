"""Reading a document of a source: a short one, soon, and from nowhere else than where it was asked for."""

import asyncio
from collections.abc import Mapping
from typing import Final

import httpx2

from app.core.db import assert_no_transaction
from app.currencies.models import RateSource
from app.currencies.providers.provider import RateProviderError

LONGEST_DOCUMENT: Final = 1_000_000
SECONDS: Final = 20.0
"""For all of it. The client's own limit is from one sign of life to the next."""

_PART: Final = 16_384


async def read_document(
    client: httpx2.AsyncClient,
    source: RateSource,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = SECONDS,
) -> bytes:
    """What the address answers with. Redirects are not followed: a key would go along.

    Raises `RateProviderError` for any other status than 200, what is too long or too slow, and connections that break.
    """
    assert_no_transaction("a source of exchange rates")
    try:
        async with (
            asyncio.timeout(seconds),
            client.stream("GET", url, headers=dict(headers or {}), follow_redirects=False) as response,
        ):
            if response.status_code != 200:
                raise RateProviderError(source, f"it answers with the status {response.status_code}")
            return await _read(source, response)
    except TimeoutError as error:
        raise RateProviderError(source, f"it took longer than {seconds:g} seconds") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        # Not the error's own words, which may have the whole address in them.
        raise RateProviderError(source, f"the connection failed ({type(error).__name__})") from error


async def _read(source: RateSource, response: httpx2.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes(_PART):
        body += part
        if len(body) > LONGEST_DOCUMENT:
            raise RateProviderError(source, f"the answer is longer than {LONGEST_DOCUMENT} bytes")
    return bytes(body)
