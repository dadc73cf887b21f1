"""What a document asks for, counted with every fragment spread out wherever it is used, in as many steps as it is long.

Every fragment is measured once and its measure added where it is spread, so a document that doubles itself fifty times
is measured in fifty steps.
"""

from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from app.admission.spreads import Definition, inner_first


class Size(NamedTuple):
    """The measure of a selection."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0


_NOTHING = Size()


class Measure:
    """Measures the definitions of one document."""

    def __init__(self, definitions: list[Definition]) -> None:
        self._fragments: dict[str, Size] = {}
        for fragment in inner_first(definitions):
            self._fragments[fragment.name.value] = self._of_definition(fragment)

    def of(self, definition: Definition) -> Size:
        """The size of an operation, or of a fragment, whether it is used or not."""
        if isinstance(definition, FragmentDefinitionNode):
            return self._fragments[definition.name.value]
        return self._of_definition(definition)

    def _of_definition(self, definition: Definition) -> Size:
        size = self._of_set(definition.selection_set)
        own = len(definition.directives or ())
        if isinstance(definition, OperationDefinitionNode):
            own += sum(len(each.directives or ()) for each in definition.variable_definitions or ())
        return size._replace(directives=size.directives + own)

    def _of_set(self, selections: SelectionSetNode) -> Size:
        depth = fields = aliases = directives = 0
        for selection in selections.selections:
            size = self._of_selection(selection)
            depth = max(depth, size.depth)
            fields += size.fields
            aliases += size.aliases
            directives += size.directives + len(selection.directives or ())
        return Size(depth, fields, aliases, directives)

    def _of_selection(self, selection: SelectionNode) -> Size:
        """Without the directives of its own."""
        if isinstance(selection, FieldNode):
            inner = self._of_set(selection.selection_set) if selection.selection_set else _NOTHING
            aliases = inner.aliases + (selection.alias is not None)
            return Size(inner.depth + 1, inner.fields + 1, aliases, inner.directives)
        if isinstance(selection, FragmentSpreadNode):
            return self._fragments.get(selection.name.value, _NOTHING)
        # An inline fragment: the grammar has no fourth kind.
        return self._of_set(selection.selection_set)  # type: ignore[attr-defined] # as said above
