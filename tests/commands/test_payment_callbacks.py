"""Banks report: signed or not, once or often, too late or out of order."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from asyncpg import Connection

from app.core.clock import utc_now
from app.core.ids import new_id
from app.core.signatures import sign
from app.orders import ORDER_ID
from app.payments import PAYMENT_ID, PaymentStatus, expire_payment
from app.payments.providers.sandbox.provider import callback_key
from tests.commands.test_checkout import AWAITING_DECISION, CONFIRMED
from tests.support.banks import moody_bank
from tests.support.checkout import Books, books_of, complete, ready_cart, report, restock, told_of, worker_of
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

APPROVED = PaymentStatus.AUTHORIZED
REFUSED = PaymentStatus.DECLINED


class Waiting:
    """A cart whose shopper was sent to the bank's page."""

    def __init__(self, cart: dict[str, Any], payload: dict[str, Any]) -> None:
        self.cart = cart
        key = PAYMENT_ID.decode(payload["order"]["payments"][0]["id"])
        order_id = ORDER_ID.decode(payload["order"]["id"])
        assert key
        assert order_id
        self.key: UUID = key
        self.order_id: UUID = order_id
        self.page: str = payload["nextAction"]["url"]


@pytest.fixture
async def waiting(client: Client, shop: Shop, connection: "Connection[Any]") -> Waiting:
    await restock(connection, shop, shop.shirt_m, 10)
    cart = await ready_cart(client, shop.shirt_m)
    return Waiting(cart, await complete(client, shop, cart, "sandbox-redirect"))


async def settle(client: Client) -> None:
    await worker_of(client).drain(raise_errors=True)


async def test_a_report_confirms_the_order(client: Client, connection: "Connection[Any]", waiting: Waiting) -> None:
    answer = await report(client, str(waiting.key), APPROVED)
    await settle(client)

    assert (answer.status_code, answer.content) == (204, b"")
    assert await books_of(connection, waiting.cart) == replace(CONFIRMED, charges=["OPEN"])


async def test_the_same_reports_in_any_order_and_number_count_once(
    client: Client, connection: "Connection[Any]", waiting: Waiting
) -> None:
    messages = [(APPROVED, "b"), (PaymentStatus.PENDING, "a"), (APPROVED, "b"), (REFUSED, "c"), (APPROVED, "d")]
    for status, name in messages:
        answer = await report(client, str(waiting.key), status, f"{waiting.key}-{name}")
        assert answer.status_code == 204
        await settle(client)

    assert await books_of(connection, waiting.cart) == replace(CONFIRMED, charges=["OPEN"])
    assert await told_of(connection, waiting.key) == [
        "payments.payment_action_required",
        "payments.payment_authorized",
    ]
    assert await told_of(connection, waiting.order_id) == ["orders.order_placed", "orders.order_confirmed"]


def signed(client: Client, body: str, **changes: Any) -> dict[str, str]:
    key = changes.get("key", callback_key(client.runtime.settings.secret_key))
    return sign(key, str(uuid4()), changes.get("at", utc_now()), body)


def body_of(key: UUID | str, status: str = "AUTHORIZED") -> str:
    return json.dumps({"data": {"key": str(key), "reference": "SBX", "status": status}})


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


async def test_forged_outdated_and_senseless_reports_change_nothing(
    client: Client, connection: "Connection[Any]", waiting: Waiting
) -> None:
    body = body_of(waiting.key)
    address = "/callbacks/payments/sandbox"
    old = utc_now() - timedelta(minutes=6)
    stranger = "c3RyYW5nZXIgc3RyYW5nZXIgc3RyYW5nZXI="

    async def send(content: str, headers: dict[str, str], to: str = address) -> tuple[int, str]:
        return code_of(await client.http.post(to, content=content, headers=headers))

    assert await send(body, {}) == (401, "INVALID_SIGNATURE")
    assert await send(body, signed(client, body, key=stranger)) == (401, "INVALID_SIGNATURE")
    assert await send(body, signed(client, body, at=old)) == (401, "INVALID_SIGNATURE")
    assert await send(body_of(waiting.key, "DECLINED"), signed(client, body)) == (401, "INVALID_SIGNATURE")
    assert await send(body, signed(client, body), "/callbacks/payments/nobody") == (404, "UNKNOWN_PROVIDER")
    unknown = body_of(new_id())
    assert await send(unknown, signed(client, unknown)) == (404, "UNKNOWN_PAYMENT")
    for senseless in ("[]", "null", "{}", '{"data": 1}', body_of("x"), body_of(waiting.key, "PAID")):
        assert await send(senseless, signed(client, senseless)) == (400, "MALFORMED_CALLBACK")
    for unkeepable in (body[:-1] + ', "x": NaN}', body[:-1] + ', "x": "\\u0000"}'):
        assert await send(unkeepable, signed(client, unkeepable)) == (400, "MALFORMED_CALLBACK")
    assert (await client.http.get(address)).status_code == 405

    await settle(client)
    assert await books_of(connection, waiting.cart) == AWAITING_DECISION
    kept = "SELECT count(*) FROM payment_callback WHERE body->'data'->>'key' = ANY($1)"
    assert await connection.fetchval(kept, [str(waiting.key), "x"]) == 0


