"""Addresses that others chose lead nowhere but to the public internet, and bring no more than they may."""

import asyncio
import io
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

import httpcore2
import pytest

from app.core.outbound import DownloadError, Downloads, Limits, is_public, read_target, resolve

pytestmark = pytest.mark.slow

LIMITS = Limits(most_bytes=1000, seconds=5, pause_seconds=2)
PUBLIC = "93.184.215.14"
NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",  # metadata of a cloud
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",  # metadata of most clouds
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # 127.0.0.1, IPv4-compatible
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",  # 127.0.0.1 through NAT64
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",  # 127.0.0.1 through 6to4
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",  # metadata of a cloud
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1111%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:80f::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://example.com/",
        "//example.com/a",
        "example.com",
        "https://",
        "https:///a",
        "http://user:password@example.com/",
        "http://example.com:25/",
        "http://example.com:6379x/",
        "http://[::1/",
        "https://example.com/" + "a" * 3000,
        "",
    ],
)
def test_what_is_no_target(url: str) -> None:
    with pytest.raises(DownloadError) as caught:
        read_target(url)
    assert not caught.value.may_pass


class Network(httpcore2.AsyncNetworkBackend):
    """Stands for the internet: says where somebody wanted to go, and answers with what it was given."""

    def __init__(self, *answers: bytes, refusing: Iterable[str] = ()) -> None:
        self.answers = list(answers)
        self.refusing = set(refusing)
        self.connected: list[tuple[str, int]] = []
        self.server_names: list[str | None] = []
        self.sent = b""

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore2.AsyncNetworkStream:
        self.connected.append((host, port))
        if host in self.refusing:
            raise httpcore2.ConnectError("refused")
        return Stream(self)


class Stream(httpcore2.AsyncNetworkStream):
    def __init__(self, network: Network) -> None:
        self.network = network
        self.waiting = [network.answers.pop(0), b""] if network.answers else [b""]

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 - as the interface
        return self.waiting.pop(0)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - as the interface
        self.network.sent += buffer

    async def aclose(self) -> None: ...

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - as the interface
    ) -> httpcore2.AsyncNetworkStream:
        assert ssl_context.check_hostname
        assert ssl_context.verify_mode is ssl.CERT_REQUIRED
        self.network.server_names.append(server_hostname)
        return self


def names(**hosts: Sequence[str]) -> Callable[[str, int], Any]:
    """A resolver of `a` for `a.example`, and of nothing else."""

    async def look_up(host: str, _port: int) -> Sequence[str]:
        name = host.removesuffix(".example")
        if name not in hosts:
            raise OSError
        return hosts[name]

    return look_up


def redirect(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n".encode()


OK = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 5\r\n\r\nhello"


async def fetch(downloads: Downloads, url: str, limits: Limits = LIMITS) -> bytes:
    into = io.BytesIO()
    try:
        downloaded = await downloads.fetch(url, into, limits)
    finally:
        await downloads.close()
    assert downloaded.byte_size == len(into.getvalue())
    assert downloaded.sha256 == sha256(into.getvalue()).digest()
    return into.getvalue()


async def reason_of(downloads: Downloads, url: str, limits: Limits = LIMITS) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        await fetch(downloads, url, limits)
    return caught.value


async def test_a_public_host_is_asked_by_its_address_and_spoken_to_by_its_name() -> None:
    network = Network(OK)

    body = await fetch(Downloads(resolver=names(a=[PUBLIC]), network=network), "https://a.example/x.png?b=1#c")

    assert body == b"hello"
    assert network.connected == [(PUBLIC, 443)]
    assert network.server_names == ["a.example"]
    head = network.sent.decode().lower()
    assert head.startswith("get /x.png?b=1 http/1.1\r\n")
    assert "host: a.example\r\n" in head
    assert not {"cookie", "authorization", "traceparent", "referer"} & {
        line.partition(":")[0] for line in head.splitlines()
    }


@pytest.mark.parametrize("address", [each for each in NOT_PUBLIC if each not in ("", "localhost")])
async def test_a_name_of_an_address_that_is_not_public_is_not_connected_to(address: str) -> None:
    network = Network(OK)

    error = await reason_of(Downloads(resolver=names(a=[address]), network=network), "https://a.example/")

    assert str(error) == "a.example is not on the public internet."
    assert not error.may_pass
    assert network.connected == []


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    network = Network(OK)
    downloads = Downloads(resolver=names(a=[PUBLIC, "10.0.0.1"]), network=network)

    assert "not on the public internet" in str(await reason_of(downloads, "https://a.example/"))
    assert network.connected == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "017700000001", "127.1", "localhost"]
)
async def test_no_spelling_of_this_machine_is_connected_to(host: str) -> None:
    network = Network(OK)

    error = await reason_of(Downloads(resolver=resolve, network=network), f"http://{host}:8000/")

    assert "public internet" in str(error) or "cannot be found" in str(error) or "no web address" in str(error)
    assert network.connected == []


