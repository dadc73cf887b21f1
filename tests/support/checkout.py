"""Checkout over HTTP: carts that are ready to be sold, their completion, and a look at what became of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from app.carts import CART_ID
from app.catalog import VARIANT_ID
from app.core.clock import utc_now
from app.core.ids import new_id
from app.core.secrets import hash_secret, new_secret
from app.core.signatures import sign
from app.payments import PAYMENT_METHOD_ID, PaymentStatus
from app.payments.providers.sandbox.provider import callback_key
from app.wiring import job_handlers, listeners
from app.worker import Worker
from tests.support.carts import BERLIN, cart_with, change
from tests.support.client import Client
from tests.support.shop import Shop

RETURN_URL = "https://front.example/thanks"

ORDER = """
fragment OrderFields on Order {
  id token number status version email currencyCode
  shippingAddress { firstName city countryCode }
  warnings { code message }
  lines(first: 100) { nodes { id name sku quantity cost { total { amount formatted } } } }
  cost {
    taxIncluded complete subtotal { amount } discount { amount } shipping { amount } duty { amount } fees { amount }
    tax { amount } total { amount formatted } dueOnDelivery { amount }
  }
  deliveries {
    name warehouse { name } carrier { name } price { amount } lines { lineId quantity } estimate { earliest latest }
  }
  payments { id status amount { amount currencyCode } method { id name kind } nextAction { ...ActionFields } }
}
fragment ActionFields on NextAction {
  __typename
  expiresAt
  ... on RedirectAction { url method parameters { name value } }
  ... on InstructionsAction { text reference qrCode }
}
"""

COMPLETE = (
    """
mutation Checkout($token: CartToken!, $version: Int!, $method: ID!, $returnUrl: URL!, $key: String!) {
  checkoutComplete(input: {
    token: $token, version: $version, payment: { methodId: $method, returnUrl: $returnUrl }, idempotencyKey: $key
  }) {
    order { ...OrderFields }
    nextAction { ...ActionFields }
    replayed
    userErrors {
      code message path retryable
      detail { ... on StaleVersion { currentVersion } ... on InsufficientStock { available } }
    }
    warnings { code message }
  }
}
"""
    + ORDER
)


async def ready_cart(client: Client, variant: UUID, quantity: int = 1, country: str = "DE") -> dict[str, Any]:
    """A cart of a buyer in Berlin, with the first delivery option chosen for each group."""
    cart = await cart_with(client, (VARIANT_ID.encode(variant), quantity), country=country)
    bought = await change(
        client, "cartBuyerUpdate", token=cart["token"], email="ana@example.com", shippingAddress=BERLIN
    )
    assert bought["userErrors"] == [], bought["userErrors"]
    return await choose_deliveries(client, bought["cart"])


async def choose_deliveries(client: Client, cart: dict[str, Any]) -> dict[str, Any]:
    """The first option for each group of the cart."""
    selections = [{"groupId": group["id"], "optionId": group["options"][0]["id"]} for group in cart["deliveryGroups"]]
    chosen = await change(client, "cartDeliverySelect", token=cart["token"], selections=selections)
    assert chosen["userErrors"] == [], chosen["userErrors"]
    ready: dict[str, Any] = chosen["cart"]
    return ready


async def copies_of(
    connection: "asyncpg.Connection[asyncpg.Record]", cart: Mapping[str, Any], count: int
) -> list[dict[str, Any]]:
    """More carts like this one, of other buyers: rows are quicker than requests. Their lines have ids of their own."""
    original = CART_ID.decode(cart["id"])
    copies = []
    for _ in range(count):
        cart_id, token = new_id(), new_secret("cart")
        for table, changes in (
            ("cart", {"id": cart_id, "token_hash": hash_secret(token)}),
            ("cart_line", {"id": new_id(), "cart_id": cart_id}),
            ("cart_delivery_selection", {"cart_id": cart_id}),
            ("cart_fx_quote", {"cart_id": cart_id}),
        ):
            names = [row[0] for row in await connection.fetch(_COLUMNS, table)]
            values = [f"${list(changes).index(name) + 2}" if name in changes else name for name in names]
            owner = "id" if table == "cart" else "cart_id"
            await connection.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE {owner} = $1",  # noqa: S608 - names of the catalog
                original,
                *changes.values(),
            )
        copies.append({"id": CART_ID.encode(cart_id), "token": token, "version": cart["version"]})
    return copies


async def complete(
    client: Client,
    shop: Shop,
    cart: Mapping[str, Any],
    method: str = "sandbox-approve",
    *,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The payload of `checkoutComplete`, with some variables changed."""
    variables = {
        "token": cart["token"],
        "version": cart["version"],
        "method": PAYMENT_METHOD_ID.encode(shop.payment_methods[method]),
        "returnUrl": RETURN_URL,
        "key": key or str(uuid4()),
    }
    data = await client.data(COMPLETE, variables | dict(changes or {}), headers=headers)
    payload: dict[str, Any] = data["checkoutComplete"]
    return payload


