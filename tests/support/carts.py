"""Carts over HTTP: the operations that tests of carts use, and a look at what is stored."""

from typing import Any

import asyncpg

from app.core.secrets import hash_secret
from tests.support.client import Client

_CART = """
fragment MoneyFields on Money { amount currencyCode }
fragment CartFields on Cart {
  id token version countryCode currencyCode email expiresAt
  shippingAddress { firstName lastName line1 city region postalCode countryCode phone }
  lines(first: 100) { nodes {
    id quantity variant { id sku product { name } }
    price { displayed { ...MoneyFields } taxRate tax { ...MoneyFields } }
    cost { total { ...MoneyFields } }
  } }
  cost {
    taxIncluded complete
    subtotal { ...MoneyFields } discount { ...MoneyFields } shipping { ...MoneyFields } duty { ...MoneyFields }
    fees { ...MoneyFields } tax { ...MoneyFields } total { ...MoneyFields } dueOnDelivery { ...MoneyFields }
  }
  deliveryGroups {
    id warehouse { id name countryCode } lines { line { id } quantity }
    options { id name carrier { id name } price { ...MoneyFields } estimate { earliest latest reasons } }
    selectedOption { id price { ...MoneyFields } }
  }
}
"""
_OUTCOME = """
fragment Outcome on CartPayload {
  cart { ...CartFields }
  userErrors {
    code message path retryable
    detail { ... on InsufficientStock { available } ... on StaleVersion { currentVersion } }
  }
  warnings { code message path }
}
"""

_INPUTS = {
    "cartCreate": "CartCreateInput",
    "cartLinesAdd": "CartLinesAddInput",
    "cartLinesUpdate": "CartLinesUpdateInput",
    "cartLinesRemove": "CartLinesRemoveInput",
    "cartBuyerUpdate": "CartBuyerUpdateInput",
    "cartDeliverySelect": "CartDeliverySelectInput",
}

BERLIN = {
    "firstName": "Ana",
    "lastName": "Keller",
    "line1": "Torstr. 1",
    "city": "Berlin",
    "postalCode": "10119",
    "countryCode": "DE",
    "phone": "030 1234567",
}


async def change(client: Client, mutation: str, /, country: str = "DE", **fields: Any) -> dict[str, Any]:
    """The payload of one mutation of carts."""
    document = (
        f"mutation ($input: {_INPUTS[mutation]}!) {{ {mutation}(input: $input) {{ ...Outcome }} }} {_CART} {_OUTCOME}"
    )
    data = await client.data(document, {"input": fields}, headers={"Tradewind-Country": country})
    payload: dict[str, Any] = data[mutation]
    return payload


async def cart_with(client: Client, *lines: tuple[str, int], country: str = "DE") -> dict[str, Any]:
    """A new cart with these variants and quantities."""
    inputs = [{"variantId": variant, "quantity": quantity} for variant, quantity in lines]
    payload = await change(client, "cartCreate", country=country, lines=inputs)
    assert payload["userErrors"] == [], payload["userErrors"]
    cart: dict[str, Any] = payload["cart"]
    return cart


async def open_cart(client: Client, token: str, country: str = "DE") -> dict[str, Any]:
    """The cart that the token opens."""
    document = f"query ($token: CartToken!) {{ cart(token: $token) {{ ...CartFields }} }} {_CART}"
    data = await client.data(document, {"token": token}, headers={"Tradewind-Country": country})
    cart: dict[str, Any] = data["cart"]
    return cart


async def stored_cart(connection: "asyncpg.Connection[asyncpg.Record]", token: str) -> list[dict[str, Any]]:
    """Everything that is stored of a cart, to compare before and after."""
    cart = await connection.fetch("SELECT * FROM cart WHERE token_hash = $1", hash_secret(token))
    rows = list(cart)
    for table in ("cart_line", "cart_delivery_selection", "cart_fx_quote"):
        rows += await connection.fetch(f"SELECT * FROM {table} WHERE cart_id = $1 ORDER BY 2", cart[0]["id"])  # noqa: S608 - names of this list
    return [dict(row) for row in rows]
