"""What came of an import or export, and who is told while it runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import UpsertOutcome
from app.core.errors import Problem
from i18n import translate


@dataclass(frozen=True)
class RowProblem:
    """Why a row did not go in."""

    line: int
    """Where the row begins, counted from 1, the header included."""
    field: str
    """The column, or the path in the line; empty where it is the row itself."""
    problem: Problem
    """Code and facts; its sentence is in `i18n`."""

    @property
    def code(self) -> str:
        """Such as `NOT_A_NUMBER` or `SKU_TAKEN`."""
        return self.problem.code.value

    def reason(self, language_chain: tuple[str, ...] = ("en",)) -> str:
        """The sentence."""
        return translate(self.problem.message_id, language_chain, self.problem.facts)

    def __str__(self) -> str:
        place = f"{self.line}: {self.field}: " if self.field else f"{self.line}: "
        return place + self.reason()


@dataclass
class ImportReport:
    """Figures of one import."""

    rows: int = 0
    """Of CSV; lines of JSONL; items of a feed."""
    created: int = 0
    """Products, or whatever else the file is of: categories, prices…"""
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    """That did not go in."""
    problems: int = 0
    hidden_in_eu: int = 0
    """Products that were written and published, but are not shown in the EU and EEA before a manufacturer is named and,
    where it is outside, a responsible person: Regulation (EU) 2023/988."""

    def add(self, outcome: UpsertOutcome, count: int = 1) -> None:
        """Count what went in."""
        name = outcome.value
        setattr(self, name, getattr(self, name) + count)

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def things(self) -> int:
        """All that were read."""
        return self.created + self.updated + self.unchanged + self.failed


@dataclass(frozen=True)
class Progress:
    """How far an import has come. Kept in the transaction of the batch, it is where to go on after a kill."""

    records: int = 0
    """How many records of the file (products, lines, rows) are done with. The same file is read again up to there."""
    report: ImportReport = field(default_factory=ImportReport)
    """Of everything so far."""
    problems: tuple[RowProblem, ...] = ()
    """Of this batch only."""


@dataclass(frozen=True)
class Difference:
    """What an import does to one thing, for a dry run."""

    line: int
    kind: str
    """Such as `product` or `category`."""
    key: str
    """Its slug, code or SKU."""
    outcome: UpsertOutcome
    """`UNCHANGED` is not told."""
    fields: tuple[str, ...] = ()
    """Of the draft, and `prices` and `stock`; empty for what is new."""


async def _keep_nothing(_session: AsyncSession, _progress: Progress) -> None:
    """Where nobody wants to go on later."""


def _tell_nobody(_: object) -> None:
    """Where nobody listens."""


@dataclass(frozen=True)
class ImportWatch:
    """Who is told how an import goes. Raising from any of these ends it; the batches before stay written."""

    problem: Callable[[RowProblem], None] = _tell_nobody
    """After the transaction of its batch."""
    advance: Callable[[int], None] = _tell_nobody
    """With the bytes of the source read since the last call (compressed ones, where it is)."""
    difference: Callable[[Difference], None] = _tell_nobody
    """What was written, or in a dry run would be; after the transaction of its batch."""
    checkpoint: Callable[[AsyncSession, Progress], Awaitable[None]] = _keep_nothing
    """Within the transaction of each batch, after everything else. Not called by a dry run."""


@dataclass
class ExportReport:
    """Figures of one export."""

    rows: int = 0
    """Lines, rows or items that were written, without headers."""
    products: int = 0


@dataclass(frozen=True)
class ExportWatch:
    """Who is told how an export goes."""

    advance: Callable[[int, int | None], None] = lambda _done, _all: None
    """With the products done, and how many there are; for translators the texts, of which the number is not known."""
