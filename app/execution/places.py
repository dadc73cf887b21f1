"""Where a value stands in the answer, worked out only when something went wrong there.

While all is well, the walk keeps nothing but columns: a field's values for all objects of a group, and for each list
around them the column of those lists. Every value's way up to the root follows from that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from app.execution.plan import PlannedField, Selection


@dataclass(slots=True, eq=False)
class Group:
    """Objects of one type that stand at one place of the operation, and what is written of each."""

    selection: Selection
    parents: Sequence[Any]
    outs: list[dict[str, Any]]
    run: "Run | None" = None
    """The field whose values they are; None for the root."""
    places: list[int] | None = None
    """Where each stands in the innermost column of that field; None: in the same order, and all of them."""


@dataclass(slots=True, eq=False)
class Run:
    """One field of one group."""

    field: PlannedField
    group: Group
    columns: list[Sequence[Any]]
    """What is written, level by level: a value for each object; where those are lists, all their items in a row …"""


class Step(NamedTuple):
    """A place: `container[key]`."""

    container: Any
    key: str | int
    nullable: bool


def way_up(run: Run, level: int, index: int) -> Iterator[Step]:
    """From a value's own place, through all that hold it, to the root."""
    while True:
        nullable = run.field.shape.nullable[level]
        if level:
            index, key = _list_and_item(run.columns[level - 1], index)
            level -= 1
            yield Step(run.columns[level][index], key, nullable)
            continue
        group = run.group
        yield Step(group.outs[index], run.field.key, nullable)
        if group.run is None:
            return
        index = group.places[index] if group.places is not None else index
        run = group.run
        level = run.field.shape.lists


def _list_and_item(lists: Sequence[list[Any] | None], index: int) -> tuple[int, int]:
    for position, items in enumerate(lists):
        length = len(items) if items is not None else 0
        if index < length:
            return position, index
        index -= length
    raise IndexError(index)


def make_null(steps: list[Step]) -> bool:
    """Write null to the first place on the way up that may be null; False where there is none, up to the root."""
    for step in steps:
        if step.nullable:
            step.container[step.key] = None
            return True
    return False


def is_gone(steps: list[Step]) -> bool:
    """Whether an earlier null has swallowed the place."""
    return any(outer.container[outer.key] is not inner.container for inner, outer in pairwise(steps))
