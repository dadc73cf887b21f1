"""What GraphiQL offers a newcomer: tasks, and the operations that do each of them, step by step.

A step's variables work in the demo shop as they stand, or are filled in from the answers of steps before: what an
answer `gives` is remembered by the page under a name, and `fills` says which variable takes which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from typing import Any, Final

from app.core.clock import utc_now
from app.demo import DemoFacts

_OPERATIONS = files(__package__) / "operations"
NEW_KEY: Final = "new-key"
"""What fills an idempotency key: a new one each time the step is opened, the same for each run of its tab."""


@dataclass(frozen=True)
class Step:
    """One operation as a visitor finds it."""

    title: str
    text: str
    operation: str
    """The name of its file."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    """By variable, the name of what was remembered."""
    gives: Mapping[str, str] = field(default_factory=dict)
    """By name, where in `data` it stands: `orders.nodes[status=CONFIRMED].id` is of the first node that fits."""
    for_staff: bool = False

    @property
    def query(self) -> str:
        """The text of the operation."""
        return (_OPERATIONS / f"{self.operation}.graphql").read_text("utf-8")


@dataclass(frozen=True)
class Task:
    """Something that a visitor may want to do."""

    title: str
    text: str
    steps: tuple[Step, ...]


def tasks(facts: DemoFacts | None) -> list[Task]:
    """Every task, in the order in which a newcomer reads them. Without a demo shop, hints stand where ids would."""
    return [
        _browse(facts),
        _search(),
        _buy(facts),
        _track(facts),
        _staff(),
        _run_the_catalog(),
        _set_prices(facts),
        _tune_search(),
    ]


def _browse(facts: DemoFacts | None) -> Task:
    slug = facts.product_slug if facts else "<a slug of the step “List products”>"
    found = {} if facts else {"slug": "product"}
    filters = {"filters": [{"categorySlug": "clothing"}, {"inStock": True}]} if facts else {}
    return Task(
        "Browse",
        "Products, in a shopper's language and prices",
        (
            Step(
                "List products",
                "A page of a list, and where it goes on",
                "browse",
                filters,
                gives={"product": "products.nodes.0.slug", "variant": "products.nodes.0.variants.nodes.0.id"},
            ),
            Step("Open a product", "Options, variants, prices, pictures", "product_page", {"slug": slug}, found),
            Step(
                "See it from Japan",
                "Another country, language and currency",
                "elsewhere",
                {"slug": slug, "country": "JP", "language": "JA"},
                found,
            ),
        ),
    )


def _search() -> Task:
    return Task(
        "Search",
        "Find products by words",
        (
            Step("Search", "Forgives typos, in six languages; with facets", "search", {"query": "linnen shirt"}),
            Step(
                "Suggest",
                "While a shopper types",
                "suggest",
                {"query": "lin"},
                gives={"suggested": "suggest.products.0.id"},
            ),
        ),
    )


def _buy(facts: DemoFacts | None) -> Task:
    token = "<the token of the step “Fill a cart”>"  # noqa: S105 - a hint to the reader, no secret
    address = {
        "firstName": "Ana",
        "lastName": "Keller",
        "line1": "Torstr. 1",
        "city": "Berlin",
        "postalCode": "10119",
        "countryCode": "DE",
        "phone": "+49 30 1234567",
    }
    option = "cartBuyerUpdate.cart.deliveryGroups.0"
    return Task(
        "Buy",
        "From a new cart to an order; the sandbox bank pays",
        (
            Step(
                "Fill a cart",
                "Two pieces, at the price that is shown",
                "cart_create",
                {"variant": facts.variant_id if facts else "<a variant id of the step “List products”>"},
                {} if facts else {"variant": "variant"},
                {"cart": "cartCreate.cart.token", "version": "cartCreate.cart.version"},
            ),
            Step(
                "Say who buys",
                "Address in; ways to send and to pay out",
                "cart_buyer",
                {"token": token, "email": "ana@example.com", "address": address},
                {"token": "cart"},
                {
                    "version": "cartBuyerUpdate.cart.version",
                    "group": f"{option}.id",
                    "option": f"{option}.options.0.id",
                    "method": "cartBuyerUpdate.cart.paymentOptions[available=true].method.id",
                },
            ),
            Step(
                "Choose delivery",
                "The cart's cost is now complete",
                "cart_delivery",
                {
                    "token": token,
                    "group": "<deliveryGroups.id of the step “Say who buys”>",
                    "option": "<options.id of the step “Say who buys”>",
                },
                {"token": "cart", "group": "group", "option": "option"},
                {"version": "cartDeliverySelect.cart.version"},
            ),
            Step(
                "Pay",
                "Run it twice: one order, one charge",
                "checkout",
                {
                    "token": token,
                    "version": 3,
                    "method": "<paymentOptions.method.id of the step “Say who buys”>",
                    "returnUrl": "https://shop.example/thanks",
                    "key": "my-first-order",
                },
                {"token": "cart", "version": "version", "method": "method", "key": NEW_KEY},
                {"order": "checkoutComplete.order.token"},
            ),
        ),
    )


def _track(facts: DemoFacts | None) -> Task:
    token = {"token": facts.order_token if facts else "<the token of the step “Pay”>"}
    return Task(
        "Track",
        "Where an order and its parcels are",
        (
            Step("Track an order", "Parcels, and their journeys in words", "track", token, {"token": "order"}),
            Step("Follow it live", "A subscription over a socket", "follow", token, {"token": "order"}),
        ),
    )


def _staff() -> Task:
    return Task(
        "Work as staff",
        "With a staff token, in the field above",
        (
            Step(
                "List orders",
                "The newest first",
                "staff_orders",
                gives={
                    "openOrder": "orders.nodes[status=CONFIRMED].id",
                    "openVersion": "orders.nodes[status=CONFIRMED].version",
                },
                for_staff=True,
            ),
            Step(
                "Send an order",
                "The newest that is paid; then track it",
                "ship",
                {"order": "<an id of the step “List orders”>", "version": 1, "key": "my-first-parcel"},
                {"order": "openOrder", "version": "openVersion", "key": NEW_KEY},
                for_staff=True,
            ),
        ),
    )


def _run_the_catalog() -> Task:
    made = {"newProduct": "productCreate.product.id", "newVersion": "productCreate.product.version"}
    return Task(
        "Run the catalog",
        "With a token that has the catalog's scopes",
        (
            Step("Make a product", "Run it twice: a slug leads to one", "product_create", gives=made, for_staff=True),
            Step(
                "Plan its publication",
                "To shoppers of a channel, from a day on",
                "product_publish",
                {"product": "<an id of the step “Make a product”>", "version": 1},
                {"product": "newProduct", "version": "newVersion"},
                for_staff=True,
            ),
            Step("See what to translate", "Missing and stale, by language", "translation_status", for_staff=True),
            Step("Who changed what", "The audit log", "audit_log", for_staff=True),
        ),
    )


def _set_prices(facts: DemoFacts | None) -> Task:
    variant = facts.variant_id if facts else "<a variant id of the step “List products”>"
    wholesale = {"variantId": variant, "priceListCode": "eu", "minQuantity": 100, "amount": "9.90"}
    return Task(
        "Set prices",
        "With a token that has pricing's scopes",
        (
            Step(
                "List price lists",
                "For whom, and what stands in them",
                "price_lists",
                gives={"priceList": "priceLists.0.id"},
                for_staff=True,
            ),
            Step(
                "Set a price",
                "From a hundred pieces on, in one list",
                "prices_set",
                {"prices": [wholesale]},
                for_staff=True,
            ),
            Step(
                "Look before you raise",
                "Five percent more: what would change",
                "prices_adjust",
                {"list": "<an id of the step “List price lists”>", "percent": "5"},
                {"list": "priceList"},
                for_staff=True,
            ),
            Step("Plan a sale", "By local days; it rests", "sale_create", {"code": "black-friday"}, for_staff=True),
        ),
    )


def _tune_search() -> Task:
    shirt = {"query": "shirt", "product": "<a product id of the step “Suggest”>"}
    suggested = {"product": "suggested"}
    return Task(
        "Tune search",
        "With a token that has search's scopes",
        (
            Step(
                "Try a rule", "Where products would stand, and why", "search_preview", shirt, suggested, for_staff=True
            ),
            Step("Make it", "It rests; run it twice", "search_rule_create", shirt, suggested, for_staff=True),
            Step(
                "What is searched for",
                "And what finds nothing",
                "search_analytics",
                {"from": (utc_now().date() - timedelta(days=30)).isoformat()},
                for_staff=True,
            ),
        ),
    )
