"""How a field that lists products reads its arguments: of the shop, a category, a brand, a collection alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry

from app import catalog
from app.catalog import Audience, ProductList, ProductOrder, ProductRow, position_of
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import Page, page_size
from app.execution import batched
from app.freshness import PRICES, PRODUCTS, STOCK
from app.pricing import price_order, tariff_of
from schema.catalog.filters import cursor_arguments, read_filters
from schema.catalog.inputs import CollectionProductSort, ProductFilterInput, ProductSort
from schema.catalog.paging import list_context, read_position, write_position
from schema.core.caching import INHERITED
from schema.core.connections import Connection
from schema.search.facets import FACETS_COST, FACETS_DESCRIPTION, FACETS_DRAW_FROM, Keys, ProductFacet
from search import ListedIn, ListKind, ProductSearch, facets_of

NodeT = TypeVar("NodeT")

Sort = Annotated[ProductSort, strawberry.argument(description="How to sort.")]
CollectionSort = Annotated[CollectionProductSort, strawberry.argument(description="How to sort.")]
Filters = Annotated[
    list[ProductFilterInput] | None,
    strawberry.argument(
        description="Conditions, at most 30. Those on one thing are alternatives: of two brands "
        "either, of two ranges of a price either. Those on different things must all hold."
    ),
]


def listed_products(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The lists that a field with these arguments draws from."""
    filters: list[ProductFilterInput] = arguments.get("filters") or []
    sort: ProductSort | CollectionProductSort | None = arguments.get("sort")
    by_stock = any(isinstance(each.in_stock, bool) for each in filters)
    by_price = any(each.price for each in filters) or (sort is not None and _is_by_price(sort.order))
    return (PRODUCTS, *([STOCK] if by_stock else []), *([PRICES] if by_price else []))


@strawberry.type(name="Connection", description="A page of a list of products.", directives=[INHERITED])
class ProductConnection(Connection[NodeT], Generic[NodeT]):
    request: strawberry.Private["ProductListRequest"]
    owner: strawberry.Private[UUID | None]

    @batched(description="How many products the whole list has; more than 10000 are counted as 10000.")
    @staticmethod
    async def total_count(ctx: RequestContext, parents: Sequence["ProductConnection[Any]"]) -> Sequence[int]:
        counted = {}
        for request in {id(parent.request): parent.request for parent in parents}.values():
            counts = await catalog.count_products(ctx.db, request.list_ids, request.asked)
            counted[id(request)] = dict(zip(request.owners, counts, strict=True))
        return [counted[id(parent.request)][parent.owner] for parent in parents]

    @batched(description=FACETS_DESCRIPTION, lists=FACETS_DRAW_FROM, hints=FACETS_COST)
    @staticmethod
    async def facets(
        ctx: RequestContext, parents: Sequence["ProductConnection[Any]"], keys: Keys = strawberry.UNSET
    ) -> Sequence[list[ProductFacet]]:
        return [
            [
                ProductFacet.of(facet)
                for facet in await facets_of(
                    ctx,
                    ProductSearch("", filters=parent.request.asked.filters),
                    ctx.place.language_tag,
                    within=parent.request.listed_in(parent.owner),
                    keys=keys or None,
                )
            ]
            for parent in parents
        ]


@dataclass(frozen=True)
class ProductListRequest:
    """What was asked for, of which lists, and the context that the cursors of each are bound to."""

    asked: ProductList
    owners: Sequence[UUID | None]
    contexts: Sequence[str]
    after: str | None
    kind: ListKind | None = None
    """Of the lists; None for the shop's."""

    def listed_in(self, owner: UUID | None) -> ListedIn | None:
        """Where facets are counted."""
        return ListedIn(self.kind, owner) if self.kind and owner else None

    @property
    def list_ids(self) -> list[UUID] | None:
        """The lists, or None where it is the shop's."""
        return [owner for owner in self.owners if owner] or None

    def connections(
        self, pages: Sequence[Page[ProductRow]], node: Callable[[ProductRow], NodeT]
    ) -> list[ProductConnection[NodeT]]:
        """A connection for each page, in their order."""
        return [
            ProductConnection(
                nodes=[node(row) for row in page.items],
                has_next=page.has_next,
                has_previous=page.has_previous or self.after is not None,
                cursor_at=self._cursor_in(context, page.items),
                request=self,
                owner=owner,
            )
            for page, owner, context in zip(pages, self.owners, self.contexts, strict=True)
        ]

    def _cursor_in(self, context: str, rows: Sequence[ProductRow]) -> Callable[[int], str]:
        return lambda place: write_position(context, position_of(rows[place], self.asked.order))


async def products_of(
    ctx: RequestContext,
    kind: ListKind,
    owners: Sequence[UUID],
    node: Callable[[ProductRow], NodeT],
    first: int,
    after: str | None,
    order: ProductOrder,
    filters: list[ProductFilterInput] | None,
) -> list[ProductConnection[NodeT]]:
    """A page of each of these categories, brands or collections, as their fields `products` answer."""
    request = replace(await product_list_request(ctx, owners, first, after, order, filters), kind=kind)
    return request.connections(await catalog.list_products_of(ctx.db, owners, request.asked), node)


async def product_list_request(
    ctx: RequestContext,
    owners: Sequence[UUID | None],
    first: int,
    after: str | None,
    order: ProductOrder,
    filters: list[ProductFilterInput] | None,
) -> ProductListRequest:
    """Read the arguments of a list. `owners` are what it is asked of; `[None]` is the shop."""
    tariff = await tariff_of(ctx)
    narrowed = read_filters(ctx.place, filters, tariff, ctx.now)
    arguments = (order.value, *cursor_arguments(narrowed))
    contexts = [list_context(ctx, "products", str(owner), *arguments) for owner in owners]
    cursor = single_cursor(after, len(owners))
    asked = ProductList(
        chain=ctx.place.language_chain,
        audience=Audience.of(ctx.place, ctx.now),
        size=page_size(first, ctx.settings.limit_page_size),
        order=order,
        filters=narrowed,
        after=read_position(cursor, contexts[0], order) if cursor else None,
    )
    request = ProductListRequest(asked, owners, contexts, cursor)
    if not _is_by_price(order):
        return request
    price = await price_order(ctx.db, tariff, asked, request.list_ids, ctx.now)
    return replace(request, asked=replace(asked, price=price))


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


def _is_by_price(order: ProductOrder) -> bool:
    return order in (ProductOrder.PRICE_LOW_TO_HIGH, ProductOrder.PRICE_HIGH_TO_LOW)