EXPIRED = replace(CONFIRMED, orders=["CANCELLED"], payments=["EXPIRED"], charges=["VOIDED"], reservations=["RELEASED"])


async def pass_time(connection: "Connection[Any]", waiting: Waiting) -> None:
    await connection.execute("UPDATE payment SET expires_at = now() - interval '1 s' WHERE id = $1", waiting.key)


async def expire(client: Client, waiting: Waiting) -> None:
    await expire_payment(await client.runtime.system_context(), waiting.key)
    await settle(client)


async def test_nobody_acts_in_time(client: Client, connection: "Connection[Any]", waiting: Waiting) -> None:
    await expire(client, waiting)
    assert await books_of(connection, waiting.cart) == AWAITING_DECISION, "it is not time yet"

    await pass_time(connection, waiting)
    await expire(client, waiting)

    assert await books_of(connection, waiting.cart) == EXPIRED


async def test_the_job_that_expires_a_payment_was_put_in_the_queue(
    client: Client, connection: "Connection[Any]", waiting: Waiting
) -> None:
    await pass_time(connection, waiting)
    waiting_jobs = (
        "UPDATE pgqueuer SET execute_after = now() - interval '1 ms' FROM (SELECT execute_after AS due, id AS job FROM"
        " pgqueuer) before WHERE job = id AND entrypoint = 'payments.expire'"
        " AND convert_from(payload, 'utf8') LIKE $1 RETURNING due - now() AS delay"
    )
    (row,) = await connection.fetch(waiting_jobs, f"%{waiting.key}%")
    assert timedelta(minutes=29) < row["delay"] < timedelta(minutes=32), "half an hour, and a minute of grace"
    await settle(client)

    assert await books_of(connection, waiting.cart) == EXPIRED


async def test_an_approval_that_comes_too_late_is_given_back(
    client: Client, connection: "Connection[Any]", waiting: Waiting
) -> None:
    async with moody_bank(client) as bank:
        await pass_time(connection, waiting)
        await expire(client, waiting)
        asked = len(bank.asked)
        await report(client, str(waiting.key), APPROVED)
        await settle(client)
        assert bank.asked[asked:] == ["void"]

    assert await books_of(connection, waiting.cart) == EXPIRED


async def test_an_approval_whose_report_was_lost_is_found_before_it_expires(
    client: Client, connection: "Connection[Any]", waiting: Waiting
) -> None:
    await connection.execute("UPDATE sandbox_charge SET status = 'APPROVED' WHERE key = $1", waiting.key)
    await pass_time(connection, waiting)

    await expire(client, waiting)

    assert await books_of(connection, waiting.cart) == CONFIRMED


async def test_a_decision_is_made_once(client: Client, connection: "Connection[Any]", waiting: Waiting) -> None:
    await client.http.post(waiting.page, data={"decision": "decline"})
    await settle(client)
    refused: Books = replace(EXPIRED, payments=["DECLINED"], charges=["DECLINED"])
    assert await books_of(connection, waiting.cart) == refused

    again = await client.http.post(waiting.page, data={"decision": "approve"})
    await settle(client)

    assert again.status_code == 303
    assert await books_of(connection, waiting.cart) == refused
    assert (await client.http.post(waiting.page, data={"decision": "perhaps"})).status_code == 400
    assert (await client.http.get("/sandbox/bank/SBX-0000-0000")).status_code == 404
