"""Which page a type stands on: that of the first area whose root fields lead to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)


@dataclass(frozen=True)
class Area:
    """A page of the reference."""

    name: str
    title: str
    text: str
    roots: tuple[str, ...] = ()
    """Fields of Query, Mutation and Subscription."""


AREAS = (
    Area(
        "browse",
        "Browse",
        "Where a request happens, and what is sold there: context, products, categories, collections.",
        (
            *("context", "product", "products", "attributes", "category", "categories"),
            *("collection", "collections", "brand", "brands", "sitemap"),
        ),
    ),
    Area("search", "Search", "Finding products by words.", ("search", "suggest", "searchEventsSend")),
    Area(
        "cart",
        "Carts",
        "What a shopper means to buy, what it costs, how it is sent.",
        (
            "cart",
            "cartCreate",
            "cartLinesAdd",
            "cartLinesUpdate",
            "cartLinesRemove",
            "cartBuyerUpdate",
            "cartDeliverySelect",
        ),
    ),
    Area("checkout", "Checkout", "From a cart to an order: one order and one charge.", ("checkoutComplete",)),
    Area(
        "orders", "Orders and tracking", "What was bought, and where it is.", ("order", "orderLookup", "orderUpdated")
    ),
    Area("staff", "Staff", "With a staff token: orders, parcels, stock, storefronts and their tokens."),
)
STAFF = AREAS[-1]
SHARED = Area("shared", "Shared types", "What several areas use: nodes, pages of lists, payloads, errors, any object.")
CODES = Area("codes", "Countries, languages, currencies", "The codes of ISO 3166-1, ISO 639 with scripts, ISO 4217.")
SCALARS = Area("scalars", "Scalars", "Values without fields.")
DIRECTIVES = Area("directives", "Directives", "What may stand on an operation, and what the schema says with.")

_SHARED = frozenset({"Node", "PageInfo", "MutationPayload", "UserError", "Warning", "WarningCode"})
_CODES = frozenset({"CountryCode", "LanguageCode", "CurrencyCode"})


def root_fields(schema: GraphQLSchema) -> dict[str, tuple[str, GraphQLField]]:
    """Every root field with its kind of operation."""
    roots = (
        ("query", schema.query_type),
        ("mutation", schema.mutation_type),
        ("subscription", schema.subscription_type),
    )
    return {name: (kind, field) for kind, root in roots if root for name, field in root.fields.items()}


def area_of_root(name: str) -> Area:
    """`node` and `nodes` are everyone's; what no other area names is for staff."""
    if name in ("node", "nodes"):
        return SHARED
    return next((area for area in AREAS if name in area.roots), STAFF)


def areas_of_types(schema: GraphQLSchema) -> dict[str, Area]:
    """For each named type, the page that it stands on."""
    found: dict[str, Area] = {}
    own = {root.name for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root}
    names = {name: kind for name, kind in schema.type_map.items() if not name.startswith("__") and name not in own}
    for name, kind in names.items():
        if name in _SHARED:
            found[name] = SHARED
        elif name in _CODES:
            found[name] = CODES
        elif isinstance(kind, GraphQLScalarType):
            found[name] = SCALARS
    roots = root_fields(schema)
    for area in AREAS:
        mine = [field for name, (_, field) in roots.items() if area_of_root(name) is area]
        for name in _reached(schema, mine):
            if name in names:
                found.setdefault(name, area)
    for name in names:
        found.setdefault(name, SHARED)
    return found


def types_of(area: Area, placed: Mapping[str, Area]) -> list[str]:
    """The names of the types on a page, in alphabetical order."""
    return sorted(name for name, place in placed.items() if place is area)


def _reached(schema: GraphQLSchema, fields: Iterable[GraphQLField]) -> Iterator[str]:
    """The types that fields lead to, by what they give and by what they take."""
    waiting = [kind for field in fields for kind in _of_field(field)]
    seen: set[str] = set()
    while waiting:
        kind = waiting.pop(0)
        if kind.name in seen or kind.name == "Node":
            continue
        seen.add(kind.name)
        yield kind.name
        waiting += _next(schema, kind)


def _next(schema: GraphQLSchema, kind: GraphQLNamedType) -> list[GraphQLNamedType]:
    if isinstance(kind, GraphQLInputObjectType):
        return [get_named_type(field.type) for field in kind.fields.values()]
    if isinstance(kind, GraphQLUnionType):
        return list(kind.types)
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        of_fields = [each for field in kind.fields.values() for each in _of_field(field)]
        if kind.name in _SHARED:
            return of_fields
        below = list(schema.get_possible_types(kind)) if isinstance(kind, GraphQLInterfaceType) else []
        return [*of_fields, *kind.interfaces, *below]
    return []


def _of_field(field: GraphQLField) -> list[GraphQLNamedType]:
    return [get_named_type(field.type), *(get_named_type(argument.type) for argument in field.args.values())]
