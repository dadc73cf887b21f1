"""How often a document asks for the same name at one place.

The validation holds each such field against each other, and all that is below them: what takes it a square of steps is
counted here in about as many as there are fields. It is asked of documents whose fields are within their limit. The
names of a place are gathered in the largest table among its parts; the table of a fragment that is spread again is
copied first.
"""

from collections import Counter
from typing import NamedTuple

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionNode, SelectionSetNode

from app.admission.spreads import Definition, inner_first, spread_in


class Counts(NamedTuple):
    """Of one definition."""

    names: int
    """The fields that the answer to it has."""
    comparisons: int
    """Of fields that share a name, at all its places."""


class _Part(NamedTuple):
    fields: int
    comparisons: int
    names: dict[str, tuple[int, int]]
    """For each name in the response: how often it is asked for, and how many fields that are in all."""
    is_shared: bool = False
    """Whether another place has these names as well."""


class Repetitions:
    """Counts the definitions of one document, each once."""

    def __init__(self, definitions: list[Definition]) -> None:
        spreads = Counter(name for each in definitions for name in spread_in(each.selection_set))
        self._fragments: dict[str, _Part] = {}
        self._counts: dict[str, Counts] = {}
        for fragment in inner_first(definitions):
            name = fragment.name.value
            part = self._of_set(fragment.selection_set)
            self._fragments[name] = part._replace(is_shared=spreads[name] > 1)
            self._counts[name] = Counts(len(part.names), part.comparisons)

    def of(self, definition: Definition) -> Counts:
        """Of an operation, or of a fragment, whether it is used or not."""
        if isinstance(definition, FragmentDefinitionNode):
            return self._counts[definition.name.value]
        part = self._of_set(definition.selection_set)
        return Counts(len(part.names), part.comparisons)

    def _of_set(self, selections: SelectionSetNode) -> _Part:
        parts = [self._of_selection(each) for each in selections.selections]
        if not parts:  # which the grammar's next version allows
            return _Part(0, 0, {})
        place = max(range(len(parts)), key=lambda number: len(parts[number].names))
        names = parts[place].names.copy() if parts[place].is_shared else parts[place].names
        comparisons = sum(part.comparisons for part in parts)
        for number, part in enumerate(parts):
            if number == place:
                continue
            for name, (times, fields) in part.names.items():
                others, other_fields = names.get(name, (0, 0))
                names[name] = (others + times, other_fields + fields)
                # Each of these is compared with each of the others, which were compared among themselves before.
                comparisons += times * other_fields + others * fields
        return _Part(sum(part.fields for part in parts), comparisons, names)

    def _of_selection(self, selection: SelectionNode) -> _Part:
        if isinstance(selection, FieldNode):
            inner = self._of_set(selection.selection_set) if selection.selection_set else _Part(0, 0, {})
            fields = inner.fields + 1
            return _Part(fields, inner.comparisons, {(selection.alias or selection.name).value: (1, fields)})
        if isinstance(selection, FragmentSpreadNode):
            return self._fragments.get(selection.name.value) or _Part(0, 0, {})
        # An inline fragment: the grammar has no fourth kind.
        return self._of_set(selection.selection_set)  # type: ignore[attr-defined] # as said above
