"""The rules about prior prices that the shop comes with: `data/prior_price_rules.csv`, each row with its source.

`valid_from` is the first day of the country's law, `valid_to` the first on which it no longer holds, empty while it
does. Article 6a of Directive 98/6/EC was to be applied from 28 May 2022 on; where the country's own day was not looked
up, the row says so.
"""

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from app.tax import RateConfidence


class PriorPriceRow(NamedTuple):
    """A country's rule, as `prior_price_rule` keeps it."""

    country_code: str
    days: int
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str


@cache
def reference_prior_rules() -> tuple[PriorPriceRow, ...]:
    """Every rule of the file."""
    text = (files("app.pricing") / "data" / "prior_price_rules.csv").read_text("utf-8")
    return tuple(
        PriorPriceRow(
            country_code=cells["country"],
            days=int(cells["days"]),
            valid_from=date.fromisoformat(cells["valid_from"]),
            valid_to=date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None,
            source=cells["source"],
            confidence=RateConfidence(cells["confidence"].upper().replace(" ", "_")).value,
        )
        for cells in csv.DictReader(text.splitlines())
    )
