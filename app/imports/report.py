"""What came of an import: how many of each, and what was wrong where."""

from dataclasses import dataclass

from app.catalog import UpsertOutcome


class ImportRefusedError(Exception):
    """An import that cannot begin, and has changed nothing; the text is one line and says what to do."""


@dataclass(frozen=True)
class RowProblem:
    """Why a row did not go in."""

    file: str
    line: int
    """Where the row begins, counted from 1, the header included."""
    field: str
    """The column; empty where it is the row itself."""
    reason: str

    def __str__(self) -> str:
        field = f" {self.field}:" if self.field else ""
        return f"{self.file}:{self.line}:{field} {self.reason}"


@dataclass
class ImportReport:
    """Figures of one import, over all of its files."""

    files: int = 0
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    """Products that did not go in."""
    problems: int = 0

    def add(self, outcome: UpsertOutcome) -> None:
        """Count a product that went in."""
        match outcome:
            case UpsertOutcome.CREATED:
                self.created += 1
            case UpsertOutcome.UPDATED:
                self.updated += 1
            case UpsertOutcome.UNCHANGED:
                self.unchanged += 1

    @property
    def products(self) -> int:
        """All that were read."""
        return self.created + self.updated + self.unchanged + self.failed