async def test_a_name_that_changes_its_address_after_the_check_gains_nothing() -> None:
    """DNS rebinding: the second look-up would give this machine. There is none."""
    answers = [[PUBLIC], ["127.0.0.1"]]
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return answers.pop(0)

    network = Network(OK)

    assert await fetch(Downloads(resolver=rebinding, network=network), "http://a.example/") == b"hello"
    assert asked == ["a.example"]
    assert network.connected == [(PUBLIC, 80)]


async def test_a_second_request_is_checked_like_the_first() -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    network = Network(redirect("http://a.example/again"), OK)

    error = await reason_of(Downloads(resolver=rebinding, network=network), "http://a.example/")

    assert str(error) == "a.example is not on the public internet."
    assert network.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "to",
    ["http://b.example/", "https://b.example:8443/x", "//b.example/", "http://169.254.169.254/latest/meta-data/"],
)
async def test_a_redirect_leads_to_no_private_address(to: str) -> None:
    network = Network(redirect(to))

    async def look_up(host: str, _port: int) -> Sequence[str]:
        return {"a.example": [PUBLIC], "b.example": ["10.0.0.1"]}.get(host, [host])

    error = await reason_of(Downloads(resolver=look_up, network=network), "http://a.example/")

    assert "is not on the public internet" in str(error)
    assert network.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://a.example/", "from https to http"),
        ("file:///etc/passwd", "does not begin with"),
        ("", "does not say where"),
        ("https://a.example:25/", "port 25"),
    ],
)
async def test_a_redirect_leads_to_nothing_else(to: str, reason: str) -> None:
    network = Network(redirect(to))

    assert reason in str(await reason_of(Downloads(resolver=names(a=[PUBLIC]), network=network), "https://a.example/"))
    assert len(network.connected) == 1


async def test_redirects_end() -> None:
    network = Network(*[redirect("/again", status) for status in (301, 302, 303, 307, 308, 301, 301)])

    error = await reason_of(Downloads(resolver=names(a=[PUBLIC]), network=network), "http://a.example/")

    assert "more than 5 times" in str(error)
    assert len(network.connected) == 6


async def test_another_address_of_the_host_is_tried() -> None:
    network = Network(OK, refusing=[PUBLIC])
    downloads = Downloads(resolver=names(a=[PUBLIC, "1.1.1.1"]), network=network)

    assert await fetch(downloads, "http://a.example/") == b"hello"
    assert network.connected == [(PUBLIC, 80), ("1.1.1.1", 80)]


@pytest.mark.parametrize(
    ("answer", "reason", "may_pass"),
    [
        (b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "status 404", False),
        (b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", "status 403", False),
        (b"HTTP/1.1 206 Partial\r\ncontent-length: 0\r\n\r\n", "status 206", False),
        (b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", "status 503", True),
        (b"HTTP/1.1 429 Slower\r\ncontent-length: 0\r\n\r\n", "status 429", True),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n", "limit of 1000 bytes", False),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001, "limit of 1000 bytes", False),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx", "packs", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", "connection failed", True),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "connection failed", True),
        (b"", "connection failed", True),
    ],
)
async def test_what_servers_do_wrong(answer: bytes, reason: str, may_pass: bool) -> None:
    downloads = Downloads(resolver=names(a=[PUBLIC]), network=Network(answer))

    error = await reason_of(downloads, "http://a.example/")

    assert (reason in str(error), error.may_pass) == (True, may_pass), str(error)


async def test_a_name_that_is_not_found_may_be_found_later() -> None:
    error = await reason_of(Downloads(resolver=names(), network=Network()), "https://a.example/")

    assert (str(error), error.may_pass) == ("The name a.example cannot be found.", True)


@asynccontextmanager
async def serving(respond: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]) -> AsyncIterator[int]:
    answering: set[asyncio.Task[Any]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        answering.add(task)
        try:
            await respond(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


async def test_a_host_that_the_settings_name_is_asked_although_it_is_private() -> None:
    async def respond(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        await writer.drain()
        writer.close()

    async with serving(respond) as port:
        assert await fetch(Downloads({"127.0.0.1"}), f"http://127.0.0.1:{port}/") == b"hello"
        assert "public internet" in str(await reason_of(Downloads({"localhost"}), f"http://127.0.0.1:{port}/"))


async def test_a_server_that_dribbles_does_not_hold_us() -> None:
    async def respond(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.05)

    async with serving(respond) as port:
        limits = Limits(most_bytes=10**6, seconds=0.5)
        started = asyncio.get_running_loop().time()
        error = await reason_of(Downloads({"127.0.0.1"}), f"http://127.0.0.1:{port}/", limits)

    assert (str(error), error.may_pass) == ("The download took longer than 0.5 seconds.", True)
    assert asyncio.get_running_loop().time() - started < 2


async def test_a_server_that_falls_silent_does_not_hold_us() -> None:
    async def respond(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with serving(respond) as port:
        limits = Limits(most_bytes=10**6, seconds=20, pause_seconds=0.3)
        error = await reason_of(Downloads({"127.0.0.1"}), f"http://127.0.0.1:{port}/", limits)

    assert (str(error), error.may_pass) == ("The server stopped answering.", True)
