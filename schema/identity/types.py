"""Types of identity."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.identity import STAFF_TOKEN_ID, StaffTokenRow, staff_tokens_by_id
from schema.core.nodes import Node, register_node
from schema.identity.codes import Scope


@strawberry.type(description="A token by which staff act. What it reads was shown once, when it was made.")
class StaffToken(Node):
    name: str = strawberry.field(description="Whose it is: the audit log shows this name.")
    scopes: list[Scope] = strawberry.field(description="What it allows.", directives=[at_most(20)])
    created_at: datetime = strawberry.field(description="When it was made.")
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the minute; null where it never was."
    )
    expires_at: datetime | None = strawberry.field(description="When it ends; null where it does not.")

    @classmethod
    def of(cls, row: StaffTokenRow) -> Self:
        known = {scope.value for scope in Scope}
        return cls(
            id=strawberry.ID(STAFF_TOKEN_ID.encode(row.id)),
            name=row.name,
            scopes=[Scope(scope) for scope in row.scopes if scope in known],
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
        )


async def load_staff_tokens(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[StaffToken | None]:
    """Those that open something, for staff who may see them; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.TOKENS_READ):
        return [None] * len(ids)
    return await load_changed_tokens(ctx, ids)


async def load_changed_tokens(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[StaffToken | None]:
    """The same, for those who have just changed them."""
    rows = {row.id: row for row in await staff_tokens_by_id.all(ctx.db, ids=list(ids), now=ctx.now)}
    return [StaffToken.of(rows[each]) if each in rows else None for each in ids]


register_node(STAFF_TOKEN_ID, load_staff_tokens)
