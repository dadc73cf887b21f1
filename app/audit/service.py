"""Writes of the audit log."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.core.context import Viewer


async def record_change(
    session: AsyncSession,
    viewer: Viewer,
    action: str,
    subject_type: str,
    subject_id: UUID,
    *,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> UUID:
    """Write one change down and give the entry's id. `before` and `after` hold JSON values of what changed only.

    `action` is `<domain>.<verb in the past>`, as events are named; `subject_type` is the prefix of the subject's ids.
    """
    entry = AuditEntry(
        actor_token_id=viewer.token_id,
        actor_name=viewer.name,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
    )
    session.add(entry)
    await session.flush()
    return entry.id
