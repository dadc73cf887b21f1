"""What is measured: the operations of a storefront, and the requests that ask for them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any, Final

from app.catalog import VARIANT_ID
from app.core.codes import language_code
from scripts.benchmarks.carts import COUNTRY_CODE, LANGUAGE_TAG, PreparedCart
from scripts.benchmarks.shop import Supplies

RETURN_URL: Final = "https://shop.example/thanks"
_PLACE: Final = {"country": COUNTRY_CODE, "language": language_code(LANGUAGE_TAG)}

Variables = dict[str, Any]


class Contender(StrEnum):
    """Who answers."""

    GRAPHQL = "graphql"
    RESOLVERS = "resolvers"
    STRAWBERRY = "strawberry"
    PLAIN = "plain"
    SQL = "sql"


class Scenario(StrEnum):
    """What is asked. The value is the name that `--only` takes."""

    LIST_24 = "list24"
    LIST_100 = "list100"
    PRODUCT = "product"
    SEARCH = "search"
    CART = "cart"
    COMPLETION = "completion"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]

    @property
    def document(self) -> str:
        """The GraphQL document."""
        return _document(_DOCUMENTS[self])

    @property
    def writes(self) -> bool:
        """Whether every answer is a new thing, whose ids differ."""
        return self in (Scenario.CART, Scenario.COMPLETION)


_LABELS: Final = {
    Scenario.LIST_24: "list of 24 products",
    Scenario.LIST_100: "list of 100 products",
    Scenario.PRODUCT: "product page",
    Scenario.SEARCH: "search, 24 hits",
    Scenario.CART: "cart (`cartCreate`)",
    Scenario.COMPLETION: "completion (`checkoutComplete`)",
}

_DOCUMENTS: Final = {
    Scenario.LIST_24: "browse.graphql",
    Scenario.LIST_100: "browse.graphql",
    Scenario.PRODUCT: "product_page.graphql",
    Scenario.SEARCH: "search.graphql",
    Scenario.CART: "cart_create.graphql",
    Scenario.COMPLETION: "checkout.graphql",
}


@cache
def _document(name: str) -> str:
    return (files(__package__) / "documents" / name).read_text("utf-8")


def page_of(size: int, *, after: str | None = None) -> Variables:
    """A page of the list of products."""
    return {**_PLACE, "first": size} | ({"after": after} if after else {})


def questions(scenario: Scenario, supplies: Supplies) -> list[Variables]:
    """The different questions of a scenario that only reads, or creates from nothing but a variant."""
    match scenario:
        case Scenario.LIST_24:
            return [page_of(24)]
        case Scenario.LIST_100:
            return [page_of(100)]
        case Scenario.PRODUCT:
            return [{**_PLACE, "slug": slug} for slug in supplies.slugs]
        case Scenario.SEARCH:
            return [{**_PLACE, "query": words} for words in supplies.words]
        case Scenario.CART:
            return [{**_PLACE, "variant": VARIANT_ID.encode(each)} for each in supplies.variant_ids]
    raise ValueError(f"{scenario} uses a cart up with each request")


_keys = count(1)


def completing(carts: Sequence[PreparedCart], supplies: Supplies) -> Iterator[Variables]:
    """A completion of each of these carts, under a key of its own."""
    for cart in carts:
        yield {
            **_PLACE,
            "token": cart.token,
            "version": cart.version,
            "method": supplies.method_id,
            "returnUrl": RETURN_URL,
            "key": f"bench-{next(_keys)}",
        }
