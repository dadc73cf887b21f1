"""Relay connections, with `nodes` beside `edges`."""

from collections.abc import Callable
from typing import Annotated, Generic, Self, TypeVar

import strawberry

from app.core.paging import Page
from schema.core.caching import INHERITED

NodeT = TypeVar("NodeT")
ItemT = TypeVar("ItemT")

First = Annotated[
    int, strawberry.argument(description="How many to give: from 1 to 100, unless the shop allows another number.")
]
After = Annotated[str | None, strawberry.argument(description="Continue after this cursor.")]


@strawberry.type(description="Where a page stands in its list.", directives=[INHERITED])
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something comes before.")
    length: strawberry.Private[int]
    cursor_at: strawberry.Private[Callable[[int], str]]

    @strawberry.field(description="The cursor of the first item.")
    def start_cursor(self) -> str | None:
        return self.cursor_at(0) if self.length else None

    @strawberry.field(description="The cursor of the last item: give it as `after`.")
    def end_cursor(self) -> str | None:
        return self.cursor_at(self.length - 1) if self.length else None


@strawberry.type(description="An item of a page with its cursor.", directives=[INHERITED])
class Edge(Generic[NodeT]):
    cursor: str = strawberry.field(description="Where the item stands in the list.")
    node: NodeT = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.", directives=[INHERITED])
class Connection(Generic[NodeT]):
    nodes: list[NodeT] = strawberry.field(description="The items.")
    has_next: strawberry.Private[bool]
    has_previous: strawberry.Private[bool]
    cursor_at: strawberry.Private[Callable[[int], str]]

    @strawberry.field(description="Where this page stands.")
    def page_info(self) -> PageInfo:
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.has_previous,
            length=len(self.nodes),
            cursor_at=self.cursor_at,
        )

    @strawberry.field(description="The items with their cursors.")
    def edges(self) -> list[Edge[NodeT]]:
        return [Edge(cursor=self.cursor_at(place), node=node) for place, node in enumerate(self.nodes)]

    @classmethod
    def of(
        cls,
        page: Page[ItemT],
        node: Callable[[ItemT], NodeT],
        cursor: Callable[[ItemT], str],
        *,
        after: str | None = None,
    ) -> Self:
        """The connection of a page: how an item becomes a node, and where it stands.

        Cursors are made when they are asked for: few are, and each costs as much as its node.
        """
        items = page.items
        return cls(
            nodes=[node(item) for item in items],
            has_next=page.has_next,
            has_previous=page.has_previous or after is not None,
            cursor_at=lambda place: cursor(items[place]),
        )
