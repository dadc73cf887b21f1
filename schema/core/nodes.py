"""Relay's `Node`, with TypeIDs. A domain registers how its kind of node is loaded; an unknown or forged id is null."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from app.admission import counted
from app.core.context import RequestContext
from app.core.ids import IdKind
from app.core.paging import few_enough
from app.execution import root


@strawberry.interface(description="Anything with a global id.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="The global id, a TypeID such as `product_01h455vb4pex5vsknk084sn02q`."
    )


NodeId = Annotated[strawberry.ID, strawberry.argument(description="A TypeID.")]
NodeIds = Annotated[
    list[strawberry.ID], strawberry.argument(description="TypeIDs: at most 100, unless the shop allows another number.")
]

NodeLoader = Callable[[RequestContext, Sequence[UUID]], Awaitable[Sequence[Node | None]]]
"""Nodes for ids of one kind, in their order; None for what the viewer may not see or what does not exist."""

_loaders: dict[str, NodeLoader] = {}


def register_node(kind: IdKind, load: NodeLoader) -> None:
    """Let `node` and `nodes` answer for ids of this kind."""
    _loaders[kind.prefix] = load


async def load_nodes(ctx: RequestContext, ids: Sequence[str]) -> list[Node | None]:
    """One load for each kind among the ids."""
    found: dict[str, Node | None] = {}
    by_kind: dict[str, dict[str, UUID]] = {}
    for text in ids:
        kind = IdKind.of(text)
        value = kind.decode(text)
        if value is not None and kind.prefix in _loaders:
            by_kind.setdefault(kind.prefix, {})[text] = value
    for prefix, wanted in by_kind.items():
        nodes = await _loaders[prefix](ctx, list(wanted.values()))
        found.update(zip(wanted, nodes, strict=True))
    return [found.get(text) for text in ids]


@strawberry.type
class NodeQueries:
    @root(description="The object with this id; null where there is none, or none for you.")
    @staticmethod
    async def node(ctx: RequestContext, id: NodeId) -> Node | None:  # noqa: A002 - the argument's name is Relay's
        return (await load_nodes(ctx, [id]))[0]

    @root(description="The objects with these ids, in their order; null where there is none.", hints=[counted("ids")])
    @staticmethod
    async def nodes(ctx: RequestContext, ids: NodeIds) -> list[Node | None]:
        return await load_nodes(ctx, few_enough("ids", ids, ctx.settings.limit_node_ids))
