"""Shipments over HTTP: staff send, shoppers track, each in their own language, and nobody learns more than that."""

from typing import Any

import pytest

from app.identity import Scope, create_staff_token
from app.orders import ORDER_DELIVERY_ID, ORDER_ID
from tests.support.carriers import NOON, report, tell
from tests.support.client import Client
from tests.support.orders import PlacedOrder, place_shirts
from tests.support.shop import Shop

SHIP = """
mutation Ship($input: ShipmentCreateInput!) {
  shipmentCreate(input: $input) {
    shipment { id status trackingNumber }
    replayed
    userErrors {
      code message path retryable
      detail { __typename ... on StaleVersion { currentVersion } ... on UnsentDeliveries { deliveryIds } }
    }
    warnings { code }
  }
}
"""
TRACK = """
query Track($token: OrderToken!, $language: LanguageCode) @inContext(language: $language) {
  order(token: $token) {
    status version
    shipments {
      status statusText carrier { name } trackingNumber trackingUrl
      estimate { earliest latest reasons }
      events { code text rawCode rawText actor place occurredAt localTime }
    }
  }
}
"""
LOOKUP = """
query Lookup($number: String!, $email: String!) @inContext(language: FR) {
  orderLookup(number: $number, email: $email) { status shipments { status statusText estimate { earliest latest } } }
}
"""

STALE = (
    "Die Bestellung hat sich geändert, seit Sie sie gelesen haben; ihre Version ist jetzt 1. Bitte lesen Sie sie neu."
)
NO_NUMBER = (
    "Das ist keine Sendungsnummer. Sie hat 5 bis 40 Buchstaben und Ziffern; dazwischen dürfen Bindestriche stehen."
)


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop) -> dict[str, str]:
    """Headers of a member of staff who may send."""
    del shop
    ctx = await client.runtime.system_context()
    token = await create_staff_token(ctx, name="Sam", scopes=[Scope.SHIPMENTS_WRITE, Scope.ORDERS_READ])
    return {"Authorization": f"Bearer {token}"}


def asked(order: PlacedOrder, number: str, **changes: Any) -> dict[str, Any]:
    fields = {
        "orderId": ORDER_ID.encode(order.id),
        "version": 1,
        "idempotencyKey": f"ship-{number}",
        "carrierCode": "sandbox",
        "trackingNumber": number,
    }
    return {"input": fields | changes}


async def ship(client: Client, staff: dict[str, str], variables: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.data(SHIP, variables, headers=staff))["shipmentCreate"]
    return answer


async def tracked(client: Client, order: PlacedOrder, language: str = "EN") -> dict[str, Any]:
    answer: dict[str, Any] = (await client.data(TRACK, {"token": order.token, "language": language}))["order"]
    return answer


async def test_a_shipment_is_made_once_per_key(client: Client, shop: Shop, staff: dict[str, str]) -> None:
    order = await place_shirts(client.runtime, shop)

    first = await ship(client, staff, asked(order, "SBX123"))
    again = await ship(client, staff, asked(order, "SBX123"))

    assert first["shipment"] == {
        "id": first["shipment"]["id"],
        "status": "CREATED",
        "trackingNumber": "SBX123",
    }
    assert first["shipment"]["id"].startswith("shipment_")
    assert (first["replayed"], first["userErrors"], first["warnings"]) == (False, [], [])
    assert again == first | {"replayed": True}
    assert (await tracked(client, order))["status"] == "SHIPPED"
    node = "query ($id: ID!) { node(id: $id) { ... on Shipment { trackingNumber } } }"
    variables = {"id": first["shipment"]["id"]}
    assert (await client.data(node, variables, headers=staff))["node"] == {"trackingNumber": "SBX123"}
    assert (await client.data(node, variables))["node"] is None


