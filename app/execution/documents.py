"""Documents: parsed, measured and validated once, and kept by their text.

A document that was sent once can be asked for by its SHA-256 alone (automatic persisted queries, the protocol of
Apollo's clients); a hash that is not known here any more is answered so that the client sends the text again.
"""

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from cachetools import LRUCache
from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from app.admission import Costs, Limits, OperationCost, oversize, too_deep, too_long, too_many_tokens
from app.admission.introspection import introspects
from app.execution.syntax import nodes_below, variables_in

_RULES = (*specified_rules, MaybeNullValidationRule)
_ERRORS_OF_ONE_DOCUMENT = 5
_CONDITIONS = ("skip", "include", "defer")  # of these a variable can also be null, which is an error
_OVERHEAD = 1000  # characters that a document is reckoned beside its own
_ABORTED = "Validation aborted."
"""What graphql-core's last error says where it would have had to call itself too often: it has no code."""
_TOO_MANY_TOKENS = "tokens. Parsing aborted."
"""How graphql-core's syntax error ends where `max_tokens` stopped it: it has no code."""


class NotExecutable(Exception):  # noqa: N818 - an answer to the client, not an error of the program
    """The request cannot be executed: its document or its variables are wrong."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        # Without their nodes, which would keep the whole document in memory: a hundred times its text.
        self.errors = [
            GraphQLError(each.message, source=each.source, positions=each.positions, extensions=each.extensions)
            if each.nodes
            else each
            for each in errors
        ]


@dataclass(eq=False)
class Document:
    """A valid document, with what is derived from it along the way."""

    text: str
    ast: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDetails]
    digest: bytes
    conditions: tuple[str, ...]
    """The variables that decide a `@skip`, an `@include` or a `@defer` somewhere in it."""
    costs: Mapping[str | None, OperationCost]
    introspecting: Collection[str | None]
    """The operations that ask for the schema."""

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of this name; the only one, where no name is given."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            raise NotExecutable([GraphQLError("Must provide operation name if query contains multiple operations.")])
        if name not in self.operations:
            raise NotExecutable([GraphQLError(f"Unknown operation named '{name}'.")])
        return self.operations[name]


class Documents:
    """The least recently used make room, by their length. What is invalid is kept as well: it comes again."""

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, *, suggestions: bool = True, characters: int = 500_000
    ) -> None:
        """Read, a document takes some 80 bytes for each of its characters. Without `suggestions`, errors name nothing
        that exists."""
        _tell_one_of(schema)
        self._schema = schema
        self._limits = limits
        self._hides = not suggestions
        self._costs = Costs(schema)
        self._kept: LRUCache[bytes, Document | NotExecutable] = LRUCache(characters, _weight)

    def get(self, text: str) -> Document:
        """The document of this text. Raises `NotExecutable`."""
        digest = digest_of(text)
        found: Document | NotExecutable | None = self._kept.get(digest)
        if found is None:
            found = self._read(text, digest)
            with suppress(ValueError):  # longer than all the room there is
                self._kept[digest] = found
        if isinstance(found, NotExecutable):
            raise NotExecutable(found.errors)  # anew: an exception that is kept would gather tracebacks
        return found

    def knows(self, text: str) -> bool:
        """Whether it was read before, and is still kept."""
        return digest_of(text) in self._kept

    def text_of(self, digest: bytes) -> str | None:
        """The text with this SHA-256, if it is valid and still kept."""
        found: Document | NotExecutable | None = self._kept.get(digest)
        return found.text if isinstance(found, Document) else None

    def _read(self, text: str, digest: bytes) -> Document | NotExecutable:
        try:
            return self._document(text, digest)
        except RecursionError:
            return NotExecutable([too_deep()])

    def _document(self, text: str, digest: bytes) -> Document | NotExecutable:
        if refusal := too_long(text, self._limits):
            return NotExecutable([refusal])
        try:
            ast = parse(text, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            return NotExecutable([too_many_tokens(self._limits) if _TOO_MANY_TOKENS in error.message else error])
        if refusal := oversize(ast, self._limits):
            return NotExecutable([refusal])
        most = _ERRORS_OF_ONE_DOCUMENT
        if errors := validate(self._schema, ast, _RULES, max_errors=most, hide_suggestions=self._hides):
            return NotExecutable([too_deep()] if errors[-1].message == _ABORTED else errors)
        operations = [each for each in ast.definitions if isinstance(each, OperationDefinitionNode)]
        fragments = {each.name.value: each for each in ast.definitions if isinstance(each, FragmentDefinitionNode)}
        directives = (node for node in nodes_below(ast) if isinstance(node, DirectiveNode))
        conditions = (variables_in(each) for each in directives if each.name.value in _CONDITIONS)
        return Document(
            text,
            ast,
            {name_of(each): each for each in operations},
            {name: FragmentDetails(each) for name, each in fragments.items()},
            digest,
            tuple(sorted(set[str]().union(*conditions))),
            dict(zip(map(name_of, operations), self._costs.of_operations(operations, fragments), strict=True)),
            {name_of(each) for each in operations if introspects(each, fragments)},
        )


def _weight(document: Document | NotExecutable) -> int:
    if isinstance(document, Document):
        return _OVERHEAD + len(document.text)
    return _OVERHEAD + max((len(error.source.body) for error in document.errors if error.source), default=0)


def _tell_one_of(schema: GraphQLSchema) -> None:
    """Let graphql-core know which inputs are `@oneOf`. Strawberry keeps that to a rule of its own, which fails where a
    variable stands in a fragment that several operations use."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            kind.is_one_of = bool(definition and definition.is_one_of)


def name_of(operation: OperationDefinitionNode) -> str | None:
    """Its name, if it has one; only an operation that stands alone has none."""
    return operation.name.value if operation.name else None


def digest_of(text: str) -> bytes:
    """The SHA-256 by which a document can be asked for."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()
