"""Scalars and enumerations, a column at a time.

Most columns hold values of one class that are already what the client sees. Such a column is looked at once, in C, and
passed on as it is. `column` gives up where any value needs a closer look; then each is completed on its own.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)
from graphql.execution.executor import Executor

_AS_THEY_ARE: dict[str, type] = {GraphQLString.name: str, GraphQLID.name: str, GraphQLBoolean.name: bool}
_LARGEST_INT = 2**31 - 1
_NONE = type(None)


_NUMBERS: dict[str, tuple[type, Callable[[Sequence[Any]], bool]]] = {
    GraphQLInt.name: (int, lambda values: max(values) <= _LARGEST_INT and min(values) >= -_LARGEST_INT - 1),
    GraphQLFloat.name: (float, lambda values: all(map(math.isfinite, values))),
}
"""The class of a number, and whether all of a column can be sent as they are."""


class Leaf:
    """How values of one leaf type are written."""

    def __init__(self, kind: GraphQLLeafType) -> None:
        self._as_it_is = _AS_THEY_ARE.get(kind.name)
        self._number = _NUMBERS.get(kind.name)
        self._write: Callable[[Any], Any] = kind.coerce_output_value
        if isinstance(kind, GraphQLEnumType):
            self._write = _Names(kind).__getitem__

        self.value = partial(Executor.complete_leaf_value, kind)
        """One value as the client sees it. Raises what graphql-core raises where it is none of the type."""

    def column(self, values: Sequence[Any], *, nullable: bool) -> Sequence[Any] | None:
        """The values as the client sees them; None where one of them may be an error."""
        kinds = set(map(type, values))
        some_null = _NONE in kinds
        if some_null:
            if not nullable:
                return None
            kinds.discard(_NONE)
        if self._as_it_is and kinds <= {self._as_it_is}:
            return values
        if self._number and kinds == {self._number[0]} and not some_null and self._number[1](values):
            return values
        if any(issubclass(kind, Exception) for kind in kinds):
            return None
        write = self._write
        try:
            written = [None if value is None else write(value) for value in values]
        except Exception:  # a serialiser may raise anything; who it was is found out one by one
            return None
        return written if _nulls(written) == _nulls(values) else None


@cache
def leaf_of(kind: GraphQLLeafType) -> Leaf:
    """One for each type: what it has learned of an enumeration serves every plan."""
    return Leaf(kind)


def _nulls(values: Sequence[Any]) -> int:
    return list(map(type, values)).count(_NONE)  # by class: `count(None)` would ask each value whether it equals None


class _Names(dict[Any, str]):
    """The names of an enumeration's values, looked up once: graphql-core walks through all of them for each."""

    def __init__(self, kind: GraphQLEnumType) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, value: Any) -> str:
        name: str = self._kind.coerce_output_value(value)
        if isinstance(value, str):  # of other values, unequal ones can share a key: 1 and True
            self[value] = name
        return name
