"""One download: asked with nothing of ours, followed a few times, read up to a limit."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final

import httpcore2
import httpx2

from app.core.outbound.backend import GuardedBackend, Resolver, resolve
from app.core.outbound.errors import DownloadError
from app.core.outbound.targets import read_target

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_MAY_PASS: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers of servers that are busy, or broken for now."""
_HEADERS: Final[dict[bytes | str, bytes | str]] = {
    "user-agent": "Tradewind",
    "accept": "*/*",
    "accept-encoding": "identity",
}
_MOST_PARALLEL: Final = 16


@dataclass(frozen=True)
class Limits:
    """Of one download."""

    most_bytes: int
    seconds: float
    """For all of it."""
    pause_seconds: float = 10.0
    """For a connection, and between two signs of life of the server."""


@dataclass(frozen=True)
class Downloaded:
    """What came."""

    url: str
    """Where it came from in the end."""
    byte_size: int
    sha256: bytes
    content_type: str
    """As the server says, which proves nothing."""


class Downloads:
    """Downloads of one process. A part of the context."""

    def __init__(
        self,
        private_hosts: Collection[str] = (),
        *,
        resolver: Resolver = resolve,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        """`private_hosts` may be asked although they are not public; the rest is as in `GuardedBackend`."""
        self._private_hosts = frozenset(private_hosts)
        self._pool = httpcore2.AsyncConnectionPool(
            max_connections=_MOST_PARALLEL,
            max_keepalive_connections=0,  # a connection is good for the name it was checked for, and for now
            network_backend=GuardedBackend(self._private_hosts, resolver, network),
        )

    async def close(self) -> None:
        await self._pool.aclose()

    async def fetch(
        self, url: str, into: BinaryIO, limits: Limits, told: Callable[[int], None] = lambda _: None
    ) -> Downloaded:
        """Write what is at the address into the file. Raises `DownloadError`, after which the file holds anything.

        `told` hears how many bytes have come; what it raises ends the download.
        """
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._fetch(url, into, limits, told)
        except TimeoutError as error:
            raise DownloadError(f"The download took longer than {limits.seconds:g} seconds.", may_pass=True) from error
        except httpcore2.TimeoutException as error:
            raise DownloadError("The server stopped answering.", may_pass=True) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError) as error:
            raise DownloadError(f"The connection failed: {_words(error)}.", may_pass=True) from error

    async def _fetch(self, address: str, into: BinaryIO, limits: Limits, told: Callable[[int], None]) -> Downloaded:
        url = read_target(address, self._private_hosts)
        for _ in range(_MOST_REDIRECTS + 1):
            async with AsyncExitStack() as stack:
                response = await stack.enter_async_context(self._asked(url, limits))
                if response.status in _REDIRECTS:
                    url = self._next(url, response)
                    continue
                _refuse_status(response.status)
                return await _read(response, str(url), into, limits, told)
        raise DownloadError(f"The server sends us on more than {_MOST_REDIRECTS} times.")

    def _asked(self, url: httpx2.URL, limits: Limits) -> "_Asked":
        pause = limits.pause_seconds
        timeouts = {"connect": pause, "read": pause, "write": pause, "pool": limits.seconds}
        request = httpcore2.Request(
            "GET",
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers={"host": url.netloc.decode("ascii"), **_HEADERS},
            extensions={"timeout": timeouts},
        )
        return _Asked(self._pool, request)

    def _next(self, url: httpx2.URL, response: httpcore2.Response) -> httpx2.URL:
        location = _header(response, b"location")
        if not location:
            raise DownloadError("The server sends us on, and does not say where.")
        try:
            return read_target(str(url.join(location)), self._private_hosts, before=url)
        except httpx2.InvalidURL as error:
            raise DownloadError("The server sends us on to what is no web address.") from error


class _Asked:
    """A request that is let go of in every case."""

    def __init__(self, pool: httpcore2.AsyncConnectionPool, request: httpcore2.Request) -> None:
        self._pool = pool
        self._request = request
        self._response: httpcore2.Response | None = None

    async def __aenter__(self) -> httpcore2.Response:
        self._response = await self._pool.handle_async_request(self._request)
        return self._response

    async def __aexit__(self, *_: object) -> None:
        if self._response is not None:
            await self._response.aclose()


def _refuse_status(status: int) -> None:
    if status != 200:
        raise DownloadError(f"The server answers with the status {status}.", may_pass=status in _MAY_PASS)


async def _read(
    response: httpcore2.Response, url: str, into: BinaryIO, limits: Limits, told: Callable[[int], None]
) -> Downloaded:
    if _header(response, b"content-encoding").lower() not in ("", "identity"):
        raise DownloadError("The server packs what it sends, although we do not ask for it.")
    declared = _header(response, b"content-length")
    if declared.isdigit() and int(declared[:20]) > limits.most_bytes:
        raise _too_large(limits)
    digest, size = hashlib.sha256(), 0
    async for part in _parts(response):
        size += len(part)
        if size > limits.most_bytes:
            raise _too_large(limits)
        digest.update(part)
        into.write(part)
        told(size)
    into.flush()
    return Downloaded(url, size, digest.digest(), _header(response, b"content-type"))


async def _parts(response: httpcore2.Response) -> AsyncIterator[bytes]:
    async for part in response.aiter_stream():
        yield part


def _too_large(limits: Limits) -> DownloadError:
    return DownloadError(f"The file is larger than the limit of {limits.most_bytes} bytes.")


def _header(response: httpcore2.Response, name: bytes) -> str:
    return next((value.decode("latin-1").strip() for key, value in response.headers if key.lower() == name), "")


def _words(error: Exception) -> str:
    """One line, without an address of ours."""
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")[:200]
