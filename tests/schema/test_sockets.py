"""Sockets that speak `graphql-transport-ws`: the protocol to the letter, who may, how much, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from app.core.settings import Settings
from app.events.notifications import Notifications
from app.http.stopping import Stopping
from app.identity import Scope, issue_staff_token, revoke_staff_token
from app.shipments import NewShipment, create_shipment
from app.wiring import Runtime
from tests.support.background import eventually
from tests.support.orders import place_shirts
from tests.support.shop import Shop
from tests.support.sockets import Socket, serving

pytestmark = pytest.mark.slow

COUNTRY = "{ context { countryCode } }"
FOLLOW = "subscription ($token: OrderToken!) { orderUpdated(token: $token) { version } }"
UNKNOWN_TOKEN = "The token is unknown, revoked or expired. `tradewind token create` makes a new one."


@pytest.fixture(scope="module")
async def served(settings: Settings, shop: Shop) -> AsyncIterator[tuple[Starlette, str]]:
    del shop
    limits = {
        "keep_alive_seconds": 0.3,
        "limit_sockets": 5,
        "limit_sockets_per_address": 4,
        "limit_subscriptions_per_socket": 3,
        "body_limit_bytes": 100_000,
    }
    async with serving(settings.model_copy(update=limits)) as running:
        yield running


@asynccontextmanager
async def connected(address: str, *protocols: str, **headers: str) -> AsyncIterator[ClientConnection]:
    """A bare connection, without its greeting."""
    offered = [Subprotocol(each) for each in protocols or ("graphql-transport-ws",)]
    async with connect(address, subprotocols=offered, additional_headers=headers) as connection:
        yield connection


async def closed(connection: ClientConnection) -> tuple[int, str]:
    """How the server closed it, after whatever else it said."""
    async with asyncio.timeout(5):
        with suppress(ConnectionClosed):
            while True:
                await connection.recv()
    found = connection.protocol.close_rcvd
    assert found is not None
    return found.code, found.reason


def sent(kind: str, **rest: Any) -> str:
    return json.dumps({"type": kind, **rest})


INIT = sent("connection_init")
ASK = sent("subscribe", id="1", payload={"query": FOLLOW, "variables": {"token": "order_secret_x"}})


@pytest.mark.parametrize(
    ("messages", "code", "reason"),
    [
        (["{"], 4400, "Invalid message: The message is not valid JSON: "),
        (["[]"], 4400, "Invalid message: it is no JSON object"),
        ([b"\x00"], 4400, "Invalid message: it is not text"),
        ([sent("hello")], 4400, "Invalid message: its type is unknown"),
        (["{}"], 4400, "Invalid message: its type is unknown"),
        ([sent("connection_init", payload=3)], 4400, "Invalid message: its payload is no object"),
        ([INIT, sent("subscribe", payload={"query": COUNTRY})], 4400, "Invalid message: its id is no text"),
        ([INIT, sent("subscribe", id=1, payload={"query": COUNTRY})], 4400, "Invalid message: its id is no text"),
        ([INIT, sent("subscribe", id="1")], 4400, "Invalid message: The request is not a JSON object. "),
        ([INIT, sent("subscribe", id="1", payload={})], 4400, "Invalid message: `query` is missing. "),
        ([INIT, sent("complete")], 4400, "Invalid message: its id is no text"),
        ([ASK], 4401, "Unauthorized"),
        ([INIT, INIT], 4429, "Too many initialisation requests"),
        (
            [sent("connection_init", payload={"Authorization": "Bearer staff_forged"})],
            4403,
            f"Forbidden: {UNKNOWN_TOKEN}",
        ),
        (
            [sent("connection_init", payload={"tradewind-storefront": "forged"})],
            4403,
            "Forbidden: The storefront token",
        ),
    ],
)
async def test_what_breaks_the_protocol_closes_the_socket(
    served: tuple[Starlette, str], messages: list[str | bytes], code: int, reason: str
) -> None:
    async with connected(served[1]) as connection:
        for message in messages:
            await connection.send(message)
        found = await closed(connection)
    assert found[0] == code
    assert found[1].startswith(reason)


async def test_an_id_names_one_operation_at_a_time(served: tuple[Starlette, str], runtime: Runtime, shop: Shop) -> None:
    order = await place_shirts(runtime, shop)
    async with Socket.open(served[1]) as socket:
        for _ in range(2):
            await socket.send("subscribe", "a", query=FOLLOW, variables={"token": order.token})
            assert await socket.next() == {"orderUpdated": {"version": 1}}
            await socket.send("complete", "a")  # the id is free from here on
        await socket.send("subscribe", "a", query=FOLLOW, variables={"token": order.token})
        await socket.send("subscribe", "a", query=FOLLOW, variables={"token": order.token})
        assert await closed(socket.connection) == (4409, "Subscriber for a already exists")
    await eventually(lambda: _is(_listeners(served[0]), 0))


async def test_another_protocol_is_not_spoken(served: tuple[Starlette, str]) -> None:
    async with connect(served[1]) as connection:
        assert await closed(connection) == (4406, "Subprotocol not acceptable: offer graphql-transport-ws")


async def test_who_never_introduces_themselves_is_let_go(settings: Settings, shop: Shop) -> None:
    del shop
    async with serving(settings.model_copy(update={"receive_seconds": 0.2})) as (_, url):
        async with connected(url) as connection:
            assert await closed(connection) == (4408, "Connection initialisation timeout")
        async with Socket.open(url) as socket:
            assert await socket.is_silent(0.4)


async def test_pings_are_answered_before_and_after_the_greeting(served: tuple[Starlette, str]) -> None:
    async with connected(served[1]) as connection:
        for message in (sent("pong"), sent("ping"), INIT, sent("ping", payload={"a": 1}), sent("pong", payload={})):
            await connection.send(message)
        received = [json.loads(await connection.recv()) for _ in range(3)]
    assert received == [{"type": "pong"}, {"type": "connection_ack"}, {"type": "pong", "payload": {"a": 1}}]


async def test_queries_and_mutations_are_answered_once(served: tuple[Starlette, str]) -> None:
    create = "mutation { cartCreate(input: {}) { __typename } }"
    async with Socket.open(served[1]) as socket:
        await socket.send("subscribe", "q", query=COUNTRY, operationName=None, extensions={})
        answer = await socket.receive()
        assert (answer["id"], answer["type"]) == ("q", "next")
        assert answer["payload"]["data"] == {"context": {"countryCode": "DE"}}
        assert answer["payload"]["extensions"].keys() == {"context", "cost"}
        assert await socket.receive() == {"type": "complete", "id": "q"}
        await socket.send("subscribe", "m", query=create)
        assert (await socket.receive())["id"] == "m"
        assert await socket.receive() == {"type": "complete", "id": "m"}


async def test_the_greeting_says_where_as_headers_do(served: tuple[Starlette, str]) -> None:
    async with connected(served[1], **{"Tradewind-Country": "DE", "Tradewind-Language": "FR"}) as connection:
        payload = {"tradewind-COUNTRY": "AT", "host": "elsewhere", "Tradewind-Currency": 3}
        await connection.send(sent("connection_init", payload=payload))
        await connection.recv()
        socket = Socket(connection)
        await socket.send("subscribe", query="{ context { countryCode languageCode } }")
        assert await socket.next() == {"context": {"countryCode": "AT", "languageCode": "FR"}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription ($token: OrderToken!) { orderUpdated(token: $token) { version } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ " + "__typename " * 9000 + "}", "DOCUMENT_TOO_LARGE"),
    ],
)
async def test_what_cannot_run_is_an_error_of_that_operation(
    served: tuple[Starlette, str], query: str, code: str
) -> None:
    async with Socket.open(served[1]) as socket:
        await socket.send("subscribe", "x", query=query)
        message = await socket.receive()
        assert (message["id"], message["type"]) == ("x", "error")
        assert message["payload"][0]["extensions"]["code"] == code
        await socket.send("subscribe", "x", query=COUNTRY)
        assert await socket.next()


async def test_one_socket_runs_so_many_operations(served: tuple[Starlette, str], runtime: Runtime, shop: Shop) -> None:
    order = await place_shirts(runtime, shop)
    async with Socket.open(served[1]) as socket:
        for key in ("1", "2", "3"):
            await socket.send("subscribe", key, query=FOLLOW, variables={"token": order.token})
            await socket.next()
        await socket.send("subscribe", "4", query=COUNTRY)
        assert await socket.receive() == {
            "id": "4",
            "type": "error",
            "payload": [
                {
                    "message": "On one socket 3 operations may run, and so many do. Complete some, or open another "
                    "socket.",
                    "extensions": {"code": "TOO_MANY_OPERATIONS", "limit": 3},
                }
            ],
        }
        await socket.send("complete", "2")
        await eventually(lambda: _is(_listeners(served[0]), 2))
        await socket.send("subscribe", "4", query=COUNTRY)
        assert await socket.next()


async def test_one_address_opens_so_many_sockets(served: tuple[Starlette, str]) -> None:
    async with connected(served[1]), connected(served[1]), connected(served[1]), connected(served[1]):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(served[1], subprotocols=[Subprotocol("graphql-transport-ws")])
        response = refusal.value.response
        assert response.status_code == 429
        assert response.headers["Retry-After"] == "30"
        assert response.body is not None
        assert json.loads(response.body) == {
            "errors": [
                {
                    "message": "Your address has 4 sockets and event streams open, which is all it may have. Close "
                    "some, or follow several subscriptions over one socket.",
                    "extensions": {"code": "TOO_MANY_CONNECTIONS"},
                }
            ]
        }
    async with connected(served[1]):
        pass


async def test_a_token_that_is_revoked_ends_its_socket(served: tuple[Starlette, str], runtime: Runtime) -> None:
    ctx = await runtime.system_context()
    issued = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])
    async with connected(served[1]) as connection:
        await connection.send(sent("connection_init", payload={"Authorization": f"Bearer {issued.secret}"}))
        assert json.loads(await connection.recv()) == {"type": "connection_ack"}
        assert await Socket(connection).is_silent(0.7)
        await revoke_staff_token(ctx, issued.id)
        assert await closed(connection) == (4403, f"Forbidden: {UNKNOWN_TOKEN}")


async def test_a_message_may_be_so_long(served: tuple[Starlette, str]) -> None:
    async with Socket.open(served[1]) as socket:
        await socket.send("subscribe", query="{ a }" + " " * 100_000)
        assert (await closed(socket.connection))[0] == 1009


async def test_a_flood_of_messages_closes_the_socket(served: tuple[Starlette, str]) -> None:
    async with Socket.open(served[1]) as socket:
        protocol = socket.connection.protocol
        for _ in range(3000):
            protocol.send_text(b"{}")
        socket.connection.transport.write(b"".join(protocol.data_to_send()))
        assert await closed(socket.connection) == (1008, "Too many messages at once.")


async def test_a_message_in_too_many_pieces_closes_the_socket(served: tuple[Starlette, str]) -> None:
    async with Socket.open(served[1]) as socket:
        protocol = socket.connection.protocol
        protocol.send_text(b" ", fin=False)
        for _ in range(1500):
            protocol.send_continuation(b" ", fin=False)
        socket.connection.transport.write(b"".join(protocol.data_to_send()))
        assert await closed(socket.connection) == (1008, "Too many fragments of one message.")


@pytest.mark.slow
async def test_a_peer_that_has_died_is_found(served: tuple[Starlette, str]) -> None:
    """It answers no ping: here, because nobody reads its side of the connection any more."""
    app, address = served
    async with Socket.open(address) as socket:
        socket.connection.transport.pause_reading()
        await eventually(lambda: _is(_open_sockets(app), 0), seconds=3)


async def test_a_live_peer_stays(served: tuple[Starlette, str]) -> None:
    async with Socket.open(served[1]) as socket:
        assert await socket.is_silent(1.2)
        await socket.send("subscribe", query=COUNTRY)
        assert await socket.next()


async def test_stopping_ends_sockets_so_that_clients_follow_again(
    settings: Settings, runtime: Runtime, shop: Shop
) -> None:
    """Nothing is said to be complete: that would end a subscription for good."""
    order = await place_shirts(runtime, shop)
    async with serving(settings) as (app, address), Socket.open(address) as socket:
        await socket.send("subscribe", query=FOLLOW, variables={"token": order.token})
        await socket.next()
        stopping: Stopping = app.state.runtime.parts[Stopping]
        stopping.begin()
        with pytest.raises(ConnectionClosed) as closing:
            await socket.connection.recv()
        assert closing.value.rcvd is not None
        assert (closing.value.rcvd.code, closing.value.rcvd.reason) == (1012, "The server restarts. Connect again.")


async def test_each_event_has_a_context_of_its_own(served: tuple[Starlette, str], runtime: Runtime, shop: Shop) -> None:
    order = await place_shirts(runtime, shop)
    follow = "subscription ($token: OrderToken!) { orderUpdated(token: $token) { shipments { id } } }"
    async with Socket.open(served[1]) as socket:
        await socket.send("subscribe", query=follow, variables={"token": order.token})
        assert await socket.next() == {"orderUpdated": {"shipments": []}}
        ctx = await runtime.system_context()
        await create_shipment(ctx, NewShipment(order.id, 1, "context", "sandbox", "CONTEXT-1"))
        assert len((await socket.next())["orderUpdated"]["shipments"]) == 1


def _listeners(app: Starlette) -> int:
    runtime: Runtime = app.state.runtime
    return len(runtime.parts[Notifications]._everyone())


def _open_sockets(app: Starlette) -> int:
    """By who would be told that the server stops: the readiness, and every socket."""
    stopping: Stopping = app.state.runtime.parts[Stopping]
    return len(stopping._told) - 1


async def _is(value: int, wanted: int) -> bool:
    return value == wanted
