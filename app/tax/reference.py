"""The classes and rates that the shop comes with: files of `app/tax/data`, each row dated and with its source.

`percent` is per cent; an empty `region` is the whole country; `valid_to` is the first day on which a rate no longer
holds, empty while it does. The first day is that of the rate, or an earlier one of which it is known to have held.
"""

import csv
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from app.tax.models import RateConfidence
from app.tax.rules import RateRow


@cache
def reference_classes() -> Mapping[str, Mapping[str, str]]:
    """Names of the classes by code and language."""
    classes: Mapping[str, Mapping[str, str]] = json.loads((files("app.tax") / "data" / "classes.json").read_bytes())
    return classes


@cache
def reference_rows() -> tuple[RateRow, ...]:
    """Every rate of every file."""
    folder = files("app.tax") / "data"
    found: list[RateRow] = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".csv"):
            found += map(_row, csv.DictReader(file.read_text("utf-8").splitlines()))
    return tuple(found)


def _row(cells: Mapping[str, str]) -> RateRow:
    return RateRow(
        country_code=cells["country"],
        region_code=cells["region"] or None,
        tax_class_code=cells["class"],
        component=cells["component"],
        rate=Decimal(cells["percent"]) / 100,
        valid_from=date.fromisoformat(cells["valid_from"]),
        valid_to=date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None,
        source=cells["source"],
        confidence=RateConfidence(cells["confidence"].upper().replace(" ", "_")),
    )
