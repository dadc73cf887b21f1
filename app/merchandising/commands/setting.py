"""What use cases of merchandising have in common: a change is written, counted, told of and noted in one place."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import Difference, Noted, change_row, note_difference, said
from app.core.context import RequestContext
from app.merchandising import service
from app.merchandising.service import Setting


async def write_new(ctx: RequestContext, session: AsyncSession, row: Setting, noted: Noted) -> None:
    """Write what is new, and note it."""
    await service.write_setting(session, row)
    await note_difference(session, ctx.viewer, noted, Difference(None, said(row)))


async def write_changed(
    ctx: RequestContext,
    session: AsyncSession,
    row: Setting,
    values: Mapping[str, Any],
    noted: Noted,
    *,
    rebuild: bool = False,
) -> None:
    """Let it say this, and note it; `rebuild`: see `SearchSettingsChanged`. What is as it should be makes no new
    version."""
    if difference := change_row(row, values):
        await service.write_setting(session, row, rebuild=rebuild)
        await note_difference(session, ctx.viewer, noted, difference)


async def delete_noted(ctx: RequestContext, session: AsyncSession, row: Setting, noted: Noted) -> None:
    """Say it no longer, and note it."""
    before = said(row)
    await service.delete_setting(session, row)
    await note_difference(session, ctx.viewer, noted, Difference(before, None))
