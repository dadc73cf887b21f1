"""What is counted for facets, whoever counts: the engine (`facet_engine`) or Postgres (`facet_stored`).

The counts of a facet leave the conditions on its own thing out, so that a second value can be chosen beside the first.
Numbers and days are compared as documents have them: a day is the number 20270331.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol

from search.query.price_ranges import PriceRange

Span = tuple[Decimal, Decimal]
"""From a number to another, both included."""

YES: Final = "true"
NO: Final = "false"


@dataclass(frozen=True)
class Measured:
    """Numbers or days that some products have."""

    least: Decimal
    most: Decimal
    step: Decimal
    """How far values that lie next to each other are apart: 0.1 of numbers with one decimal. 0: not known."""


@dataclass(frozen=True)
class Counted:
    """Of each facet by its key: the values with their products, and of what is measured the ends."""

    values: Mapping[str, Mapping[str, int]]
    """A category, brand or collection is the 32 hexadecimal digits of its id; yes and no are `true` and `false`."""
    measured: Mapping[str, Measured]


class Counting(Protocol):
    """Who counts."""

    async def count(self, keys: Sequence[str]) -> Counted:
        """The values of the facets with these keys."""

    async def count_spans(self, spans: Mapping[str, Sequence[Span]]) -> Mapping[str, Sequence[int]]:
        """How many products lie in each span of the facets with these keys."""

    async def prices(self) -> PriceRange | None:
        """What the products cost as prices are shown to who asks; None where none of them is sold here."""


def measured_of(values: Iterable[str], *, is_complete: bool) -> Measured | None:
    """What lies between these numbers; None where there is none. `is_complete`: there are no others."""
    numbers = [number for value in values if (number := number_of(value)) is not None]
    if not numbers:
        return None
    decimals = max(max(-_exponent(each), 0) for each in numbers)
    return Measured(min(numbers), max(numbers), Decimal(10) ** -decimals if is_complete else Decimal(0))


def number_of(value: str) -> Decimal | None:
    """The number that a value is written as."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
