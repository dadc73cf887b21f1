"""Connections to checked addresses only.

Checking a name and connecting to it are one step: the name is resolved once, every address that it has is checked, and
the connection is made to one of these. A name that resolves differently a moment later (DNS rebinding) has no chance:
nobody asks again. TLS is still spoken with the name, as SNI and in the certificate, and so is HTTP, in `Host`.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Final

import httpcore2

from app.core.outbound.addresses import is_public
from app.core.outbound.errors import DownloadError

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, best first. Raises OSError where it has none."""

_MOST_ADDRESSES: Final = 4
"""Of one host, that are tried."""
_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


async def resolve(host: str, port: int) -> list[str]:
    """As the system does it: numbers in every spelling that it takes for an address come out as that address."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to public addresses, and to the hosts that `private_hosts` names."""

    def __init__(
        self,
        private_hosts: Collection[str] = (),
        resolver: Resolver = resolve,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        """`network` makes the connections; None: the system."""
        self._resolve = resolver
        self._private_hosts = frozenset(private_hosts)
        self._network = network or httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Raises `DownloadError` where one of the host's addresses is not public: an honest host has none such."""
        addresses = await self._addresses(host, port, timeout)
        failure: Exception | None = None
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise DownloadError(f"{host} does not accept connections.", may_pass=True) from failure

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - the interface is httpcore's
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the same
        socket_options: Iterable[_SocketOption] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore2.AsyncNetworkStream:
        """Never: sockets of files are this machine's own."""
        raise DownloadError("The address is not on the web.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int, seconds: float | None) -> Sequence[str]:
        try:
            async with asyncio.timeout(seconds):
                addresses = await self._resolve(host, port)
        except (OSError, UnicodeError, TimeoutError) as error:
            raise DownloadError(f"The name {host} cannot be found.", may_pass=True) from error
        if not addresses:
            raise DownloadError(f"The name {host} cannot be found.", may_pass=True)
        if host not in self._private_hosts and not all(map(is_public, addresses)):
            raise DownloadError(f"{host} is not on the public internet.")
        return addresses
