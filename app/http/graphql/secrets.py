"""What must not stand in an address: addresses are written into logs, histories and the `Referer` of other requests."""

from typing import Any, Final

from graphql import (
    BREAK,
    GraphQLSchema,
    Node,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    VisitorAction,
    get_named_type,
    visit,
)

from app.execution import Prepared
from app.http.graphql.question import TransportError

SECRET_SCALARS: Final = frozenset({"AccessToken", "CartToken", "OrderToken"})


def refuse_secrets_in_address(schema: GraphQLSchema, prepared: Prepared) -> None:
    """Raise where a question that came by GET holds what opens a cart or an order, or has a variable for it."""
    types = TypeInfo(schema)
    found = _Secrets(types)
    visit(prepared.document.ast, TypeInfoVisitor(types, found))
    if found.any:
        raise TransportError(
            400,
            "SECRET_IN_ADDRESS",
            "What opens a cart or an order is a secret, and addresses are written down everywhere: ask by POST "
            "(with urql: `preferGetMethod: false`).",
        )


class _Secrets(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.any = False

    def enter(self, _node: Node, *_: Any) -> VisitorAction:
        kind = self._types.get_input_type()
        if kind is None or get_named_type(kind).name not in SECRET_SCALARS:
            return None
        self.any = True
        return BREAK
