"""What came of a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.catalog import UpsertOutcome
from app.core.errors import Problem, Refusal
from app.exchange.errors import RowErrorCode
from app.exchange.importing.later import Waiting
from app.exchange.records import Bad, Record, StatedProduct
from app.exchange.report import Difference, ImportReport, RowProblem


@dataclass
class BatchResult:
    """Figures, problems and differences of some records."""

    report: ImportReport = field(default_factory=ImportReport)
    problems: list[RowProblem] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    """Products that are to be written once more after the end of the file."""

    def bad(self, record: Bad) -> None:
        """A record that could not be read."""
        self.report.failed += record.is_thing
        self._add(*record.problems)

    def refused(self, *problems: RowProblem) -> None:
        """A record that did not go in."""
        self.report.failed += 1
        self._add(*problems)

    def written(
        self, record: Record, kind: str, key: str, outcome: UpsertOutcome, fields: tuple[str, ...] = ()
    ) -> None:
        """A record that went in."""
        self.report.add(outcome)
        if outcome is not UpsertOutcome.UNCHANGED:
            shown = fields if outcome is UpsertOutcome.UPDATED else ()
            self.differences.append(Difference(record.line, kind, key, outcome, shown))

    def count_once(self, waited: Mapping[int, Waiting]) -> None:
        """Leave out of the figures what they have from before; these products were written once more, by line."""
        failed = {each.line for each in self.problems}
        counted = [each for each in waited.values() if each.is_counted]
        told = {each.line: each.outcome for each in self.differences}
        for each in counted:
            if each.line not in failed:
                self.report.add(told.get(each.line, UpsertOutcome.UNCHANGED), -1)
            elif each.outcome is not None:
                self.report.add(each.outcome, -1)
        known = {each.line for each in counted}
        self.differences = [each for each in self.differences if each.line not in known]

    def _add(self, *problems: RowProblem) -> None:
        self.report.problems += len(problems)
        self.problems += problems


def code_of_failure(error: DBAPIError | Refusal) -> RowErrorCode | None:
    """What it means when the database refuses rows that were checked before; None: it is no matter of the rows.

    Class 23 of SQLSTATE is a constraint, which held when it was checked; class 22 is a value that no column takes. What
    a domain refuses and might not the next time was written by somebody else meanwhile, too.
    """
    if isinstance(error, Refusal):
        return RowErrorCode.WRITTEN_MEANWHILE if all(each.retryable for each in error.problems) else None
    if isinstance(error, IntegrityError):
        return RowErrorCode.WRITTEN_MEANWHILE
    cause = error.orig.__cause__ if error.orig else None
    return RowErrorCode.NOT_STORABLE if isinstance(cause, asyncpg.DataError | ValueError) else None


def row_problem(problem: Problem, record: Record) -> RowProblem:
    """What a domain refused, as a line and field of the file."""
    line, path = record.line, problem.path
    if not isinstance(record, StatedProduct):
        return RowProblem(line, ".".join(path), problem)
    if len(path) > 1 and path[0] == "variants" and path[1].isdecimal() and record.variant_lines:
        line = record.variant_lines[int(path[1])]
    named = next((record.fields[step] for step in reversed(path) if step in record.fields), None)
    return RowProblem(line, "" if record.fields and named is None else named or _dotted(path), problem)


def _dotted(path: tuple[str, ...]) -> str:
    """`variants[1].sku`."""
    return "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in path).lstrip(".")
