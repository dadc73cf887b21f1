"""Writing what translators' files say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import UpsertOutcome
from app.core.context import RequestContext
from app.exchange.importing.results import BatchResult
from app.exchange.records import TranslatedUnit
from app.exchange.report import RowProblem
from app.translations import write_edits


@dataclass
class UnitWriter:
    """Writes texts one by one: what is wrong with one keeps no other out. One whose source has changed since is taken,
    and is stale."""

    ctx: RequestContext
    is_dry_run: bool

    async def write(self, session: AsyncSession, units: Sequence[TranslatedUnit]) -> BatchResult:
        """Set these texts."""
        written = BatchResult()
        edits = [unit.edit for unit in units]
        results, unchanged = await write_edits(self.ctx, session, edits, is_dry_run=self.is_dry_run)
        for place, (unit, result) in enumerate(zip(units, results, strict=True)):
            edit = unit.edit
            if result.problems:
                written.refused(*(RowProblem(unit.line, edit.field, each) for each in result.problems))
                continue
            outcome = UpsertOutcome.UNCHANGED if place in unchanged else UpsertOutcome.UPDATED
            fields = (f"translations.{edit.language_tag}.{edit.field}",)
            written.written(unit, edit.kind.value.lower(), edit.key, outcome, fields)
        return written
