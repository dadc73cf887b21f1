"""The tabs that GraphiQL opens on: operations with variables that work in the demo shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from app.demo import DemoFacts

_OPERATIONS = files(__package__) / "operations"
_TOKEN_OF_CREATE = "<the token that the tab CartCreate gave>"  # noqa: S105 - a hint to the reader, no secret
STAFF_HEADERS = {"Authorization": "Bearer <the token that `tradewind token create` printed>"}


@dataclass(frozen=True)
class Tab:
    """One operation as a visitor finds it."""

    query: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]


def operation(name: str) -> str:
    """The text of an operation, such as `01_browse`."""
    return (_OPERATIONS / f"{name}.graphql").read_text("utf-8")


def tabs(facts: DemoFacts | None) -> list[Tab]:
    """Every tab, in the order in which a newcomer reads them. Without a demo shop, hints stand where ids would."""
    place = {"country": "DE", "language": "DE"}
    address = {
        "firstName": "Ana",
        "lastName": "Keller",
        "line1": "Torstr. 1",
        "city": "Berlin",
        "postalCode": "10119",
        "countryCode": "DE",
        "phone": "+49 30 1234567",
    }
    order_token = facts.order_token if facts else "<the token that the tab Checkout gave>"
    variables: dict[str, dict[str, Any]] = {
        "01_browse": {**place, "filters": [{"categorySlug": "clothing"}, {"inStock": True}]},
        "02_product": {"slug": facts.product_slug if facts else "<a slug of the tab Browse>", **place},
        "03_search": {"query": "hemd", **place},
        "04_cart_create": {"variant": facts.variant_id if facts else "<a variant id of the tab Browse>", **place},
        "05_track": {"token": order_token, "language": "DE"},
        "06_cart_buyer": {
            "token": _TOKEN_OF_CREATE,
            "email": "ana@example.com",
            "address": address,
            "language": "DE",
        },
        "07_cart_delivery": {
            "token": _TOKEN_OF_CREATE,
            "group": "<deliveryGroups.id of the tab CartBuyer>",
            "option": "<options.id of the tab CartBuyer>",
        },
        "08_checkout": {
            "token": _TOKEN_OF_CREATE,
            "version": 3,
            "method": "<paymentOptions.method.id of the tab CartBuyer>",
            "returnUrl": "https://shop.example/thanks",
            "key": "my-first-order",
        },
        "09_follow": {"token": order_token, "language": "DE"},
        "10_staff_orders": {},
        "11_staff_ship": {"order": "<an id of the tab StaffOrders>", "version": 1, "key": "my-first-parcel"},
    }
    return [
        Tab(operation(name), values, STAFF_HEADERS if "_staff_" in name else {}) for name, values in variables.items()
    ]
