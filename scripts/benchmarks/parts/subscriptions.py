"""What does an open subscription hold, and how soon are thousands of them told of a change?"""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Final
from uuid import UUID

from app.orders import ORDER_ID
from app.shipments import NewShipment, create_shipment
from scripts.benchmarks.carts import copy_carts, make_models
from scripts.benchmarks.client import ask, read_meter, wire
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.process import Bench, running_server
from scripts.benchmarks.scenarios import Contender, Scenario, completing

SUBSCRIPTIONS: Final = 2_000
ORDERS: Final = 20
"""That are followed: each by a hundred connections, which hear of the same change at once."""

WARM_UP: Final = 50
"""Subscriptions that come and go before memory is counted: what the first ones load is no connection's."""
_OPEN_SECONDS: Final = 120.0
_TOLD_SECONDS: Final = 60.0
_SETTLING_SECONDS: Final = 2.0

_shipments = count(1)


class Transport(StrEnum):
    """How they are held open."""

    WEBSOCKET = "websocket"
    SSE = "sse"

    @property
    def label(self) -> str:
        """For people."""
        return {Transport.WEBSOCKET: "WebSocket", Transport.SSE: "server-sent events"}[self]


@dataclass(frozen=True)
class SubscriptionsResult:
    """So many subscriptions on one worker."""

    transport: Transport
    subscriptions: int
    orders: int
    opened_seconds: float
    """Until all were open, and had the order as it was."""
    bytes_each: float
    """Of the server's memory."""
    told_median_ms: float
    """From the commit of the first change until half of the connections had been told of theirs."""
    told_all_ms: float


@dataclass(frozen=True)
class _Order:
    id: UUID
    token: str


async def measure_subscriptions(bench: Bench, server_cpu: str) -> list[SubscriptionsResult]:
    """Each transport on a server process of its own, whose memory nothing else has stretched."""
    found = []
    for transport in Transport:
        async with running_server(bench.settings, server_cpu) as port:
            async with _following(port, transport, WARM_UP, await _place(bench)):
                pass
            await asyncio.sleep(_SETTLING_SECONDS)
            found.append(await _measure(bench, port, transport))
    return found


async def _measure(bench: Bench, port: int, transport: Transport) -> SubscriptionsResult:
    orders = await _place(bench)
    before = await read_meter(port)
    started = time.monotonic()
    async with _following(port, transport, SUBSCRIPTIONS, orders) as followers:
        opened = time.monotonic()
        await asyncio.sleep(_SETTLING_SECONDS)
        resident = (await read_meter(port)).resident_bytes
        changed = time.monotonic()
        await _ship(bench, orders)
        told = sorted(json.loads(await _said(followers, _TOLD_SECONDS)))
    return SubscriptionsResult(
        transport=transport,
        subscriptions=SUBSCRIPTIONS,
        orders=ORDERS,
        opened_seconds=opened - started,
        bytes_each=(resident - before.resident_bytes) / SUBSCRIPTIONS,
        told_median_ms=1000 * (told[len(told) // 2] - changed),
        told_all_ms=1000 * (told[-1] - changed),
    )


@asynccontextmanager
async def _following(
    port: int, transport: Transport, subscriptions: int, orders: Sequence[_Order]
) -> AsyncIterator[Process]:
    """A process whose connections all have the order that they follow."""
    command = [sys.executable, "-m", "scripts.benchmarks.subscribers", str(port), transport, str(subscriptions)]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    if process.stdin is None:
        raise BenchError("the followers have no input")
    try:
        process.stdin.write(json.dumps([order.token for order in orders]).encode() + b"\n")
        if await _said(process, _OPEN_SECONDS) != b"open\n":
            raise BenchError(f"{subscriptions} subscriptions by {transport} could not be opened: see above")
        yield process
    finally:
        process.stdin.close()
        await process.wait()


async def _said(process: Process, seconds: float) -> bytes:
    if process.stdout is None:
        raise BenchError("the followers have no output")
    try:
        return await asyncio.wait_for(process.stdout.readline(), seconds)
    except TimeoutError as error:
        process.kill()
        raise BenchError(f"not all subscriptions had heard within {seconds:g} seconds") from error


async def _place(bench: Bench) -> list[_Order]:
    """Orders that were completed as shoppers do it."""
    models = await make_models(bench.runtime, bench.supplies.variant_ids[:ORDERS])
    carts = await copy_carts(bench.connection, models, ORDERS)
    orders = []
    for variables in completing(carts, bench.supplies):
        answer = json.loads(await ask(bench.port, wire(Contender.GRAPHQL, Scenario.COMPLETION, variables)))
        order = answer["data"]["checkoutComplete"]["order"]
        decoded = ORDER_ID.decode(order["id"])
        if decoded is None:
            raise BenchError(f"an order has the id {order['id']}")
        orders.append(_Order(decoded, order["token"]))
    return orders


async def _ship(bench: Bench, orders: Sequence[_Order]) -> None:
    """A change of each order, made by this process: the server hears of it through the database."""
    ctx = await bench.runtime.system_context()
    for order in orders:
        number = f"BENCH-{next(_shipments)}"
        await create_shipment(ctx, NewShipment(order.id, 1, number, "sandbox", number))
