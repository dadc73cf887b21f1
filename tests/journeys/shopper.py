"""A shopper (or a member of staff) who speaks GraphQL over HTTP."""

import subprocess
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx2

from tests.support.dev import Dev, command
from tests.support.shop import demo_data
from tests.support.sockets import Socket

STAFF = ("orders:read", "orders:write", "shipments:write")

MONEY = "fragment MoneyFields on Money { amount currencyCode formatted }"
COST = """
fragment CostFields on Cost {
  taxIncluded complete
  subtotal { ...MoneyFields } discount { ...MoneyFields } shipping { ...MoneyFields } duty { ...MoneyFields }
  fees { ...MoneyFields } tax { ...MoneyFields } total { ...MoneyFields } dueOnDelivery { ...MoneyFields }
}
"""
BASKET = """
fragment Basket on Cart {
  id token version
  lines(first: 100) {
    nodes { id quantity variant { id sku product { id name } } price { displayed { ...MoneyFields } }
            cost { total { ...MoneyFields } } }
  }
  cost { ...CostFields }
  deliveryGroups {
    id
    warehouse { id name countryCode }
    lines { line { id } quantity }
    options { id name carrier { id name } price { ...MoneyFields } estimate { earliest latest reasons } }
    selectedOption { id }
  }
  paymentOptions { method { id name kind } available reason }
}
"""
OUTCOME = "fragment Outcome on MutationPayload { userErrors { message path retryable } warnings { code message path } }"
ORDER = """
fragment Tracking on Order {
  id number status version placedAt
  lines(first: 100) { nodes { id name sku quantity cost { total { ...MoneyFields } } } }
  cost { ...CostFields }
  payments { id status amount { ...MoneyFields } method { id name } }
  shipments {
    id status statusText carrier { id name } trackingNumber trackingUrl estimate { earliest latest reasons }
    events { id code text rawText actor place occurredAt localTime }
  }
}
"""
CART_PARTS = MONEY + COST + BASKET + OUTCOME
ORDER_PARTS = MONEY + COST + ORDER


