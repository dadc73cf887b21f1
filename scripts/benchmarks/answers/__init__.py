"""The answers written by hand, beside which GraphQL is measured. None of this is part of the shop.

`plain_…` runs the domain's own reads and use cases, in the order in which GraphQL's batches run them, and dumps plain
dicts. `sql_…` is what one would write for this page alone: one statement on the bare driver that builds the JSON, or
for a write a short sequence in one transaction whose last statement does. It is fitted to Germany, euros and German.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.wiring import Runtime
from scripts.benchmarks.answers import plain_catalog, plain_shopping, sql_catalog, sql_shopping

Answer = Callable[[Runtime, dict[str, Any]], Awaitable[str]]
"""The JSON for a scenario's variables."""

ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("plain", "list24"): plain_catalog.browse,
    ("plain", "list100"): plain_catalog.browse,
    ("plain", "product"): plain_catalog.product_page,
    ("plain", "search"): plain_catalog.search,
    ("plain", "cart"): plain_shopping.create_cart,
    ("plain", "completion"): plain_shopping.complete,
    ("sql", "list24"): sql_catalog.browse,
    ("sql", "list100"): sql_catalog.browse,
    ("sql", "product"): sql_catalog.product_page,
    ("sql", "search"): sql_catalog.search,
    ("sql", "cart"): sql_shopping.create_cart,
    ("sql", "completion"): sql_shopping.complete,
}

__all__ = ["ANSWERS", "Answer"]
