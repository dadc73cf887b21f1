"""Sockets: floods, silence, and frames that are none."""

import asyncio
import json
import os
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from tests.hostile import documents
from tests.hostile.target import Line, Target, another_address, at_once, endure

pytestmark = pytest.mark.slow

PROTOCOL = Subprotocol("graphql-transport-ws")
INIT = '{"type":"connection_init"}'
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: shop.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
SECONDS = 20
FLOOD_SECONDS = 0.8


@asynccontextmanager
async def opened(target: Target, address: str | None = None, **options: Any) -> AsyncIterator[ClientConnection]:
    """A socket, before its first message."""
    async with connect(
        f"ws://{target.host}:{target.port}/graphql",
        subprotocols=[PROTOCOL],
        local_addr=(address or another_address(), 0),
        ping_interval=None,
        **options,
    ) as connection:
        yield connection


@asynccontextmanager
async def greeted(target: Target, address: str | None = None, **options: Any) -> AsyncIterator[ClientConnection]:
    """A socket that may be used."""
    async with opened(target, address, **options) as connection:
        await connection.send(INIT)
        assert json.loads(await connection.recv())["type"] == "connection_ack"
        yield connection


async def close_code(connection: ClientConnection) -> int | None:
    """The code with which the server ends the connection, whatever it says before."""
    async with asyncio.timeout(SECONDS):
        try:
            async for _ in connection:
                pass
        except ConnectionClosed:
            pass
    return connection.close_code


async def send_all(connection: ClientConnection, *messages: str | bytes) -> None:
    """Until the server has had enough."""
    try:
        for message in messages:
            await connection.send(message)
    except ConnectionClosed:
        pass


def subscribe(key: str, document: str, **variables: Any) -> str:
    payload = {"query": document, "variables": variables}
    return json.dumps({"id": key, "type": "subscribe", "payload": payload})


QUERY = subscribe("1", "{ __typename }")

WRONG: dict[str, tuple[list[str | bytes], int]] = {
    "no JSON": ([INIT, "{"], 4400),
    "a list": ([INIT, "[]"], 4400),
    "no type": ([INIT, "{}"], 4400),
    "an unknown type": ([INIT, '{"type":"x"}'], 4400),
    "no id": ([INIT, '{"type":"subscribe","payload":{"query":"{ __typename }"}}'], 4400),
    "an id that is no text": ([INIT, '{"type":"subscribe","id":1,"payload":{"query":"{ __typename }"}}'], 4400),
    "no payload": ([INIT, '{"type":"subscribe","id":"1"}'], 4400),
    "no query": ([INIT, '{"type":"subscribe","id":"1","payload":{}}'], 4400),
    "variables that are a list": (
        [INIT, '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}'],
        4400,
    ),
    "a binary frame": ([INIT, INIT.encode()], 4400),
    "deep JSON": ([INIT, "[" * 200_000], 4400),
    "a number of many digits": ([INIT, '{"type":"ping","payload":{"n":' + "1" * 5_000 + "}}"], 4400),
    "no greeting": ([QUERY], 4401),
    "two greetings": ([INIT, INIT], 4429),
    "a greeting that is a list": (['{"type":"connection_init","payload":[]}'], 4400),
    "a forged token": (['{"type":"connection_init","payload":{"Authorization":"Bearer x"}}'], 4403),
    "too large": ([INIT, "x" * 1_100_000], 1009),
    "too large in one frame of null bytes": ([INIT, b"\x00" * 1_100_000], 1009),
}


async def test_wrong_messages_end_the_socket(target: Target) -> None:
    async def attack() -> None:
        found = {}
        for name, (messages, _) in WRONG.items():
            async with opened(target) as connection:
                sending = asyncio.create_task(send_all(connection, *messages))
                found[name] = await close_code(connection)
                await sending
        assert found == {name: code for name, (_, code) in WRONG.items()}

    await endure(target, lambda: at_once(4, attack))


async def test_a_protocol_that_we_do_not_speak_ends_the_socket(target: Target) -> None:
    address = f"ws://{target.host}:{target.port}/graphql"
    async with connect(address, subprotocols=[Subprotocol("graphql-ws")], ping_interval=None) as connection:
        assert await close_code(connection) == 4406


