"""How large an operation may be, checked before anything costs time: in about as many steps as the document is long.

Every fragment is measured once and its measure added where it is spread, so a document that doubles itself fifty times
is refused after fifty steps. The tokens are counted by the parser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
)

TOO_LARGE = "DOCUMENT_TOO_LARGE"


@dataclass(frozen=True)
class Limits:
    """Each is far above what a page of a shop asks for, and far below what hurts."""

    tokens: int = 8000
    depth: int = 20
    """Fields within fields. The introspection of GraphiQL needs 15."""
    fields: int = 1500
    """With every fragment counted wherever it is spread."""
    comparisons: int = 10_000
    """Of fields that share a name at one place: the validation holds each against each other, and all below them."""
    fragments: int = 200


class _Size(NamedTuple):
    depth: int
    fields: int
    comparisons: int
    """Below these fields, not yet between them."""
    names: Mapping[str, tuple[int, int]]
    """For each name in the response: how often it is asked for, and how many fields that are in all."""

    def all_comparisons(self) -> int:
        return self.comparisons + sum((times - 1) * fields for times, fields in self.names.values())


_NOTHING = _Size(0, 0, 0, {})


def too_large(name: str, limit: int, value: int | None, advice: str) -> GraphQLError:
    """The refusal: which limit, its value, what was asked, and the way out."""
    had = f"; this one has {value}" if value is not None else ""
    return GraphQLError(
        f"A document may have {limit} {name} at most{had}. {advice}", extensions={"code": TOO_LARGE, "limit": limit}
    )


def oversize(document: DocumentNode, limits: Limits) -> GraphQLError | None:
    """The first limit that the document exceeds."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    measure = _Measure(fragments)
    sizes = [
        measure.of(definition.selection_set)
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    ] or [_NOTHING]
    depth, fields = max(size.depth for size in sizes), max(size.fields for size in sizes)
    comparisons = max(size.all_comparisons() for size in sizes)
    for name, limit, value, advice in (
        ("fragments", limits.fragments, len(fragments), "Send each operation with its own fragments."),
        ("levels of fields", limits.depth, depth, "Ask for the inner parts by their ids."),
        ("fields, fragments spread out,", limits.fields, fields, "Ask in several operations."),
        ("comparisons of repeated fields", limits.comparisons, comparisons, "Ask for each field once."),
    ):
        if value > limit:
            return too_large(name, limit, value, advice)
    return None


class _Measure:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._measured: dict[str, _Size] = {}

    def of(self, selections: SelectionSetNode) -> _Size:
        depth = fields = comparisons = 0
        names: dict[str, tuple[int, int]] = {}
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                inner = self._of_field(selection)
            elif isinstance(selection, FragmentSpreadNode):
                inner = self._of_fragment(selection.name.value)
            else:  # an inline fragment: the grammar has no fourth kind
                inner = self.of(selection.selection_set)  # type: ignore[attr-defined] # as said above
            depth = max(depth, inner.depth)
            fields += inner.fields
            comparisons += inner.comparisons
            for name, (times, size) in inner.names.items():
                before, sizes = names.get(name, (0, 0))
                names[name] = (before + times, sizes + size)
        return _Size(depth, fields, comparisons, names)

    def _of_field(self, field: FieldNode) -> _Size:
        inner = self.of(field.selection_set) if field.selection_set else _NOTHING
        name = (field.alias or field.name).value
        return _Size(inner.depth + 1, inner.fields + 1, inner.all_comparisons(), {name: (1, inner.fields + 1)})

    def _of_fragment(self, name: str) -> _Size:
        if name not in self._measured:
            self._measured[name] = _NOTHING  # for a circle, which the validation reports
            fragment = self._fragments.get(name)
            self._measured[name] = self.of(fragment.selection_set) if fragment else _NOTHING
        return self._measured[name]
