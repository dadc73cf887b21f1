"""Looking into documents: which variables a node uses, and what the children of a field ask for."""

from collections.abc import Iterable, Iterator, Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, Node, SelectionSetNode, VariableNode

Selected = frozenset[str]
"""Names of fields that are asked for anywhere within three levels below: `nodes`, `edges`, `node`, `alt`. A name may be
among them that the conditions of the operation leave out; none is missing."""

_LEVELS = 3


def selected_names(fields: Iterable[FieldNode], fragments: Mapping[str, FragmentDefinitionNode]) -> Selected:
    """The names below these fields, which are one field asked for in several places."""
    names: set[str] = set()
    level = [field.selection_set for field in fields if field.selection_set]
    for _ in range(_LEVELS):
        found = _fields(level, fragments)
        names.update(field.name.value for field in found)
        level = [field.selection_set for field in found if field.selection_set]
    return frozenset(names)


def _fields(selections: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]) -> list[FieldNode]:
    found: list[FieldNode] = []
    spread: set[str] = set()
    waiting = list(selections)
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                found.append(selection)
            elif not isinstance(selection, FragmentSpreadNode):
                waiting.append(selection.selection_set)  # type: ignore[attr-defined] # an inline fragment
            elif selection.name.value not in spread:
                spread.add(selection.name.value)
                waiting.append(fragments[selection.name.value].selection_set)
    return found


def nodes_below(node: Node) -> Iterator[Node]:
    """The node and all that it is made of."""
    yield node
    for key in node.keys:
        inner = getattr(node, key, None)
        for each in inner if isinstance(inner, list | tuple) else (inner,):
            if isinstance(each, Node):
                yield from nodes_below(each)


def variables_in(node: Node) -> set[str]:
    """The names of the variables that are used in it."""
    return {each.name.value for each in nodes_below(node) if isinstance(each, VariableNode)}