@pytest.mark.parametrize("document", [documents.aliases, documents.doubling, documents.long_string, documents.depth])
async def test_documents_are_held_to_the_same_as_elsewhere(target: Target, document: Callable[[int], str]) -> None:
    size, code = documents.REFUSED[document]
    message = subscribe("1", document(size))

    async def attack() -> None:
        async with greeted(target) as connection:
            await connection.send(message)
            answer = json.loads(await connection.recv())
            assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", code)
            await connection.send(QUERY)
            assert json.loads(await connection.recv())["payload"]["data"] == {"__typename": "Query"}

    await endure(target, lambda: at_once(4, attack, rounds=2))


FLOODS: dict[str, list[str | bytes]] = {
    "pings": ['{"type":"ping"}'] * 20_000,
    "pongs": ['{"type":"pong"}'] * 20_000,
    "large pings": [json.dumps({"type": "ping", "payload": {"a": "x" * 100_000}})] * 100,
    "completions of nothing": ['{"type":"complete","id":"9"}'] * 20_000,
    "queries": [subscribe(str(number), "{ __typename }") for number in range(3_000)],
    "refused documents": [subscribe(str(number), "{ nothing }") for number in range(3_000)],
    "subscriptions": [subscribe(str(n), 'subscription { orderUpdated(token: "x") { id } }') for n in range(1_000)],
}


@pytest.mark.parametrize("messages", FLOODS.values(), ids=FLOODS)
async def test_a_flood_is_answered_at_its_own_expense(hasty: Target, messages: list[str]) -> None:
    """As fast as it can be sent, by two clients that read their answers and two that do not."""
    numbers = iter(range(1_000))

    async def attack() -> None:
        reads = next(numbers) % 2 == 0
        async with greeted(hasty, compression=None, max_queue=None if reads else 1, close_timeout=0.2) as connection:
            reading = asyncio.create_task(close_code(connection)) if reads else None
            try:
                async with asyncio.timeout(FLOOD_SECONDS):
                    await send_all(connection, *messages)
            except TimeoutError:
                pass
            finally:
                if reading:
                    reading.cancel()
                connection.transport.abort()

    await endure(hasty, lambda: at_once(4, attack), mebibytes=60)