@pytest.mark.parametrize(
    ("changes", "code", "field", "message"),
    [
        (
            {"orderId": "order_00000000000000000000000000"},
            "ORDER_NOT_FOUND",
            "orderId",
            "Diese Bestellung gibt es nicht. Bitte prüfen Sie die ID.",
        ),
        (
            {"orderId": "product_01h455vb4pex5vsknk084sn02q"},
            "ORDER_NOT_FOUND",
            "orderId",
            "Diese Bestellung gibt es nicht. Bitte prüfen Sie die ID.",
        ),
        (
            {"deliveryId": "'; DROP TABLE shipment; --"},
            "DELIVERY_NOT_FOUND",
            "deliveryId",
            "Die Bestellung hat keine solche Lieferung. Bitte prüfen Sie die ID.",
        ),
        (
            {"deliveryId": ""},
            "DELIVERY_NOT_FOUND",
            "deliveryId",
            "Die Bestellung hat keine solche Lieferung. Bitte prüfen Sie die ID.",
        ),
        (
            {"version": 7},
            "STALE_VERSION",
            "version",
            STALE,
        ),
        (
            {"carrierCode": "pigeon\u0000"},
            "CARRIER_UNKNOWN",
            "carrierCode",
            "Der Shop arbeitet mit keinem solchen Paketdienst. Bitte prüfen Sie den Code.",
        ),
        (
            {"trackingNumber": "<b>1</b>"},
            "TRACKING_NUMBER_INVALID",
            "trackingNumber",
            NO_NUMBER,
        ),
        (
            {"idempotencyKey": "\u0000"},
            "INVALID_IDEMPOTENCY_KEY",
            "idempotencyKey",
            "Das ist kein brauchbarer Schlüssel. Bitte senden Sie 1 bis 255 druckbare Zeichen.",
        ),
    ],
)
async def test_bad_input_is_refused_and_changes_nothing(
    client: Client, shop: Shop, staff: dict[str, str], changes: dict[str, Any], code: str, field: str, message: str
) -> None:
    order = await place_shirts(client.runtime, shop)

    answer = await ship(client, staff | {"Tradewind-Language": "de"}, asked(order, "BAD-1", **changes))

    detail = {"__typename": "StaleVersion", "currentVersion": 1} if code == "STALE_VERSION" else None
    assert answer["userErrors"] == [
        {"code": code, "message": message, "path": ["input", field], "retryable": False, "detail": detail}
    ]
    assert (answer["shipment"], answer["replayed"]) == (None, False)
    assert await tracked(client, order) == {"status": "CONFIRMED", "version": 1, "shipments": []}


async def test_an_order_of_two_deliveries_says_which_are_left(
    client: Client, shop: Shop, staff: dict[str, str]
) -> None:
    order = await place_shirts(client.runtime, shop, ["shenzhen", "rotterdam"])
    ids = {ORDER_DELIVERY_ID.encode(each) for each in order.deliveries}

    (error,) = (await ship(client, staff, asked(order, "WHICH-1")))["userErrors"]

    assert error["code"] == "DELIVERY_REQUIRED"
    assert set(error["detail"]["deliveryIds"]) == ids
    sent = await ship(client, staff, asked(order, "WHICH-1", deliveryId=error["detail"]["deliveryIds"][0]))
    assert sent["userErrors"] == []
    assert (await tracked(client, order))["status"] == "PARTLY_SHIPPED"


async def test_without_the_scope_nothing_is_sent_and_nothing_is_told(client: Client, shop: Shop) -> None:
    order = await place_shirts(client.runtime, shop)
    ctx = await client.runtime.system_context()
    token = await create_staff_token(ctx, name="Kim", scopes=[Scope.ORDERS_READ])

    for headers, code in (({}, "UNAUTHENTICATED"), ({"Authorization": f"Bearer {token}"}, "FORBIDDEN")):
        for variables in (asked(order, "NO-SCOPE"), asked(order, "NO-SCOPE", orderId="order_forged")):
            answer = await client.ask(SHIP, variables, headers=headers)
            assert answer["data"] is None
            assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert (await tracked(client, order))["shipments"] == []


