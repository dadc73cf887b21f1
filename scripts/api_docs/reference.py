"""A type in words: its description, its fields with their arguments, its values, and links to everything it names."""

import re
from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    ConstDirectiveNode,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    get_named_type,
    print_ast,
)

from scripts.api_docs.areas import Area

_WORDS = {
    GraphQLObjectType: "type",
    GraphQLInterfaceType: "interface",
    GraphQLUnionType: "union",
    GraphQLInputObjectType: "input",
    GraphQLEnumType: "enum",
    GraphQLScalarType: "scalar",
}
_SAID_ELSEWHERE = frozenset({"deprecated", "specifiedBy", "oneOf"})
"""Directives that stand in words of their own."""


class Reference:
    """Writes about the types of a schema, which stand on these pages."""

    def __init__(self, schema: GraphQLSchema, pages: Mapping[str, Area]) -> None:
        self._schema = schema
        self._pages = pages

    def root_field(self, kind: str, name: str, field: GraphQLField, here: str) -> list[str]:
        """A field that operations begin with."""
        lines = [f"### {kind} `{name}`", "", *_paragraph(field.description)]
        lines += [f"Gives {self.type_link(field.type, here)}.{_hints(field.ast_node)}", ""]
        lines += _deprecation(field.deprecation_reason)
        return lines + self._arguments_table(field.args, here)

    def type(self, name: str, here: str) -> list[str]:
        """A named type."""
        kind = self._schema.type_map[name]
        lines = [f"### {_WORDS[type(kind)]} `{name}`", "", *_paragraph(kind.description)]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return lines + self._composite(kind, here)
        if isinstance(kind, GraphQLInputObjectType):
            return lines + self._input(kind, here)
        if isinstance(kind, GraphQLUnionType):
            return lines + self._one_of("One of", kind.types, here)
        if isinstance(kind, GraphQLEnumType):
            return lines + _values(kind)
        url = kind.specified_by_url if isinstance(kind, GraphQLScalarType) else None
        return lines + ([f"Specified by <{url}>.", ""] if url else [])

    def directive(self, directive: GraphQLDirective, here: str) -> list[str]:
        """A directive, its arguments, and where it may stand."""
        places = ", ".join(f"`{place.value}`" for place in directive.locations)
        lines = [f"### directive `@{directive.name}`", "", *_paragraph(directive.description)]
        return [*lines, f"Stands on {places}.", "", *self._arguments_table(directive.args, here)]

    def type_link(self, kind: GraphQLType, here: str) -> str:
        """`[Product!]!`, with the name linked to where it stands."""
        name = get_named_type(kind).name
        before, _, after = str(kind).partition(name)
        return f"{before.replace('[', '&#91;')}{self.link(name, here)}{after.replace(']', '&#93;')}"

    def link(self, name: str, here: str) -> str:
        """To a type, from a page."""
        word = _WORDS[type(self._schema.type_map[name])]
        page = self._pages[name].name
        return f"[{name}]({'' if page == here else f'{page}.md'}#{word}-{name.lower()})"

    def _composite(self, kind: GraphQLObjectType | GraphQLInterfaceType, here: str) -> list[str]:
        lines = self._one_of("Implements", kind.interfaces, here)
        if isinstance(kind, GraphQLInterfaceType):
            possible = sorted(self._schema.get_possible_types(kind), key=lambda each: each.name)
            lines += self._one_of("Implemented by", possible, here)
        if hints := _hints(kind.ast_node):
            lines += [hints.strip(), ""]
        rows = [row for name, field in kind.fields.items() for row in self._field_rows(name, field, here)]
        return [*lines, *_table(("Field", "Type", ""), rows)]

    def _field_rows(self, name: str, field: GraphQLField, here: str) -> Iterator[tuple[str, ...]]:
        text = _cell(field.description) + _hints(field.ast_node) + _deprecated_cell(field.deprecation_reason)
        yield f"`{name}`", self.type_link(field.type, here), text
        for argument_name, argument in field.args.items():
            yield f"↳ `{argument_name}`", self._input_type(argument, here), _argument_text(argument)

    def _input(self, kind: GraphQLInputObjectType, here: str) -> list[str]:
        rows = [
            (f"`{name}`", self._input_type(field, here), _argument_text(field)) for name, field in kind.fields.items()
        ]
        one_of = ["Exactly one of its fields is given (`@oneOf`).", ""] if kind.is_one_of else []
        return [*one_of, *_table(("Field", "Type", ""), rows)]

    def _arguments_table(self, arguments: Mapping[str, GraphQLArgument], here: str) -> list[str]:
        rows = [(f"`{name}`", self._input_type(each, here), _argument_text(each)) for name, each in arguments.items()]
        return _table(("Argument", "Type", ""), rows) if rows else []

    def _input_type(self, field: GraphQLArgument | GraphQLInputField, here: str) -> str:
        node = field.ast_node
        default = f" = `{print_ast(node.default_value)}`" if node and node.default_value else ""
        return f"{self.type_link(field.type, here)}{default}"

    def _one_of(self, words: str, kinds: Iterable[GraphQLNamedType], here: str) -> list[str]:
        links = ", ".join(self.link(kind.name, here) for kind in kinds)
        return [f"{words} {links}.", ""] if links else []


def anchor(heading: str) -> str:
    """What GitHub makes of a heading's text."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _values(kind: GraphQLEnumType) -> list[str]:
    rows = [
        (f"`{name}`", _cell(value.description) + _deprecated_cell(value.deprecation_reason))
        for name, value in kind.values.items()
    ]
    return _table(("Value", ""), rows)


def _argument_text(field: GraphQLArgument | GraphQLInputField) -> str:
    return _cell(field.description) + _hints(field.ast_node) + _deprecated_cell(field.deprecation_reason)


def _hints(node: object) -> str:
    """The directives that the schema says with, such as ` ``@cost(weight: "5")`` `."""
    directives: Iterable[ConstDirectiveNode] = getattr(node, "directives", None) or ()
    shown = [print_ast(each) for each in directives if each.name.value not in _SAID_ELSEWHERE]
    return "".join(f" `{each}`" for each in shown)


def _deprecation(reason: str | None) -> list[str]:
    return [f"**Deprecated.** {reason}", ""] if reason else []


def _deprecated_cell(reason: str | None) -> str:
    return f" **Deprecated.** {_cell(reason)}" if reason else ""


def _paragraph(text: str | None) -> list[str]:
    return [text.strip(), ""] if text else []


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]
