"""Documents: parsed, measured and validated once, and kept by their text.

A document that was sent once can be asked for by its SHA-256 alone (automatic persisted queries, the protocol of
Apollo's clients); a hash that is not known here any more is answered so that the client sends the text again.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from app.execution.limits import Limits, oversize, too_large
from app.execution.plan import Plan

_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_CONDITIONS = frozenset({"skip", "include"})
_ERRORS_OF_ONE_DOCUMENT = 20
_TOO_MANY_TOKENS = "tokens. Parsing aborted."
"""How graphql-core's syntax error ends where `max_tokens` stopped it: it has no code."""


class NotExecutable(Exception):  # noqa: N818 - an answer to the client, not an error of the program
    """The request cannot be executed: its document or its variables are wrong."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


@dataclass(eq=False)
class Document:
    """A valid document, with what is derived from it along the way."""

    text: str
    ast: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDetails]
    digest: bytes
    conditions: tuple[str, ...]
    """The variables that decide a `@skip` or `@include` somewhere in it."""
    plans: dict[tuple[Any, ...], Plan | None] = field(default_factory=dict)
    """The plans compiled from it, by the operation and the values of its conditions."""

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
    """The least recently used make room, by number and by length. What is invalid is kept as well: it comes again."""

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, *, count: int = 2000, characters: int = 8_000_000
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._count = count
        self._characters = characters
        self._held = 0
        self._kept: OrderedDict[str, Document | NotExecutable] = OrderedDict()
        self._text_of: dict[bytes, str] = {}

    def get(self, text: str) -> Document:
        """The document of this text. Raises `NotExecutable`."""
        found = self._kept.get(text)
        if found is None:
            found = self._keep(text, self._read(text))
        else:
            self._kept.move_to_end(text)
        if isinstance(found, NotExecutable):
            raise NotExecutable(found.errors)  # anew: an exception that is kept would gather tracebacks
        return found

    def text_of(self, digest: bytes) -> str | None:
        """The text with this SHA-256, if it is still kept."""
        return self._text_of.get(digest)

    def _read(self, text: str) -> Document | NotExecutable:
        try:
            ast = parse(text, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            if _TOO_MANY_TOKENS in error.message:
                return NotExecutable([too_large("tokens", self._limits.tokens, None, "Ask in several operations.")])
            return NotExecutable([error])
        if refusal := oversize(ast, self._limits):
            return NotExecutable([refusal])
        if errors := validate(self._schema, ast, _RULES, max_errors=_ERRORS_OF_ONE_DOCUMENT):
            return NotExecutable(errors)
        conditions = _ConditionFinder()
        visit(ast, conditions)
        return Document(
            text,
            ast,
            {
                definition.name.value if definition.name else None: definition
                for definition in ast.definitions
                if isinstance(definition, OperationDefinitionNode)
            },
            {
                definition.name.value: FragmentDetails(definition)
                for definition in ast.definitions
                if isinstance(definition, FragmentDefinitionNode)
            },
            digest_of(text),
            tuple(sorted(conditions.found)),
        )

    def _keep(self, text: str, document: Document | NotExecutable) -> Document | NotExecutable:
        self._kept[text] = document
        self._held += len(text)
        if isinstance(document, Document):
            self._text_of[document.digest] = text
        while len(self._kept) > 1 and (len(self._kept) > self._count or self._held > self._characters):
            oldest, dropped = self._kept.popitem(last=False)
            self._held -= len(oldest)
            if isinstance(dropped, Document):
                del self._text_of[dropped.digest]
        return document


class _ConditionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in _CONDITIONS:
            self.found |= {
                each.value.name.value for each in node.arguments or () if isinstance(each.value, VariableNode)
            }


def digest_of(text: str) -> bytes:
    """The SHA-256 by which a document can be asked for."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()
