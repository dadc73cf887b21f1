"""How a field that lists products reads its arguments: of the shop, of a category, of a collection alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

import strawberry

from app.catalog import ProductFilters, ProductList, ProductOrder, ProductRow, position_of
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import Page, page_size
from app.freshness import PRODUCTS, STOCK
from schema.catalog.inputs import ProductFilterInput, ProductSort, cursor_arguments
from schema.catalog.paging import list_context, read_position, write_position
from schema.core.connections import Connection

NodeT = TypeVar("NodeT")

Sort = Annotated[ProductSort, strawberry.argument(description="How to sort.")]
Filters = Annotated[
    list[ProductFilterInput] | None, strawberry.argument(description="Conditions that must all hold, at most 10.")
]


def listed_products(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The lists that a field with these arguments draws from."""
    filters: list[ProductFilterInput] = arguments.get("filters") or []
    by_stock = any(isinstance(each.in_stock, bool) for each in filters)
    return (PRODUCTS, STOCK) if by_stock else (PRODUCTS,)


@dataclass(frozen=True)
class ProductListRequest:
    """What was asked for, and the context that the cursors of each list are bound to."""

    asked: ProductList
    contexts: Sequence[str]
    after: str | None

    def connections(
        self, pages: Sequence[Page[ProductRow]], node: Callable[[ProductRow], NodeT]
    ) -> list[Connection[NodeT]]:
        """A connection for each page, in their order."""
        return [
            Connection.of(page, node, self._cursor_in(context), after=self.after)
            for page, context in zip(pages, self.contexts, strict=True)
        ]

    def _cursor_in(self, context: str) -> Callable[[ProductRow], str]:
        return lambda row: write_position(context, position_of(row, self.asked.order))


def product_list_request(
    ctx: RequestContext,
    owners: Sequence[UUID | None],
    first: int,
    after: str | None,
    order: ProductOrder,
    filters: ProductFilters,
) -> ProductListRequest:
    """Read the arguments of a list. `owners` are the categories or collections it is asked of; `[None]` is the shop."""
    contexts = [list_context(ctx, "products", str(owner), order.value, *cursor_arguments(filters)) for owner in owners]
    cursor = single_cursor(after, len(owners))
    return ProductListRequest(
        ProductList(
            chain=ctx.place.language_chain,
            now=ctx.now,
            size=page_size(first, ctx.settings.limit_page_size),
            order=order,
            filters=filters,
            after=read_position(cursor, contexts[0], order) if cursor else None,
        ),
        contexts,
        cursor,
    )


def single_cursor(after: Any, owners: int) -> str | None:
    """The cursor, if one is given. It stands in one list, so it cannot be asked of several at once."""
    if not isinstance(after, str) or not after:
        return None
    if owners > 1:
        raise RequestError(
            "CURSOR_OF_ANOTHER_CONTEXT",
            "`after` continues the list of one object, and several are asked here. Ask for that one alone.",
        )
    return after
