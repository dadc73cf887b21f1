"""Which fragments use which: so that each is looked at once, after all that it uses, however long the chain."""

from collections.abc import Iterator, Mapping

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

Definition = OperationDefinitionNode | FragmentDefinitionNode


def definitions_of(document: DocumentNode) -> list[Definition]:
    """The operations and the fragments."""
    return [each for each in document.definitions if isinstance(each, Definition)]


def spread_in(selections: SelectionSetNode) -> Iterator[str]:
    """The name of each fragment spread, as often as it stands there."""
    waiting = [selections]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif inner := getattr(selection, "selection_set", None):
                waiting.append(inner)


def inner_first(definitions: list[Definition]) -> list[FragmentDefinitionNode]:
    """The fragments, each after those that it spreads. Where they go in a circle, which the validation reports, one of
    it comes before another that it spreads."""
    fragments: Mapping[str, FragmentDefinitionNode] = {
        each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)
    }
    entered: set[str] = set()
    ordered: list[FragmentDefinitionNode] = []
    for start in fragments:
        way = [] if start in entered else [_enter(start, fragments, entered)]
        while way:
            name, spreads = way[-1]
            inner = next((each for each in spreads if each in fragments and each not in entered), None)
            if inner is not None:
                way.append(_enter(inner, fragments, entered))
                continue
            way.pop()
            ordered.append(fragments[name])
    return ordered


def _enter(name: str, fragments: Mapping[str, FragmentDefinitionNode], entered: set[str]) -> tuple[str, Iterator[str]]:
    entered.add(name)
    return name, spread_in(fragments[name].selection_set)
