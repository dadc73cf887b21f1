"""What is listed can be fetched again by its id. This is what `relay-edge-types` asks, save for what secrets open."""

from graphql import GraphQLObjectType, get_named_type

from schema.root import schema

OPENED_BY_A_SECRET = {"CartLine", "OrderLine"}
"""They are part of a cart or an order, which is opened by its token: an id alone must open nothing of it."""

LINES_ABOUT_NODES = {"PriceListEntry", "SitemapEntry", "TranslatableText"}
"""They say what staff, a crawler or a translator need of a thing, which is a node and has an id of its own."""

WHOLE_FOR_STAFF = "Catalog"
"""With this the names begin of what staff read of things that are nodes: the id is the thing's."""


def test_every_edge_holds_a_node() -> None:
    held = set()
    for kind in schema._schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind.name.endswith("Edge"):
            node = get_named_type(kind.fields["node"].type)
            assert isinstance(node, GraphQLObjectType)
            is_view = node.name.startswith(WHOLE_FOR_STAFF)
            if not is_view and "Node" not in {interface.name for interface in node.interfaces}:
                held.add(node.name)
    assert held == OPENED_BY_A_SECRET | LINES_ABOUT_NODES