class Shopper:
    """Asks in one country and language, and remembers the cart."""

    def __init__(
        self, http: httpx2.AsyncClient, url: str, country: str, language: str, token: str | None = None
    ) -> None:
        self._http = http
        self._url = url
        self._headers = {"Tradewind-Country": country, "Tradewind-Language": language}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self.cart: dict[str, Any] = {}

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        response = await self._http.post(
            self._url, json={"query": document, "variables": variables}, headers=self._headers
        )
        answer = response.json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def search(self, query: str) -> list[dict[str, Any]]:
        data = await self.ask(
            "query ($query: String!) { search(query: $query, first: 24) { nodes { slug name "
            "priceRange { min { displayed { currencyCode } } max { displayed { currencyCode } } } } } }",
            query=query,
        )
        nodes = data["search"]["nodes"]
        for node in nodes:
            node["prices"] = [node["priceRange"][end]["displayed"] for end in ("min", "max")]
        return list(nodes)

    async def variant(self, slug: str, sku: str) -> dict[str, Any]:
        data = await self.ask(
            MONEY + "query ($slug: String!) { product(slug: $slug) { variants(first: 100) { nodes { id sku "
            "availability { code } price { taxRate displayed { ...MoneyFields } gross { ...MoneyFields } "
            "net { ...MoneyFields } tax { ...MoneyFields } } } } } }",
            slug=slug,
        )
        return next(each for each in data["product"]["variants"]["nodes"] if each["sku"] == sku)

    async def create_cart(self, variant_id: str, quantity: int) -> dict[str, Any]:
        return await self._change_cart(
            "cartCreate", "CartCreateInput", {"lines": [{"variantId": variant_id, "quantity": quantity}]}
        )

    async def set_buyer(self, address: dict[str, str]) -> dict[str, Any]:
        change = {"email": "ana@example.com", "shippingAddress": address}
        return await self._change_cart("cartBuyerUpdate", "CartBuyerUpdateInput", self._of_cart() | change)

    async def select_delivery(self, group_id: str, option_id: str) -> dict[str, Any]:
        selection = {"selections": [{"groupId": group_id, "optionId": option_id}]}
        return await self._change_cart("cartDeliverySelect", "CartDeliverySelectInput", self._of_cart() | selection)

    async def complete(self, method: str, key: str) -> dict[str, Any]:
        """`checkoutComplete` with the payment method of this code, found by its name's place in the demo shop."""
        chosen = await self._method_id(method)
        data = await self.ask(
            MONEY + COST + OUTCOME + "mutation ($input: CheckoutCompleteInput!) { checkoutComplete(input: $input) {"
            " order { id token number status cost { ...CostFields } } replayed"
            " nextAction { __typename ... on RedirectAction { url method } ... on InstructionsAction { reference } }"
            " userErrors { code } ...Outcome } }",
            input={
                "token": self.cart["token"],
                "version": self.cart["version"],
                "payment": {"methodId": chosen, "returnUrl": "https://shop.example/thanks"},
                "idempotencyKey": key,
            },
        )
        payload: dict[str, Any] = data["checkoutComplete"]
        assert payload["userErrors"] == []
        return payload

    async def until(self, token: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The order, as soon as a push of its subscription shows it as the condition wants it."""
        document = ORDER_PARTS + "subscription ($token: OrderToken!) { orderUpdated(token: $token) { ...Tracking } }"
        async with Socket.open(self._url.replace("http://", "ws://"), **self._headers) as socket:
            await socket.send("subscribe", query=document, variables={"token": token})
            while True:
                order: dict[str, Any] = (await socket.next())["orderUpdated"]
                if condition(order):
                    return order

    async def look_up(self, number: str) -> dict[str, Any]:
        data = await self.ask(
            "query ($number: String!, $email: String!) { orderLookup(number: $number, email: $email) "
            "{ number status shipments { status statusText estimate { earliest latest } } } }",
            number=number,
            email="ana@example.com",
        )
        summary: dict[str, Any] = data["orderLookup"]
        return summary

    async def ship(self, order_id: str, version: int, number: str) -> dict[str, Any]:
        data = await self.ask(
            OUTCOME + "mutation ($input: ShipmentCreateInput!) { shipmentCreate(input: $input) "
            "{ shipment { id status } userErrors { code } ...Outcome } }",
            input={
                "orderId": order_id,
                "version": version,
                "idempotencyKey": uuid4().hex,
                "carrierCode": "sandbox",
                "trackingNumber": number,
            },
        )
        payload = data["shipmentCreate"]
        assert payload["userErrors"] == []
        shipment: dict[str, Any] = payload["shipment"]
        return shipment

    def _of_cart(self) -> dict[str, Any]:
        return {"token": self.cart["token"], "version": self.cart["version"]}

    async def _change_cart(self, name: str, kind: str, change: dict[str, Any]) -> dict[str, Any]:
        data = await self.ask(
            CART_PARTS + f"mutation ($input: {kind}!) {{ {name}(input: $input) "
            "{ cart { ...Basket } userErrors { code } ...Outcome } }",
            input=change,
        )
        assert data[name]["userErrors"] == []
        self.cart = data[name]["cart"]
        return self.cart

    async def _method_id(self, code: str) -> str:
        names = next(row["names"] for row in demo_data("payment_methods.json") if row["code"] == code)
        options: list[dict[str, Any]] = [option["method"] for option in self.cart["paymentOptions"]]
        return next(str(method["id"]) for method in options if method["name"] in names.values())


def staff_token(dev: Dev) -> str:
    """A token made by the command, beside the running shop."""
    scopes = [argument for scope in STAFF for argument in ("--scope", scope)]
    made = subprocess.run(
        command("token", "create", "--data-dir", str(dev.data_dir), *scopes), capture_output=True, text=True, check=True
    )
    return made.stdout.strip()
