"""Relay connections, with `nodes` beside `edges`."""

from collections.abc import Callable
from typing import Annotated, Generic, Self, TypeVar

import strawberry

from app.core.paging import Page

NodeT = TypeVar("NodeT")
ItemT = TypeVar("ItemT")

First = Annotated[int, strawberry.argument(description="How many to give, 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="Continue after this cursor.")]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something comes before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item: give it as `after`.")


@strawberry.type(description="An item of a page with its cursor.")
class Edge(Generic[NodeT]):
    cursor: str = strawberry.field(description="Where the item stands in the list.")
    node: NodeT = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[NodeT]):
    nodes: list[NodeT] = strawberry.field(description="The items.")
    cursor_at: strawberry.Private[Callable[[int], str]]

    @strawberry.field(description="The items with their cursors.")
    def edges(self) -> list[Edge[NodeT]]:
        return [Edge(cursor=self.cursor_at(place), node=node) for place, node in enumerate(self.nodes)]

    page_info: PageInfo = strawberry.field(description="Where this page stands.")

    @classmethod
    def of(
        cls,
        page: Page[ItemT],
        node: Callable[[ItemT], NodeT],
        cursor: Callable[[ItemT], str],
        *,
        after: str | None = None,
    ) -> Self:
        """The connection of a page: how an item becomes a node, and where it stands. Few cursors are ever asked for."""
        items = page.items
        return cls(
            nodes=[node(item) for item in items],
            cursor_at=lambda place: cursor(items[place]),
            page_info=PageInfo(
                has_next_page=page.has_next,
                has_previous_page=page.has_previous or after is not None,
                start_cursor=cursor(items[0]) if items else None,
                end_cursor=cursor(items[-1]) if items else None,
            ),
        )
