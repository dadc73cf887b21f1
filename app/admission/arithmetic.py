"""Sums, products and maxima over variables that are not known yet: worked out as far as they can be, once.

A `Term` is a number, or the place of a step in a `Program`; each step uses only those before it. What is used in
several places is one step, so a program is as long as what it was made of, however often that repeats. Numbers are
Python's, which do not overflow; a product of twenty sizes has 600 bits at most.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Values = Mapping[str, Any]
"""The request's variables, by their names."""
DefaultT = TypeVar("DefaultT", int, None)
_Step = Callable[[Values, list[int]], int]


@dataclass(frozen=True)
class Place:
    """The result of a step."""

    number: int


Term = int | Place


class Program:
    """The steps of one document."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []
        self._known: dict[Hashable, Place] = {}

    def size(self, variable: str, otherwise: int) -> Term:
        """A number or the length of a list that a variable gives; `otherwise` where it gives none."""

        def step(values: Values, _: list[int]) -> int:
            return size_of(values.get(variable), otherwise)

        return self._add(step, ("size", variable, otherwise))

    def condition(self, variable: str, wanted: bool) -> Term:
        """1 where the variable is `wanted`, or is not known; else 0."""
        return self._add(lambda values, _: int(values.get(variable, wanted) is not (not wanted)), (variable, wanted))

    def sum(self, terms: Sequence[Term]) -> Term:
        numbers, places = _parted(terms)
        known = sum(numbers)
        if not places:
            return known
        if len(places) == 1 and not known:
            return Place(places[0])
        return self._add(lambda _, done: known + sum([done[place] for place in places]))

    def product(self, left: Term, right: Term) -> Term:
        if isinstance(left, int):
            left, right = right, left
        if isinstance(left, int) and isinstance(right, int):
            return left * right
        if isinstance(left, Place) and isinstance(right, Place):
            one, other = left.number, right.number
            return self._add(lambda _, done: done[one] * done[other])
        if isinstance(left, Place) and isinstance(right, int) and right not in (0, 1):
            place, factor = left.number, right
            return self._add(lambda _, done: done[place] * factor)
        return left if right == 1 else 0

    def maximum(self, terms: Sequence[Term]) -> Term:
        numbers, places = _parted(terms)
        least = max(numbers, default=0)
        if not places:
            return least
        if len(places) == 1 and not least:
            return Place(places[0])
        return self._add(lambda _, done: max(least, *[done[place] for place in places]))

    def value(self, term: Term, values: Values) -> int:
        """What a term is with these variables."""
        if isinstance(term, int):
            return term
        done: list[int] = []
        for step in self._steps[: term.number + 1]:
            done.append(step(values, done))
        return done[term.number]

    def _add(self, step: _Step, key: Hashable = None) -> Place:
        if key in self._known:
            return self._known[key]
        place = Place(len(self._steps))
        self._steps.append(step)
        if key is not None:
            self._known[key] = place
        return place


def size_of(value: Any, otherwise: DefaultT) -> int | DefaultT:
    """The number of items that an argument asks for."""
    if isinstance(value, list | tuple):
        return len(value)
    if isinstance(value, int):
        return max(value, 0)
    return otherwise


def _parted(terms: Sequence[Term]) -> tuple[list[int], list[int]]:
    """The numbers, and the places."""
    return (
        [term for term in terms if isinstance(term, int)],
        [term.number for term in terms if isinstance(term, Place)],
    )
