"""The root field of the audit log, for staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from app.audit import AUDIT_ENTRY_ID, AuditRow, audit_entries_by_ids, audit_page
from app.core.context import RequestContext
from app.core.ids import IdKind
from app.core.paging import DEFAULT_PAGE, Page, page_size
from app.execution import root
from app.identity import STAFF_TOKEN_ID, Scope
from schema.core.access import scope
from schema.core.connections import After, Connection, First
from schema.core.ids import read_id_cursor, write_id_cursor
from schema.core.nodes import Node, register_node

_LIST = "auditLog"

SubjectId = Annotated[strawberry.ID | None, strawberry.argument(description="Only changes of the thing with this id.")]
Actor = Annotated[
    str | None, strawberry.argument(description="Only changes by this one: the name of a token, or its id.")
]
Action = Annotated[
    str | None, strawberry.argument(description="Only changes of this kind, such as `catalog.product_updated`.")
]
Since = Annotated[datetime | None, strawberry.argument(description="Only changes at this moment or later.")]


@strawberry.type(description="One change by one member of staff. It is never altered or removed.")
class AuditEntry(Node):
    at: datetime = strawberry.field(description="When it was.")
    actor_name: str = strawberry.field(description="The name of the token that did it.")
    actor_token_id: strawberry.ID | None = strawberry.field(
        description="The id of that token; null where a command on the machine did it."
    )
    action: str = strawberry.field(description="What was done, such as `catalog.product_updated`.")
    subject_id: strawberry.ID = strawberry.field(description="The id of what was changed.")
    before: JSON | None = strawberry.field(
        description="What differed, as it was: long texts are cut. Null for what is new."
    )
    after: JSON | None = strawberry.field(description="The same, as it became. Null for what was removed.")

    @classmethod
    def of(cls, row: AuditRow) -> Self:
        actor = row.actor_token_id
        return cls(
            id=strawberry.ID(AUDIT_ENTRY_ID.encode(row.id)),
            at=row.at,
            actor_name=row.actor_name,
            actor_token_id=strawberry.ID(STAFF_TOKEN_ID.encode(actor)) if actor else None,
            action=row.action,
            subject_id=strawberry.ID(IdKind(row.subject_type).encode(row.subject_id)),
            before=JSON(row.before) if row.before is not None else None,
            after=JSON(row.after) if row.after is not None else None,
        )


@strawberry.type
class AuditQueries:
    @root(
        description="Who changed what, the latest first. Needs a token with the scope `audit:read`.",
        access=scope(Scope.AUDIT_READ),
    )
    @staticmethod
    async def audit_log(
        ctx: RequestContext,
        first: First = DEFAULT_PAGE,
        after: After = UNSET,
        subject_id: SubjectId = UNSET,
        actor: Actor = UNSET,
        action: Action = UNSET,
        since: Since = UNSET,
    ) -> Connection[AuditEntry]:
        size = page_size(first, ctx.settings.limit_page_size)
        subject = IdKind.of(subject_id).decode(subject_id) if subject_id else None
        token = STAFF_TOKEN_ID.decode(actor) if actor else None
        cursor = read_id_cursor(after or None, _LIST)
        rows = []
        if not (subject_id and subject is None) and all(_is_text(each) for each in (actor, action) if each):
            rows = await audit_page.all(
                ctx.db,
                subject_id=subject,
                actor=None if token else actor or None,
                actor_token_id=token,
                action=action or None,
                since=since or None,
                after=cursor,
                limit=size + 1,
            )
        page = Page(rows[:size], has_next=len(rows) > size)
        return Connection.of(page, AuditEntry.of, lambda row: write_id_cursor(_LIST, row.id), after=after or None)


def _is_text(text: str) -> bool:
    """Whether the database could compare it at all."""
    return text.isprintable()


async def _load_entries(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[AuditEntry | None]:
    """For staff who may see them; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.AUDIT_READ):
        return [None] * len(ids)
    rows = {row.id: row for row in await audit_entries_by_ids.all(ctx.db, ids=list(ids))}
    return [AuditEntry.of(rows[each]) if each in rows else None for each in ids]


register_node(AUDIT_ENTRY_ID, _load_entries)
