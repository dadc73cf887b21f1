"""How large an operation may be, and how a refusal says so.

The tokens are counted by the parser, everything else by `measure` and `repetition`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, Self

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode

from app.admission.measure import Measure, Size
from app.admission.repetition import Repetitions
from app.admission.spreads import definitions_of

TOO_LARGE = "DOCUMENT_TOO_LARGE"
TOO_COSTLY = "COST_LIMIT_EXCEEDED"

_SPREAD = "fragments spread out,"
_INNER = "Ask for the inner parts by their ids."
_SEVERAL = "Ask in several operations."
_LISTS = "Ask for lists of objects instead, or in several operations."
_FEWER = "Ask for what is wanted, without conditions."


class LimitSettings(Protocol):
    """The settings that limits are made of."""

    @property
    def limit_characters(self) -> int: ...
    @property
    def limit_tokens(self) -> int: ...
    @property
    def limit_depth(self) -> int: ...
    @property
    def limit_fields(self) -> int: ...
    @property
    def limit_aliases(self) -> int: ...
    @property
    def limit_root_fields(self) -> int: ...
    @property
    def limit_directives(self) -> int: ...
    @property
    def limit_fragments(self) -> int: ...
    @property
    def limit_operations(self) -> int: ...
    @property
    def limit_cost(self) -> int: ...


@dataclass(frozen=True)
class Limits:
    """Each is far above what a page of a shop asks for, and far below what hurts."""

    characters: int = 100_000
    """The parser takes a while for each, and a comment of a million is no token."""
    tokens: int = 8000
    depth: int = 20
    """Fields within fields. The introspection of GraphiQL needs 15."""
    fields: int = 1500
    """With every fragment counted wherever it is spread, as everything below."""
    aliases: int = 100
    root_fields: int = 20
    """Of one operation; what several components ask for by one name is one."""
    directives: int = 200
    fragments: int = 200
    operations: int = 50
    comparisons: int = 10_000
    """Of fields that share a name at one place: the validation holds each against each other, and all below them."""
    cost: int = 10_000

    @classmethod
    def of(cls, settings: LimitSettings) -> Self:
        """The limits that the settings say. That of comparisons guards the validation, and is nobody's choice."""
        return cls(
            characters=settings.limit_characters,
            tokens=settings.limit_tokens,
            depth=settings.limit_depth,
            fields=settings.limit_fields,
            aliases=settings.limit_aliases,
            root_fields=settings.limit_root_fields,
            directives=settings.limit_directives,
            fragments=settings.limit_fragments,
            operations=settings.limit_operations,
            cost=settings.limit_cost,
        )


def too_large(name: str, words: str, limit: int, value: int | None, advice: str) -> GraphQLError:
    """The refusal of a document: which limit, its value, what was asked where that is known, and the way out."""
    had = f"; this one has {value}" if value is not None else ""
    known = {} if value is None else {"value": value}
    return GraphQLError(
        f"A document may have {limit} {words} at most{had}. {advice}",
        extensions={"code": TOO_LARGE, "name": name, "limit": limit, **known},
    )


def too_long(text: str, limits: Limits) -> GraphQLError | None:
    """The refusal of a document that is not even parsed."""
    if len(text) <= limits.characters:
        return None
    return too_large("characters", "characters", limits.characters, len(text), _SEVERAL)


def too_many_tokens(limits: Limits) -> GraphQLError:
    """The refusal of what the parser gave up; how many tokens there are nobody has counted."""
    return too_large("tokens", "tokens", limits.tokens, None, "Ask in several operations.")


def too_deep() -> GraphQLError:
    """The refusal of fragments within fragments that nobody can follow; nothing has counted how many."""
    return GraphQLError(
        "The fragments of this document are nested too deep to be read. Spread them where their fields stand.",
        extensions={"code": TOO_LARGE, "name": "nesting"},
    )


def too_costly(limits: Limits, cost: int) -> GraphQLError:
    """The refusal of an operation whose cost is known."""
    return GraphQLError(
        f"An operation may cost {limits.cost} at most; this one may cost {cost}. Ask for fewer items with a smaller "
        "`first`, for fewer lists within lists, or in several operations.",
        extensions={"code": TOO_COSTLY, "name": "cost", "limit": limits.cost, "value": cost, "cost": cost},
    )


def oversize(document: DocumentNode, limits: Limits) -> GraphQLError | None:
    """The first limit that the document exceeds."""
    return next(_exceeded(document, limits), None)


def _exceeded(document: DocumentNode, limits: Limits) -> Iterator[GraphQLError]:
    """Each count is made only where those before it are within their limits, so that none takes longer than they let
    it."""
    definitions = definitions_of(document)
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    fragments = len(definitions) - len(operations)
    if fragments > limits.fragments:
        advice = "Send each operation with its own fragments."
        yield too_large("fragments", "fragments", limits.fragments, fragments, advice)
    if len(operations) > limits.operations:
        yield too_large("operations", "operations", limits.operations, len(operations), "Send fewer along.")
    measure = Measure(definitions)
    sizes = [measure.of(each) for each in definitions] or [Size()]
    for name, words, limit, value, advice in (
        ("depth", "levels of fields", limits.depth, max(size.depth for size in sizes), _INNER),
        ("fields", f"fields, {_SPREAD}", limits.fields, max(size.fields for size in sizes), _SEVERAL),
        ("aliases", f"aliases, {_SPREAD}", limits.aliases, max(size.aliases for size in sizes), _LISTS),
        ("directives", f"directives, {_SPREAD}", limits.directives, max(size.directives for size in sizes), _FEWER),
    ):
        if value > limit:
            yield too_large(name, words, limit, value, advice)
    repetitions = Repetitions(definitions)
    counts = [repetitions.of(each) for each in definitions]
    pairs = zip(definitions, counts, strict=True)
    roots = max((count.names for each, count in pairs if isinstance(each, OperationDefinitionNode)), default=0)
    if roots > limits.root_fields:
        yield too_large("rootFields", f"root fields, {_SPREAD}", limits.root_fields, roots, _SEVERAL)
    comparisons = max((count.comparisons for count in counts), default=0)
    if comparisons > limits.comparisons:
        words = "comparisons of repeated fields"
        yield too_large("comparisons", words, limits.comparisons, comparisons, "Ask for each field once.")
