"""Event streams: every byte of them, who may follow, and that nothing is left when one ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from app.core.ids import new_id
from app.core.settings import Settings
from app.events.notifications import Notifications
from app.http.stopping import Stopping
from app.identity import Scope, issue_staff_token, revoke_staff_token
from app.shipments import NewShipment, create_shipment
from app.wiring import Runtime
from tests.support.background import eventually
from tests.support.orders import place_shirts
from tests.support.shop import Shop
from tests.support.sockets import serving

pytestmark = pytest.mark.slow

FOLLOW = "subscription ($token: OrderToken!) { orderUpdated(token: $token) { version } }"
COMPLETE = b"event: complete\ndata:\n\n"


@pytest.fixture(scope="module")
async def served(settings: Settings, shop: Shop) -> AsyncIterator[tuple[Starlette, int]]:
    del shop
    limits = {"keep_alive_seconds": 0.4, "limit_sockets_per_address": 3}
    async with serving(settings.model_copy(update=limits)) as (app, address):
        yield app, int(address.rpartition(":")[2].partition("/")[0])


class Stream:
    """The response to one request, as it comes."""

    def __init__(self, reader: asyncio.StreamReader, status: int, headers: dict[str, str]) -> None:
        self.status = status
        self.headers = headers
        self._reader = reader

    async def chunk(self) -> bytes:
        """The next piece; empty at the end."""
        async with asyncio.timeout(5):
            length = int(await self._reader.readline(), 16)
            data = await self._reader.readexactly(length + 2)
        return data[:-2]

    async def event(self) -> bytes:
        """The next piece that is more than a sign of life."""
        while (found := await self.chunk()) == b":\n":
            pass
        return found

    async def next(self) -> dict[str, Any]:
        """The answer in the next event."""
        event = await self.event()
        assert event.startswith(b"event: next\ndata: ")
        assert event.endswith(b"\n\n")
        answer: dict[str, Any] = json.loads(event.removeprefix(b"event: next\ndata: "))
        return answer

    async def body(self) -> dict[str, Any]:
        """Of a response that is no stream."""
        found: dict[str, Any] = json.loads(await self._reader.readexactly(int(self.headers["content-length"])))
        return found


@asynccontextmanager
async def asked(
    port: int, query: str, variables: dict[str, Any] | None = None, *, by_get: bool = False, **headers: str
) -> AsyncIterator[Stream]:
    """A request that wants events, unless `headers` say otherwise."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = {"Host": "shop", "Accept": "text/event-stream"} | {k.replace("_", "-"): v for k, v in headers.items()}
    body, target = json.dumps({"query": query, "variables": variables or {}}), "/graphql"
    if by_get:
        target, body = f"/graphql?query={quote(query)}&variables={quote(json.dumps(variables or {}))}", ""
    else:
        head |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = [f"{'GET' if by_get else 'POST'} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
    writer.write("\r\n".join([*lines, "", body]).encode())
    async with asyncio.timeout(10):
        status, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    found = dict(line.lower().split(": ", 1) for line in rest if line)
    try:
        yield Stream(reader, int(status.split()[1]), found)
    finally:
        writer.transport.abort()


def listeners_of(app: Starlette) -> int:
    runtime: Runtime = app.state.runtime
    return len(runtime.parts[Notifications]._everyone())


async def _is(value: int, wanted: int) -> bool:
    return value == wanted


async def test_an_order_is_followed(served: tuple[Starlette, int], runtime: Runtime, shop: Shop) -> None:
    app, port = served
    order = await place_shirts(runtime, shop)
    async with asked(port, FOLLOW, {"token": order.token}) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store"
        assert stream.headers["transfer-encoding"] == "chunked"
        assert "ratelimit" in stream.headers
        answer = await stream.next()
        assert answer["data"] == {"orderUpdated": {"version": 1}}
        assert answer["extensions"].keys() == {"context", "cost"}
        assert await stream.chunk() == b":\n"

        ctx = await runtime.system_context()
        await create_shipment(ctx, NewShipment(order.id, 1, str(new_id()), "sandbox", "SSE-1"))
        assert (await stream.next())["data"] == {"orderUpdated": {"version": 2}}
        assert listeners_of(app) == 1
    await eventually(lambda: _is(listeners_of(app), 0))


async def test_what_opens_an_order_is_not_taken_from_an_address(
    served: tuple[Starlette, int], runtime: Runtime, shop: Shop
) -> None:
    app, port = served
    order = await place_shirts(runtime, shop)
    async with asked(port, FOLLOW, {"token": order.token}, by_get=True) as stream:
        assert stream.status == 400
    assert listeners_of(app) == 0


async def test_a_query_is_one_event(served: tuple[Starlette, int]) -> None:
    async with asked(served[1], "{ context { countryCode } }") as stream:
        assert (await stream.next())["data"] == {"context": {"countryCode": "DE"}}
        assert await stream.event() == COMPLETE
        assert await stream.chunk() == b""


async def test_who_prefers_json_gets_json(served: tuple[Starlette, int], runtime: Runtime, shop: Shop) -> None:
    both = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
    async with asked(served[1], "{ context { countryCode } }", Accept=both) as stream:
        assert stream.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
        assert (await stream.body())["data"] == {"context": {"countryCode": "DE"}}
    order = await place_shirts(runtime, shop)
    async with asked(served[1], FOLLOW, {"token": order.token}, Accept=both) as stream:
        assert (await stream.next())["data"] == {"orderUpdated": {"version": 1}}


async def test_a_subscription_without_events_is_told_how(served: tuple[Starlette, int]) -> None:
    async with asked(served[1], FOLLOW, {"token": "order_secret_x"}, Accept="*/*") as stream:
        assert stream.status == 400
        assert await stream.body() == {
            "errors": [
                {
                    "message": "Subscriptions are followed in an event stream, with `Accept: text/event-stream`, or "
                    "over a socket that speaks `graphql-transport-ws`.",
                    "extensions": {"code": "SUBSCRIPTION_OVER_HTTP"},
                }
            ]
        }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { orderUpdated(token: "order_secret_forged") { version } }', "ORDER_NOT_FOUND"),
    ],
)
async def test_what_cannot_be_followed_is_told_in_the_stream(
    served: tuple[Starlette, int], query: str, code: str
) -> None:
    async with asked(served[1], query) as stream:
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        if "content-length" in stream.headers:
            body = await stream._reader.readexactly(int(stream.headers["content-length"]))
        else:
            body = await stream.event() + await stream.event() if code != "ORDER_NOT_FOUND" else await stream.event()
        told, _, rest = body.partition(b"\n\n")
        assert rest == COMPLETE
        (error,) = json.loads(told.removeprefix(b"event: next\ndata: "))["errors"]
        assert error["extensions"]["code"] == code
    assert listeners_of(served[0]) == 0