async def open_order(client: Client, token: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The order that the token opens."""
    document = "query ($token: OrderToken!) { order(token: $token) { ...OrderFields } }" + ORDER
    data = await client.data(document, {"token": token}, headers=headers)
    order: dict[str, Any] = data["order"]
    return order


def worker_of(client: Client) -> Worker:
    """A worker for checkout and payments, beside the application: what its jobs send over HTTP arrives there."""
    runtime = client.runtime
    runtime.parts[httpx2.AsyncClient] = client.http
    ours = ("checkout.", "payments.")
    handlers = {name: handler for name, handler in job_handlers().items() if name.startswith(ours)}
    heard = {event: tuple(name for name in names if name in handlers) for event, names in listeners().items()}
    return Worker(runtime.database, runtime.settings.database_url, handlers, heard, runtime.system_context)


async def report(
    client: Client, key: str, status: PaymentStatus, message_id: str | None = None, **changes: Any
) -> httpx2.Response:
    """Send a callback as the sandbox bank does."""
    data = {"key": key, "reference": "SBX-TEST-TEST", "status": status.value, **changes}
    body = json.dumps({"type": "payment", "data": data})
    signing = callback_key(client.runtime.settings.secret_key)
    headers = sign(signing, message_id or uuid4().hex, utc_now(), body)
    return await client.http.post("/callbacks/payments/sandbox", content=body, headers=headers)


async def restock(
    connection: "asyncpg.Connection[asyncpg.Record]",
    shop: Shop,
    variant: UUID,
    pieces: int,
    warehouse: str = "rotterdam",
) -> None:
    """Let so many pieces be for sale, in this warehouse alone."""
    await connection.execute("UPDATE stock SET on_hand = reserved WHERE variant_id = $1", variant)
    await connection.execute(
        "UPDATE stock SET on_hand = reserved + $3 WHERE variant_id = $1 AND warehouse_id = $2",
        variant,
        shop.warehouses[warehouse],
        pieces,
    )


async def told_of(connection: "asyncpg.Connection[asyncpg.Record]", subject: UUID) -> list[str]:
    """The types of the events about a subject, in the order in which they happened."""
    rows = await connection.fetch("SELECT type FROM outbox_event WHERE subject_id = $1 ORDER BY id", subject)
    return [row["type"] for row in rows]


_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position"
_PAYMENTS = "FROM checkout_attempt a JOIN payment p ON p.attempt_id = a.id AND a.cart_id = $1"


@dataclass(frozen=True)
class Books:
    """What stands in the books of the shop and of the bank about a cart."""

    cart_version: int
    is_ordered: bool
    attempts: list[str]
    orders: list[str]
    payments: list[str]
    charges: list[str]
    reservations: list[str]


async def books_of(connection: "asyncpg.Connection[asyncpg.Record]", cart: Mapping[str, Any]) -> Books:
    """Read with a connection of one's own, so that only what is committed counts."""
    cart_id = CART_ID.decode(cart["id"])

    async def column(sql: str) -> list[str]:
        return [row[0] for row in await connection.fetch(sql, cart_id)]

    row = await connection.fetchrow("SELECT version, order_id FROM cart WHERE id = $1", cart_id)
    assert row is not None
    return Books(
        cart_version=row["version"],
        is_ordered=row["order_id"] is not None,
        attempts=await column("SELECT status FROM checkout_attempt WHERE cart_id = $1 ORDER BY id"),
        orders=await column('SELECT status FROM "order" WHERE cart_id = $1'),
        payments=await column(f"SELECT p.status {_PAYMENTS} ORDER BY p.id"),
        charges=await column(f"SELECT c.status {_PAYMENTS} JOIN sandbox_charge c ON c.key = p.id ORDER BY p.id"),
        reservations=await column(
            "SELECT r.status FROM checkout_attempt a JOIN stock_reservation r ON r.reference_id = a.id"
            " WHERE a.cart_id = $1 ORDER BY r.id"
        ),
    )
