"""Relay connections, with `nodes` beside `edges`."""

from collections.abc import Callable, Sequence
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
    edges: list[Edge[NodeT]] = strawberry.field(description="The items with their cursors.")
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
        """The connection of a page: how an item becomes a node, and where it stands."""
        nodes: Sequence[NodeT] = [node(item) for item in page.items]
        cursors = [cursor(item) for item in page.items]
        return cls(
            nodes=list(nodes),
            edges=[Edge(cursor=at, node=each) for at, each in zip(cursors, nodes, strict=True)],
            page_info=PageInfo(
                has_next_page=page.has_next,
                has_previous_page=page.has_previous or after is not None,
                start_cursor=cursors[0] if cursors else None,
                end_cursor=cursors[-1] if cursors else None,
            ),
        )