async def test_a_change_is_not_asked_by_get(served: tuple[Starlette, int]) -> None:
    async with asked(served[1], "mutation { cartCreate(input: {}) { __typename } }", by_get=True) as stream:
        assert (stream.status, stream.headers["allow"]) == (405, "post")
        assert (await stream.body())["errors"][0]["extensions"] == {"code": "METHOD_NOT_ALLOWED"}


async def test_a_token_has_to_hold(served: tuple[Starlette, int], runtime: Runtime, shop: Shop) -> None:
    order = await place_shirts(runtime, shop)
    async with asked(served[1], FOLLOW, {"token": order.token}, Authorization="Bearer forged") as stream:
        assert stream.status == 401
    ctx = await runtime.system_context()
    issued = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])
    authorization = f"Bearer {issued.secret}"
    async with asked(served[1], FOLLOW, {"token": order.token}, Authorization=authorization) as stream:
        await stream.next()
        await revoke_staff_token(ctx, issued.id)
        told, _, rest = (await stream.event()).partition(b"\n\n")
        assert json.loads(told.removeprefix(b"event: next\ndata: "))["errors"][0]["extensions"] == {
            "code": "INVALID_TOKEN"
        }
        assert rest == COMPLETE
        assert await stream.chunk() == b""


async def test_one_address_follows_so_many(served: tuple[Starlette, int], runtime: Runtime, shop: Shop) -> None:
    order = await place_shirts(runtime, shop)
    variables = {"token": order.token}
    port = served[1]
    async with asked(port, FOLLOW, variables) as a, asked(port, FOLLOW, variables), asked(port, FOLLOW, variables):
        await a.next()
        async with asked(port, FOLLOW, variables) as refused:
            assert (refused.status, refused.headers["retry-after"]) == (429, "30")
            assert (await refused.body())["errors"][0]["extensions"] == {"code": "TOO_MANY_CONNECTIONS"}
    await eventually(lambda: _is(listeners_of(served[0]), 0))
    async with asked(port, FOLLOW, variables) as again:
        await again.next()


async def test_stopping_ends_a_stream_so_that_its_client_follows_again(
    settings: Settings, runtime: Runtime, shop: Shop
) -> None:
    order = await place_shirts(runtime, shop)
    async with serving(settings) as (app, address):
        port = int(address.rpartition(":")[2].partition("/")[0])
        async with asked(port, FOLLOW, {"token": order.token}) as stream:
            await stream.next()
            stopping: Stopping = app.state.runtime.parts[Stopping]
            stopping.begin()
            assert await stream.chunk() == b""  # no event `complete`: that would end it for good
        assert listeners_of(app) == 0
