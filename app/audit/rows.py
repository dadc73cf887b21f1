"""Rows that staff change column by column: what of one differs, and how that stands in the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.audit.service import record_change
from app.core.context import Viewer
from app.core.reads import table_of

_UNSAID: Final = frozenset({"id", "version", "since"})
"""Columns that say which row it is, and since when, and nothing that staff said."""


@dataclass(frozen=True)
class Noted:
    """How a change of a row stands in the log."""

    action: str
    """`<domain>.<what>_<verb in the past>`."""
    subject_type: str
    subject_id: UUID


class Difference(NamedTuple):
    """Columns that differ, as they were and as they are; None where there was no row, or is none any more."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def said(row: SQLModel) -> dict[str, Any]:
    """All that the row says."""
    return {
        column.name: getattr(row, column.name) for column in table_of(type(row)).columns if column.name not in _UNSAID
    }


def change_row(row: SQLModel, values: Mapping[str, Any]) -> Difference | None:
    """Let the row say this, in a new version; the caller writes it. What is as it should be makes none: None."""
    after = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not after:
        return None
    before = {name: getattr(row, name) for name in after}
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1  # type: ignore[attr-defined] # all rows that staff change have the column
    return Difference(before, after)


async def note_difference(session: AsyncSession, viewer: Viewer, noted: Noted, difference: Difference) -> None:
    """Write into the log what differs."""
    await record_change(
        session,
        viewer,
        noted.action,
        noted.subject_type,
        noted.subject_id,
        before=to_jsonable_python(difference.before),
        after=to_jsonable_python(difference.after),
    )
