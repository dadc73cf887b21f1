"""Root fields of identity, for staff."""

import strawberry
from strawberry import UNSET

from app.core.context import RequestContext
from app.core.paging import DEFAULT_PAGE, Page, page_size
from app.execution import root
from app.identity import Scope, live_staff_tokens
from schema.core.access import scope
from schema.core.connections import After, Connection, First
from schema.core.ids import read_id_cursor, write_id_cursor
from schema.identity.types import StaffToken

_LIST = "staff-tokens"


@strawberry.type
class IdentityQueries:
    @root(
        description="The tokens of staff that open something, the oldest first. Needs a token with the scope "
        "`tokens:read`.",
        access=scope(Scope.TOKENS_READ),
    )
    @staticmethod
    async def staff_tokens(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[StaffToken]:
        size = page_size(first, ctx.settings.limit_page_size)
        behind = read_id_cursor(after or None, _LIST)
        rows = await live_staff_tokens.all(ctx.db, now=ctx.now, after=behind, limit=size + 1)
        page = Page(rows[:size], has_next=len(rows) > size)
        return Connection.of(page, StaffToken.of, lambda row: write_id_cursor(_LIST, row.id), after=after or None)
