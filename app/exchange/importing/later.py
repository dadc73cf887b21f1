"""Products that refer to what stands further down in the file: which they are is remembered on disk, with their lines.

A product may refer to another one, and that one back, so no order of lines suits all. Such a product is written at once
without the values that refer to what is not there yet, so that others can name it, and once more, whole, after the end
of the file. Where a type requires such a value, the product waits for the end.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from app.catalog import CatalogErrorCode, ProductDraft, UpsertOutcome
from app.core.errors import Refusal
from app.exchange.records import MAY_COME, StatedProduct

_KILOBYTES: Final = 4_000


@dataclass(frozen=True)
class Waiting:
    """A product whose line is to be read once more."""

    line: int
    data: bytes
    outcome: UpsertOutcome | None
    """What writing it without the missing values came to. None: it could not be written, or was in an earlier run."""
    is_counted: bool
    """Whether the report has it already."""


def without_missing(record: StatedProduct, draft: ProductDraft, refusal: Refusal) -> ProductDraft | None:
    """The draft without the values that refer to what is not there; None where more than that is wrong with it."""
    if record.data is None or not only_missing(refusal):
        return None
    missing = {problem.path for problem in refusal.problems}
    variants = tuple(
        replace(
            variant,
            attributes={
                code: value
                for code, value in variant.attributes.items()
                if ("variants", str(number), "attributes", code) not in missing
            },
        )
        for number, variant in enumerate(draft.variants)
    )
    attributes = {code: value for code, value in draft.attributes.items() if ("attributes", code) not in missing}
    return replace(draft, attributes=attributes, variants=variants)


def only_missing(refusal: Refusal) -> bool:
    """Whether nothing is wrong but that values of attributes refer to what may still come."""
    return all(
        problem.code is CatalogErrorCode.REFERENCE_UNKNOWN
        and problem.path[-2:-1] == ("attributes",)
        and problem.facts.get("field") in MAY_COME
        for problem in refusal.problems
    )


def lacks_only_values(refusal: Refusal) -> bool:
    """Whether a draft without such values is refused for their lack only."""
    return all(problem.code is CatalogErrorCode.ATTRIBUTE_MISSING for problem in refusal.problems)


class Later:
    """The products that wait for the end of the file, in the order of their lines."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", check_same_thread=False)
        self._database.execute(f"PRAGMA cache_size = -{_KILOBYTES}")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(
            "CREATE TABLE waiting (line INTEGER PRIMARY KEY, data BLOB, outcome TEXT, counted INTEGER)"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, products: Sequence[Waiting]) -> None:
        """Remember them."""
        rows = [(each.line, each.data, each.outcome and each.outcome.value, each.is_counted) for each in products]
        self._database.executemany("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?)", rows)

    def batches(self, most: int) -> Iterator[list[Waiting]]:
        """All of them, so many at a time."""
        last = 0
        statement = "SELECT line, data, outcome, counted FROM waiting WHERE line > ? ORDER BY line LIMIT ?"
        while rows := self._database.execute(statement, (last, most)).fetchall():
            last = rows[-1][0]
            yield [
                Waiting(line, data, UpsertOutcome(outcome) if outcome else None, bool(counted))
                for line, data, outcome, counted in rows
            ]
