"""Facets as they are told: what a list can be narrowed down by, with a filter ready to send for each choice."""

from dataclasses import dataclass
from typing import Any

from app.core.described import DescribedEnum
from search.query.ranges import RangeFacet


class FacetKind(DescribedEnum):
    """How the values of a facet are shown best."""

    LIST = "LIST", "Values to choose from, any number of them."
    TREE = "TREE", "Categories: the tops, or what stands below the selected ones."
    SWATCHES = "SWATCHES", "Values that are shown by a colour."
    YES_NO = "YES_NO", "Yes, no, or both."
    NUMBERS = "NUMBERS", "A range of numbers."
    DATES = "DATES", "A range of days."
    PRICES = "PRICES", "A range of prices as they are shown here."


@dataclass(frozen=True)
class FacetValue:
    """A choice."""

    value: str
    """A slug, a code, a tag, `true` or `false`."""
    label: str
    count: int
    selected: bool
    input: dict[str, Any]
    """A `ProductFilterInput`."""
    swatch: str | None = None
    """A CSS colour."""


@dataclass(frozen=True)
class Facet:
    """A thing that a list can be narrowed down by."""

    key: str
    label: str
    kind: FacetKind
    values: tuple[FacetValue, ...] = ()
    """The first of them, with all that are selected."""
    value_count: int = 0
    """How many there are."""
    range: RangeFacet | None = None
