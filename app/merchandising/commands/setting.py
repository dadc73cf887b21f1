"""What use cases of merchandising have in common: a change is written, counted, told of and noted in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.core.context import RequestContext
from app.core.reads import table_of
from app.merchandising import service
from app.merchandising.service import Setting

_UNSAID: Final = frozenset({"id", "version"})


@dataclass(frozen=True)
class Noted:
    """How a change stands in the audit log."""

    action: str
    """`merchandising.<what>_<verb in the past>`."""
    subject_type: str
    subject_id: UUID


async def write_new(
    ctx: RequestContext, session: AsyncSession, row: Setting, noted: Noted, *, rebuild: bool = False
) -> None:
    """Write what is new, and note it."""
    await service.write_setting(session, row, rebuild=rebuild)
    await _note(ctx, session, noted, None, said(row))


async def write_changed(
    ctx: RequestContext,
    session: AsyncSession,
    row: Setting,
    values: Mapping[str, Any],
    noted: Noted,
    *,
    rebuild: bool = False,
) -> bool:
    """Let it say this, and note it. What is as it should be makes no new version: False."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return False
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    await service.write_setting(session, row, rebuild=rebuild)
    await _note(ctx, session, noted, before, changed)
    return True


async def delete_noted(ctx: RequestContext, session: AsyncSession, row: Setting, noted: Noted) -> None:
    """Say it no longer, and note it."""
    before = said(row)
    await service.delete_setting(session, row)
    await _note(ctx, session, noted, before, None)


def said(row: Setting) -> dict[str, Any]:
    """All that it says."""
    return {
        column.name: getattr(row, column.name) for column in table_of(type(row)).columns if column.name not in _UNSAID
    }


async def _note(
    ctx: RequestContext,
    session: AsyncSession,
    noted: Noted,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    await record_change(
        session,
        ctx.viewer,
        noted.action,
        noted.subject_type,
        noted.subject_id,
        before=to_jsonable_python(before),
        after=to_jsonable_python(after),
    )
