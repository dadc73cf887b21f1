"""Clients that take their time, send too much or read nothing, each on a real connection to a small application."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from app.core.settings import Settings
from app.http.server import Server
from tests.support.sockets import serving_app

pytestmark = pytest.mark.slow

RECEIVE_SECONDS = 0.4


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the body; the path says how."""
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": message["type"] + ".complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["path"] == "/early":
        await _answer(send, 413, b"no", (b"connection", b"close"))
        return
    if scope["path"] == "/large":
        await _answer(send, 200, b"x" * 20_000_000)
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(0.3)
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    await _answer(send, 200, body)


async def _answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def served() -> AsyncIterator[tuple[Server, int]]:
    values: dict[str, Any] = {
        "database_url": "postgresql://nobody@nowhere/none",
        "meili_url": "http://nowhere",
        "TRADEWIND_SECRET_KEY": "x" * 32,
        "TRADEWIND_RECEIVE_SECONDS": RECEIVE_SECONDS,
    }
    async with serving_app(echo, Settings(**values)) as running:
        yield running


async def ask(port: int, *parts: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """All that comes back until the server closes, and how many seconds that took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    for part in parts:
        writer.write(part)
        await asyncio.sleep(pause)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer, time.monotonic() - began


def refusal(answer: bytes) -> tuple[int, dict[str, Any]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"\r\nconnection: close" in head
    assert b"\r\ncontent-type: application/json; charset=utf-8" in head
    (error,) = json.loads(body)["errors"]
    return int(head.split()[1]), error


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        ("headers", b"POST / HTTP/1.1\r\nHost: shop\r\n"),
        ("headers", b"P"),
        ("body", b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\nabc"),
    ],
)
async def test_who_stops_sending_is_told_and_let_go(served: tuple[Server, int], part: str, sent: bytes) -> None:
    answer, seconds = await ask(served[1], sent)
    assert refusal(answer) == (
        408,
        {
            "message": f"The {part} of the request did not arrive within 0.4 seconds. Send it again, all at once.",
            "extensions": {"code": "REQUEST_TIMEOUT"},
        },
    )
    assert RECEIVE_SECONDS <= seconds < RECEIVE_SECONDS + 0.5


async def test_a_body_that_trickles_is_cut_off_all_the_same(served: tuple[Server, int]) -> None:
    head = b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n\r\n"
    answer, _ = await ask(served[1], head, *[b"x"] * 8, pause=0.1)
    assert refusal(answer)[0] == 408


async def test_a_connection_that_asks_nothing_is_closed(served: tuple[Server, int]) -> None:
    answer, seconds = await ask(served[1])
    assert answer == b""
    assert seconds < RECEIVE_SECONDS + 0.5


@pytest.mark.parametrize(
    "headers",
    [b"A: " + b"x" * 70_000 + b"\r\n", b"A: b\r\n" * 201, b"A: b\r\n" * 200_000],
    ids=["one long", "many", "no end of them"],
)
async def test_too_many_headers_are_refused(served: tuple[Server, int], headers: bytes) -> None:
    answer, seconds = await ask(served[1], b"GET / HTTP/1.1\r\n" + headers)
    if headers.count(b"\n") in (1, 201):
        answer, seconds = await ask(served[1], b"GET / HTTP/1.1\r\n" + headers + b"\r\n")
    status, error = refusal(answer)
    assert (status, error["extensions"]) == (431, {"code": "HEADERS_TOO_LARGE"})
    assert error["message"] == (
        "The address and the headers of a request may have 65536 bytes, in at most 200 headers. Send a long query by "
        "POST."
    )
    assert seconds < 1


async def test_what_is_no_http_is_refused(served: tuple[Server, int]) -> None:
    answer, _ = await ask(served[1], b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
    assert refusal(answer) == (
        400,
        {"message": "This is no HTTP request.", "extensions": {"code": "BAD_REQUEST"}},
    )


async def test_who_is_refused_while_sending_can_read_why(served: tuple[Server, int]) -> None:
    """Had the server closed at once, the system would answer what still comes with a reset, and drop the refusal."""
    head = b"POST /early HTTP/1.1\r\nHost: shop\r\nContent-Length: 100000000\r\n\r\n"
    answer, _ = await ask(served[1], head, *[b"x" * 100_000] * 20, pause=0.01)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b"\r\n\r\nno")


async def test_requests_at_once_are_answered_in_order_up_to_a_number(served: tuple[Server, int]) -> None:
    slow = b"POST /slow HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\n\r\n0"
    others = b"".join(
        b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: %d\r\n\r\n%d" % (len(str(n)), n) for n in range(1, 3000)
    )
    answer, _ = await ask(served[1], slow + others)
    bodies = [int(each.partition(b"\r\n\r\n")[2]) for each in answer.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == list(range(17))


async def test_a_client_that_reads_nothing_is_cut_off(served: tuple[Server, int]) -> None:
    server, port = served
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.send(b"GET /large HTTP/1.1\r\nHost: shop\r\n\r\n")
        await asyncio.sleep(RECEIVE_SECONDS / 2)
        assert len(server.server_state.connections) == 1
        async with asyncio.timeout(5):
            while server.server_state.connections:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.02)


async def test_a_client_that_reads_slowly_gets_everything(served: tuple[Server, int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served[1], limit=2**16)
    writer.write(b"GET /large HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")
    received = 0
    for _ in range(15):  # three times as long as the server waits for somebody who reads nothing
        received += len(await reader.read(100_000))
        await asyncio.sleep(0.08)
    received += len(await reader.read())
    writer.close()
    assert received > 20_000_000


async def test_stopping_answers_what_runs_and_what_is_on_its_way(served: tuple[Server, int]) -> None:
    server, port = served
    used_reader, used = await asyncio.open_connection("127.0.0.1", port)
    used.write(b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n")
    assert b"connection: close" not in await used_reader.readuntil(b"\r\n\r\n")
    slow_reader, slow = await asyncio.open_connection("127.0.0.1", port)
    slow.write(b"POST /slow HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\n\r\n0")
    fresh_reader, fresh = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.sleep(0.05)

    server.should_exit = True
    await asyncio.sleep(0.25)
    used.write(b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\n\r\n1")
    fresh.write(b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\n\r\n2")

    for reader, body in ((slow_reader, b"0"), (used_reader, b"1"), (fresh_reader, b"2")):
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b"\r\nconnection: close\r\n" in answer
        assert answer.endswith(b"\r\n\r\n" + body)
    for writer in (used, slow, fresh):
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
