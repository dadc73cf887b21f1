"""Items of a feed, whatever it is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.exchange.report import RowProblem

REQUIRED: Final = ("id", "title", "price")

COLUMNS: Final = (
    *("id", "item_group_id", "title", "description", "link", "image_link", "additional_image_link"),
    *("availability", "quantity_to_sell_on_facebook", "price", "sale_price", "sale_price_effective_date"),
    *("brand", "gtin", "mpn", "condition"),
    *("google_product_category", "product_type", "color", "size", "material", "pattern"),
    *("shipping_weight", "unit_pricing_measure", "unit_pricing_base_measure"),
)
"""What is written, in this order. Of what is read, the rest is left alone."""

OPTION_NAMES: Final = ("color", "size", "material", "pattern")
"""What variants of a group can differ by."""


@dataclass(frozen=True)
class Item:
    """One item: texts by the name of the element or column; several where it comes several times."""

    line: int
    values: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        """The first text, without blanks around it; empty where there is none."""
        found = self.values.get(name, ())
        return found[0].strip() if found else ""


@dataclass(frozen=True)
class BadItem:
    """An item that could not be read."""

    problem: RowProblem
    group: str = ""
    is_end: bool = False
    """Whether nothing after it was read."""
