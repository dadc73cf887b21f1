"""Documents that are made to hurt: each of them by its size, so that growth can be measured too."""

from collections.abc import Callable, Mapping
from typing import Final

Document = Callable[[int], str]


def aliases(count: int) -> str:
    return "{" + " ".join(f"a{n}: __typename" for n in range(count)) + "}"


def aliases_in_fragments(count: int) -> str:
    """One alias in each of so many fragments."""
    spreads = " ".join(f"...F{n}" for n in range(count))
    return "{" + spreads + "}" + " ".join(f"fragment F{n} on Query {{ a{n}: __typename }}" for n in range(count))


def directives(count: int) -> str:
    return "{ __typename " + "@include(if: true) " * count + "}"


def unknown_directives(count: int) -> str:
    return "{ __typename " + "@a " * count + "}"


def circle(count: int) -> str:
    """A ring of so many fragments."""
    ring = (f"fragment F{n} on Query {{ __typename ...F{(n + 1) % count} }}" for n in range(count))
    return "{ ...F0 } " + " ".join(ring)


def doubling(count: int) -> str:
    """Fragments of which each spreads the next one twice: 2 ** count fields."""
    each = (f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    return "{ ...F0 } " + " ".join(each) + f" fragment F{count} on Query {{ __typename }}"


def all_in_all(count: int) -> str:
    """Each fragment spreads all that come after it."""
    each = (
        f"fragment F{n} on Query {{ __typename {' '.join(f'...F{later}' for later in range(n + 1, count))} }}"
        for n in range(count)
    )
    return "{ ...F0 } " + " ".join(each)


def duplicates(count: int) -> str:
    return "{" + "context { market { name code } } " * count + "}"


def duplicates_inline(count: int) -> str:
    return "{" + "... on Query { context { ... on Context { market { name code } } } } " * count + "}"


def roots(count: int) -> str:
    """Root fields under one name, so that there is no alias."""
    return "{" + "__typename " * count + "}"


def depth(count: int) -> str:
    return "{ categories " + "{ children " * count + "{ name }" + " }" * (count + 1)


def introspection(count: int) -> str:
    """Types of fields of types of fields, which answer by the million."""
    return "{ __schema { types " + "{ fields { type " * count + "{ name }" + " } }" * count + " } }"


def deep_value(count: int) -> str:
    return "{ products(filters: " + "[" * count + "]" * count + ") { nodes { id } } }"


def wide_value(count: int) -> str:
    return "{ nodes(ids: [" + '"x" ' * count + "]) { id } }"


def variables(count: int) -> str:
    return "query (" + " ".join(f"$v{n}: Int" for n in range(count)) + ") { __typename }"


def operations(count: int) -> str:
    return " ".join(f"query Q{n} {{ __typename }}" for n in range(count))


def unknown_fields(count: int) -> str:
    return "{" + " ".join(f"product{n}" for n in range(count)) + "}"


def unknown_input_fields(count: int) -> str:
    return "mutation { cartCreate(input: {" + " ".join(f"lin{n}: 1" for n in range(count)) + "}) { __typename } }"


def unknown_fragments(count: int) -> str:
    return "{ __typename " + " ".join(f"...X{n}" for n in range(count)) + "}"


def long_field(count: int) -> str:
    return "{ " + "x" * count + " }"


def long_string(count: int) -> str:
    return '{ product(slug: "' + "a" * count + '") { id } }'


def comment(count: int) -> str:
    return "#" + "a" * count + "\n{ __typename }"


def commas(count: int) -> str:
    return "{ __typename" + "," * count + "}"


def lists_in_lists(count: int) -> str:
    """Pages of a hundred in pages of a hundred, in `count` root fields."""
    inner = (
        "products(first: 100) { nodes { category { products(first: 100) { nodes { variants { nodes { id } } } } } } }"
    )
    return "{" + f" {inner}" * count + " }"


TOO_LARGE: Final = "DOCUMENT_TOO_LARGE"
INVALID: Final = "GRAPHQL_VALIDATION_FAILED"
UNREADABLE: Final = "GRAPHQL_PARSE_FAILED"

REFUSED: Final[Mapping[Document, tuple[int, str]]] = {
    aliases: (10_000, TOO_LARGE),
    aliases_in_fragments: (190, TOO_LARGE),
    directives: (1_100, TOO_LARGE),
    unknown_directives: (3_500, TOO_LARGE),
    circle: (40, INVALID),
    doubling: (190, TOO_LARGE),
    all_in_all: (100, TOO_LARGE),
    duplicates: (500, TOO_LARGE),
    duplicates_inline: (300, TOO_LARGE),
    roots: (1_000, TOO_LARGE),
    depth: (30, TOO_LARGE),
    introspection: (8, INVALID),
    deep_value: (3_900, UNREADABLE),
    unknown_fields: (20, INVALID),
    unknown_fragments: (2_500, INVALID),
    unknown_input_fields: (1_000, INVALID),
    variables: (1_200, INVALID),
    operations: (1_000, TOO_LARGE),
    long_field: (900_000, TOO_LARGE),
    long_string: (900_000, TOO_LARGE),
    comment: (900_000, TOO_LARGE),
    commas: (900_000, TOO_LARGE),
}
"""How large each is sent, and the code that it is refused with."""