@pytest.mark.parametrize(
    ("language", "texts", "place"),
    [
        (
            "DE",
            [
                "Ihr Paket wird vorbereitet.",
                "Der Zoll hält Ihr Paket länger als üblich fest.",
                "Ihr Paket ist beim Zoll.",
            ],
            "Leipzig, Deutschland",
        ),
        (
            "JA",
            [
                "お荷物の発送を準備しています。",
                "お荷物の通関に通常より時間がかかっています。",
                "お荷物は税関で手続き中です。",
            ],
            "ドイツ Leipzig",
        ),
        (
            "AR",
            ["يجري تجهيز طردك.", "تحتجز الجمارك طردك مدة أطول من المعتاد.", "طردك قيد الفحص لدى الجمارك."],
            "Leipzig، ألمانيا",
        ),
    ],
)
async def test_tracking_speaks_the_language_of_the_request(
    client: Client,
    shop: Shop,
    staff: dict[str, str],
    language: str,
    texts: list[str],
    place: str,
) -> None:
    country = {"DE": "DE", "JA": "JP", "AR": "AE"}[language]
    order = await place_shirts(client.runtime, shop)
    number = f"TRACK-{language}"
    await ship(client, staff, asked(order, number))
    later = NOON.replace(day=11, hour=22, minute=30)
    await tell(client, client.runtime.settings, report(number, "CHD", later), report(number, "CIN"))

    headers = {"Tradewind-Country": country}
    data = await client.data(TRACK, {"token": order.token, "language": language}, headers=headers)

    (shipment,) = data["order"]["shipments"]
    assert (shipment["status"], shipment["statusText"]) == ("CUSTOMS_DELAY", texts[1])
    assert shipment["carrier"] == {"name": "Sandbox Parcel"}
    assert shipment["estimate"] == {
        "earliest": "2026-12-01",
        "latest": "2026-12-13",
        "reasons": ["TRANSIT", "CUSTOMS", "CUSTOMS_DELAY"],
    }
    assert [event["text"] for event in shipment["events"]] == texts
    held = shipment["events"][1]
    assert held | {"text": ""} == {
        "code": "CUSTOMS_DELAY",
        "text": "",
        "rawCode": "CHD",
        "rawText": "What the carrier says of CHD",
        "actor": "CUSTOMS",
        "place": place,
        "occurredAt": "2026-11-11T22:30:00+00:00",
        "localTime": "2026-11-11T23:30:00+01:00",
    }
    assert (shipment["events"][0]["place"], shipment["events"][0]["localTime"]) == (None, None)


async def test_a_lookup_shows_where_the_parcels_are_and_nothing_else(
    client: Client, shop: Shop, staff: dict[str, str]
) -> None:
    order = await place_shirts(client.runtime, shop, email="lea@example.com")
    await ship(client, staff, asked(order, "LOOKUP-1"))
    await tell(client, client.runtime.settings, report("LOOKUP-1", "LST"))
    number = (await client.data("query ($t: OrderToken!) { order(token: $t) { number } }", {"t": order.token}))["order"]

    variables = {"number": number["number"], "email": "Lea@example.com"}
    assert (await client.data(LOOKUP, variables))["orderLookup"] == {
        "status": "SHIPPED",
        "shipments": [
            {
                "status": "LOST",
                "statusText": "Le transporteur ne retrouve pas votre colis. Veuillez nous contacter.",
                "estimate": None,
            }
        ],
    }


async def test_many_shipments_cost_no_more_statements_than_one(
    client: Client, shop: Shop, staff: dict[str, str]
) -> None:
    one = await place_shirts(client.runtime, shop)
    await ship(client, staff, asked(one, "COUNT-1"))
    several = await place_shirts(client.runtime, shop, ["shenzhen", "rotterdam"])
    first, second = (ORDER_DELIVERY_ID.encode(each) for each in several.deliveries)
    await ship(client, staff, asked(several, "COUNT-2", deliveryId=first))
    await ship(client, staff, asked(several, "COUNT-3", deliveryId=second, version=2))

    counts = []
    for order in (one, several):
        await tracked(client, order)
        with client.statements() as statements:
            await tracked(client, order)
        counts.append(len(statements))

    assert counts == [4, 4]  # the order, its shipments, their carriers, their events
