"""Whatever dies on the way, at whatever step: a worker finishes, and there is one order and one charge."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from asyncpg import Connection

from app.checkout import service
from app.checkout.commands import complete as completing
from app.payments import PAYMENT_METHOD_ID
from tests.commands.test_checkout import CONFIRMED, DECLINED
from tests.support.banks import moody_bank
from tests.support.checkout import COMPLETE, RETURN_URL, books_of, complete, ready_cart, restock, worker_of
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow


class KilledError(Exception):
    """Stands for a process that dies."""


async def die(*_: Any, **__: Any) -> Any:
    raise KilledError


STARTED = replace(CONFIRMED, is_ordered=False, attempts=["STARTED"], orders=[], payments=["PENDING"], charges=[])
"""The intent is written down, and nobody has been asked."""
CHARGED = replace(STARTED, charges=["APPROVED"])
"""The bank has said yes, and the shop has not written it down."""


@pytest.fixture
async def cart(client: Client, shop: Shop, connection: "Connection[Any]") -> dict[str, Any]:
    await restock(connection, shop, shop.shirt_m, 10)
    return await ready_cart(client, shop.shirt_m)


Fault = Callable[[Client, pytest.MonkeyPatch], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def before_the_call(client: Client, _: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async with moody_bank(client) as bank:
        bank.dies_before_asking = KilledError()
        yield


@asynccontextmanager
async def during_the_call(client: Client, _: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async with moody_bank(client) as bank:
        bank.dies_after_asking = KilledError()
        yield


@asynccontextmanager
async def before_recording(_: Client, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(service, "settle", die)
        yield


@asynccontextmanager
async def while_recording(_: Client, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(service, "mark_completed", die)
        yield


@asynccontextmanager
async def after_recording(_: Client, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(completing, "find_attempt", die)
        yield


STEPS = [
    pytest.param(before_the_call, STARTED, id="after the intent is committed"),
    pytest.param(during_the_call, CHARGED, id="during the call"),
    pytest.param(before_recording, CHARGED, id="before the result is recorded"),
    pytest.param(while_recording, CHARGED, id="while the result is recorded"),
    pytest.param(after_recording, CONFIRMED, id="after the result is recorded"),
]


async def die_while_completing(
    client: Client, shop: Shop, cart: dict[str, Any], key: str, method: str = "sandbox-approve"
) -> None:
    variables = {
        "token": cart["token"],
        "version": cart["version"],
        "method": PAYMENT_METHOD_ID.encode(shop.payment_methods[method]),
        "returnUrl": RETURN_URL,
        "key": key,
    }
    answer = await client.ask(COMPLETE, variables)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL_ERROR"]


@pytest.mark.parametrize(("fault", "left"), STEPS)
async def test_a_worker_finishes_what_a_dead_request_left(
    client: Client,
    shop: Shop,
    connection: "Connection[Any]",
    cart: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    left: Any,
) -> None:
    key = str(uuid4())
    async with fault(client, monkeypatch):
        await die_while_completing(client, shop, cart, key)
    assert await books_of(connection, cart) == left

    await worker_of(client).drain(including_delayed=True, raise_errors=True)

    assert await books_of(connection, cart) == CONFIRMED
    again = await complete(client, shop, cart, key=key)
    assert (again["order"]["status"], again["replayed"]) == ("CONFIRMED", True)
    assert await books_of(connection, cart) == CONFIRMED


@pytest.mark.parametrize(("fault", "left"), STEPS)
async def test_a_repeat_finishes_what_a_dead_request_left(
    client: Client,
    shop: Shop,
    connection: "Connection[Any]",
    cart: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    left: Any,
) -> None:
    key = str(uuid4())
    async with fault(client, monkeypatch):
        await die_while_completing(client, shop, cart, key)
    assert await books_of(connection, cart) == left

    again = await complete(client, shop, cart, key=key)

    assert (again["order"]["status"], again["replayed"], again["userErrors"]) == ("CONFIRMED", True, [])
    assert await books_of(connection, cart) == CONFIRMED
    await worker_of(client).drain(including_delayed=True, raise_errors=True)
    assert await books_of(connection, cart) == CONFIRMED


async def test_a_worker_finishes_a_declined_payment_too(
    client: Client,
    shop: Shop,
    connection: "Connection[Any]",
    cart: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with before_recording(client, monkeypatch):
        await die_while_completing(client, shop, cart, str(uuid4()), "sandbox-decline")

    await worker_of(client).drain(including_delayed=True, raise_errors=True)

    assert await books_of(connection, cart) == DECLINED


async def test_a_worker_waits_for_a_bank_that_cannot_be_reached(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    worker = worker_of(client)
    async with moody_bank(client) as bank:
        bank.is_deaf = True
        pending = await complete(client, shop, cart)
        assert [error["code"] for error in pending["userErrors"]] == ["PAYMENT_PENDING"]
        await make_due(connection)
        await worker.drain(raise_errors=True)
        assert bank.asked == ["authorize", "find", "find", "find", "find"]
    assert await books_of(connection, cart) == STARTED

    await make_due(connection)
    await worker.drain(raise_errors=True)

    assert await books_of(connection, cart) == CONFIRMED


async def test_nobody_is_charged_long_after_the_shopper_has_left(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    async with moody_bank(client) as bank:
        bank.is_deaf = True
        await complete(client, shop, cart)
    await connection.execute("UPDATE checkout_attempt SET created_at = created_at - interval '61 minutes'")

    await worker_of(client).drain(including_delayed=True, raise_errors=True)

    given_up = replace(DECLINED, payments=["EXPIRED"], charges=[])
    assert await books_of(connection, cart) == given_up
    bought = await complete(client, shop, cart)
    assert bought["order"]["status"] == "CONFIRMED", "the cart is open, and can be bought again"


async def make_due(connection: "Connection[Any]") -> None:
    """Let the waiting attempts to finish a checkout be due, and no other job."""
    await connection.execute(
        "UPDATE pgqueuer SET execute_after = now() - interval '1 ms' WHERE entrypoint = 'checkout.finish'"
    )
