"""What the reference shows being asked. Later examples take from the answers of earlier ones, as a client does.

A variable `"{cart.token}"` stands for what an earlier example gave under that name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

GERMANY: Final = {"Tradewind-Country": "DE", "Tradewind-Language": "EN"}
STAFF: Final = {"Authorization": "Bearer {staff}"}
STAFF_SCOPES: Final = ("orders:read", "orders:write")
_OPERATIONS = files(__package__) / "operations"


@dataclass(frozen=True)
class Example:
    """A request of the API."""

    name: str
    page: str
    title: str
    text: str
    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: GERMANY)
    gives: Mapping[str, str] = field(default_factory=dict)
    """By name, where in `data` what later examples take stands."""
    error: str | None = None
    """The code of the top-level error that is the answer."""
    extensions: Mapping[str, Any] = field(default_factory=dict)
    """Those of the request."""
    is_shown: bool = True
    """Whether the document is worth the lines that it takes."""


def operation(name: str) -> str:
    """The text of an operation's file."""
    return (_OPERATIONS / f"{name}.graphql").read_text("utf-8")


_BUYER: Final = {
    "token": "{cart}",
    "email": "ana@example.com",
    "shippingAddress": {
        "firstName": "Ana",
        "lastName": "Keller",
        "line1": "Torstr. 1",
        "city": "Berlin",
        "postalCode": "10119",
        "countryCode": "DE",
    },
}
_COMPLETION: Final = {
    "token": "{cart}",
    "version": "{version}",
    "payment": {"methodId": "{method}", "returnUrl": "https://shop.example/thanks"},
    "idempotencyKey": "a-key-of-this-intent",
}
_UNKNOWN: Final = "query Unknown { context { countryCode } }"

BROWSING: Final = (
    Example(
        "context",
        "browse",
        "Where a request happens",
        "Ask for a country and a language; the market, the currency and tax follow. What is not offered falls back, "
        "and the answer says so, here and in `extensions.context`.",
        operation("context"),
        {"country": "JP", "language": "DE"},
        {},
    ),
    Example(
        "products",
        "browse",
        "A list",
        "Two newest products of a category. `endCursor` leads to the next page.",
        operation("products"),
        {"filters": [{"categorySlug": "clothing"}]},
        gives={"cursor": "products.pageInfo.endCursor"},
    ),
    Example(
        "products-next",
        "browse",
        "Its next page",
        "A cursor carries its place, order and filters: with others, it is refused.",
        operation("products"),
        {"filters": [{"categorySlug": "clothing"}], "after": "{cursor}"},
    ),
    Example(
        "product",
        "browse",
        "A product page",
        "The displayed price is what the cart charges; net and tax are its parts.",
        operation("product"),
        {"slug": "linen-shirt"},
        gives={"variant": "product.variants.nodes.0.id"},
    ),
    Example(
        "search",
        "search",
        "Words with a typo",
        "What matched is marked, in parts that are safe to show. A facet's `input` goes into `filters` as it is.",
        operation("search"),
        {"query": "linnen shirt"},
    ),
    Example(
        "suggest",
        "search",
        "While one types",
        "Asked at each keystroke.",
        operation("suggest"),
        {"query": "lin"},
    ),
)

BUYING: Final = (
    Example(
        "cart-create",
        "cart",
        "A new cart",
        "Its token is a secret that opens it. Keep it as you would a password, and send it in variables only.",
        operation("cart_create"),
        {"input": {"lines": [{"variantId": "{variant}", "quantity": 2}]}},
        gives={"cart": "cartCreate.cart.token"},
    ),
    Example(
        "cart-buyer",
        "cart",
        "Who buys, and where to",
        "Once the address is known, the goods stand in groups by warehouse, each with its options.",
        operation("cart_buyer"),
        {"input": _BUYER},
        gives={
            "group": "cartBuyerUpdate.cart.deliveryGroups.0.id",
            "option": "cartBuyerUpdate.cart.deliveryGroups.0.options.0.id",
            "method": "cartBuyerUpdate.cart.paymentOptions.0.method.id",
        },
    ),
    Example(
        "cart-delivery",
        "cart",
        "How it is sent",
        "Now the cost is complete.",
        operation("cart_delivery"),
        {"input": {"token": "{cart}", "selections": [{"groupId": "{group}", "optionId": "{option}"}]}},
        gives={"version": "cartDeliverySelect.cart.version"},
    ),
    Example(
        "checkout-stale",
        "errors",
        "A user error",
        "The shopper saw another version of the cart: the request is refused and has changed nothing. `code` is for "
        "programs, `message` for the shopper, in the shopper's language, and `detail` has facts to act upon.",
        operation("checkout"),
        {"input": _COMPLETION | {"version": 1}},
        {"Tradewind-Country": "DE", "Tradewind-Language": "DE"},
    ),
    Example(
        "checkout",
        "checkout",
        "Buy",
        "The version is the one that the shopper agreed to. The sandbox bank approves at once; others ask for a "
        "`nextAction`.",
        operation("checkout"),
        {"input": _COMPLETION},
        gives={"order": "checkoutComplete.order.token", "order id": "checkoutComplete.order.id"},
    ),
    Example(
        "checkout-again",
        "checkout",
        "The same again",
        "After a timeout, or a click too many: under the same key there is one order and one charge.",
        operation("checkout"),
        {"input": _COMPLETION},
    ),
    Example(
        "track",
        "orders",
        "Track an order",
        "The demo shop's order. Texts of events are ours, in the shopper's language, whatever the carrier wrote.",
        operation("track"),
        {"token": "{demo order}"},
    ),
    Example(
        "staff-order",
        "staff",
        "Open an order",
        "A staff token stands in `Authorization`. Tokens of carts and orders are never shown to staff.",
        operation("staff_order"),
        {"id": "{order id}"},
        STAFF,
        gives={"order version": "node.version"},
    ),
    Example(
        "order-cancel",
        "staff",
        "Call it off",
        "What edits a shared object takes the version that was read: whoever comes second is refused.",
        operation("order_cancel"),
        {"input": {"orderId": "{order id}", "version": "{order version}"}},
        STAFF,
    ),
)

FAILING: Final = (
    Example(
        "for-staff",
        "errors",
        "A top-level error",
        "The field is for staff. `data` is null where what failed cannot be.",
        operation("orders"),
        error="UNAUTHENTICATED",
    ),
    Example(
        "page-too-long",
        "errors",
        "A page that is too long",
        "Limits say which they are, what was asked, and the way out.",
        operation("page_too_long"),
        error="PAGE_SIZE_OUT_OF_RANGE",
    ),
    Example(
        "cost",
        "errors",
        "An operation that costs too much",
        "Its cost is computed from `@cost` and `@listSize` before it runs. Ask for shorter pages, or in parts.",
        operation("two_products"),
        error="COST_LIMIT_EXCEEDED",
    ),
    Example(
        "too-large",
        "errors",
        "A document that is too large",
        "So many aliases are no page of a shop.",
        "{" + "".join(f" a{number}: context {{ countryCode }}" for number in range(101)) + " }",
        error="DOCUMENT_TOO_LARGE",
        is_shown=False,
    ),
    Example(
        "persisted",
        "errors",
        "A persisted query that is not known",
        "The client sends the document along with its hash, once; Apollo's does so by itself.",
        "",
        extensions={"persistedQuery": {"version": 1, "sha256Hash": sha256(_UNKNOWN.encode()).hexdigest()}},
        error="PERSISTED_QUERY_NOT_FOUND",
    ),
)

EXAMPLES: Final = (*BROWSING, *BUYING, *FAILING)