async def test_so_many_operations_run_on_a_socket_and_not_one_more(hasty: Target, order_token: str) -> None:
    follow = "subscription F($token: OrderToken!) { orderUpdated(token: $token) { id } }"
    async with greeted(hasty) as connection:
        for number in range(6):
            await connection.send(subscribe(str(number), follow, token=order_token))
        answers = [json.loads(await connection.recv()) for _ in range(6)]
        refused = [each for each in answers if each["type"] == "error"]

        assert [each["id"] for each in refused] == ["5"]
        assert refused[0]["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"

        await connection.send('{"type":"complete","id":"0"}')
        async with asyncio.timeout(SECONDS):
            while True:
                await connection.send(subscribe("again", follow, token=order_token))
                if json.loads(await connection.recv())["type"] == "next":
                    break


async def test_so_many_sockets_are_open_to_one_address_and_not_one_more(hasty: Target) -> None:
    """A handshake that is one too many is answered by HTTP, and another address is not concerned."""
    address = another_address()

    async def attack() -> None:
        async with asyncio.TaskGroup() as group:
            done = asyncio.Event()
            stays = [asyncio.Event() for _ in range(20)]

            async def stay(open_now: asyncio.Event) -> None:
                async with greeted(hasty, address):
                    open_now.set()
                    await done.wait()

            for event in stays:
                group.create_task(stay(event))
            for event in stays:
                await event.wait()
            for _ in range(50):
                with pytest.raises(InvalidStatus) as refused:
                    await connect_only(hasty, address)
                assert refused.value.response.status_code == 429
                body = json.loads(refused.value.response.body or b"")
                assert body["errors"][0]["extensions"]["code"] == "TOO_MANY_CONNECTIONS"
            async with greeted(hasty):
                pass
            done.set()

    await endure(hasty, attack)


async def connect_only(target: Target, address: str) -> None:
    async with opened(target, address):
        pass


async def test_many_sockets_that_never_greet_are_closed(hasty: Target) -> None:
    """Three hundred, each from an address of its own, of which so many come at once as a machine can send."""
    handshakes = asyncio.Semaphore(10)

    async def silence() -> None:
        async with AsyncExitStack() as stack:
            async with handshakes:
                connection = await stack.enter_async_context(opened(hasty, compression=None))
            assert await close_code(connection) == 4408

    await endure(hasty, lambda: at_once(300, silence), mebibytes=60)


@asynccontextmanager
async def raw(target: Target) -> AsyncIterator[Line]:
    """A connection after its handshake, for frames that no library would send."""
    async with target.line() as line:
        await line.send(UPGRADE)
        async with asyncio.timeout(SECONDS):
            assert b" 101 " in await line.reader.readuntil(b"\r\n\r\n")
        yield line


def frame(
    payload: bytes, opcode: int = 1, *, fin: bool = True, masked: bool = True, length: int | None = None
) -> bytes:
    """One frame, whose mask is of null bytes; `length` is what it says of itself."""
    size = len(payload) if length is None else length
    first = bytes([(0x80 if fin else 0) | opcode])
    mask = 0x80 if masked else 0
    if size < 126:
        second = bytes([mask | size])
    else:
        second = (
            bytes([mask | 126]) + struct.pack("!H", size)
            if size < 2**16
            else bytes([mask | 127]) + struct.pack("!Q", size)
        )
    return first + second + (b"\x00" * 4 if masked else b"") + payload


GARBAGE = {
    "noise": os.urandom(2_000),
    "null bytes": b"\x00" * 2_000,
    "no mask": frame(INIT.encode(), masked=False),
    "a length beyond all": frame(b"", length=2**63 - 1),
    "a length of a gigabyte": frame(b"x" * 1_000, length=2**30),
    "a reserved opcode": frame(b"x", 3),
    "reserved bits": b"\xf1\x80\x00\x00\x00\x00",
    "a long ping": frame(b"x" * 126, 9),
    "a ping in parts": frame(b"x", 9, fin=False),
    "a continuation of nothing": frame(b"x", 0),
    "invalid UTF-8": frame(b"\xff\xfe"),
    "a close of one byte": frame(b"x", 8),
    "a close with a reserved code": frame(struct.pack("!H", 1005), 8),
    "HTTP again": UPGRADE,
}


async def test_what_is_no_frame_ends_the_socket(target: Target) -> None:
    async def attack() -> None:
        for data in GARBAGE.values():
            async with raw(target) as line:
                await line.send(data)
                await until_closed(line)

    await endure(target, lambda: at_once(4, attack))


async def until_closed(line: Line) -> None:
    """Whatever the server says before it ends the connection."""
    async with asyncio.timeout(SECONDS):
        try:
            while await line.reader.read(65_536):
                pass
        except ConnectionError:
            pass


@pytest.mark.parametrize("part", [b"", b"x", b"x" * 50_000], ids=["empty", "single", "large"])
async def test_a_message_in_endless_parts_is_ended(target: Target, part: bytes) -> None:
    async def attack() -> None:
        async with raw(target) as line:
            endless = asyncio.create_task(line.send(frame(b"x", fin=False), *[frame(part, 0, fin=False)] * 50_000))
            try:
                await until_closed(line)
            finally:
                endless.cancel()

    await endure(target, lambda: at_once(4, attack), mebibytes=60)


async def test_who_answers_no_ping_is_cut_off(hasty: Target) -> None:
    """A hundred that greet and then neither read nor write."""

    async def attack() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(100):
                group.create_task(deaf())

    async def deaf() -> None:
        async with raw(hasty) as line:
            await line.send(frame(INIT.encode()))
            await until_closed(line)

    await endure(hasty, attack, mebibytes=60)


async def test_protocol_pings_are_answered_at_their_own_expense(hasty: Target) -> None:
    ping = frame(b"x" * 125, 9) * 100

    async def attack() -> None:
        async with raw(hasty) as line:
            flood = asyncio.create_task(line.send(*[ping] * 1_000))
            try:
                await asyncio.wait({flood}, timeout=FLOOD_SECONDS)
            finally:
                flood.cancel()

    await endure(hasty, lambda: at_once(4, attack), mebibytes=60)


async def test_handshakes_that_are_none_are_refused(target: Target) -> None:
    async def attack() -> None:
        for wrong in (
            UPGRADE.replace(b"dGhlIHNhbXBsZSBub25jZQ==", b"short"),
            UPGRADE.replace(b"Version: 13", b"Version: 7"),
        ):
            async with target.line() as line:
                await line.send(wrong)
                async with asyncio.timeout(SECONDS):
                    found = await line.reader.read(4096)
                assert found.split(b" ")[1] in (b"400", b"426")

    await endure(target, lambda: at_once(4, attack, rounds=3))
