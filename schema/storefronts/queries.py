"""Root fields of storefronts, for staff."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from app.core.context import RequestContext
from app.core.paging import DEFAULT_PAGE, Page, page_size
from app.execution import root
from app.identity import Scope
from app.storefronts import storefront_by_code, storefronts_page
from schema.core.access import scope
from schema.core.connections import After, Connection, First
from schema.core.ids import read_id_cursor, write_id_cursor
from schema.storefronts.types import Storefront

Code = Annotated[str, strawberry.argument(description="The storefront's code.")]

_LIST = "storefronts"


@strawberry.type
class StorefrontQueries:
    @root(
        description="The storefronts, the oldest first. Needs a token with the scope `storefronts:read`.",
        access=scope(Scope.STOREFRONTS_READ),
    )
    @staticmethod
    async def storefronts(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[Storefront]:
        size = page_size(first, ctx.settings.limit_page_size)
        rows = await storefronts_page.all(ctx.db, after=read_id_cursor(after or None, _LIST), limit=size + 1)
        page = Page(rows[:size], has_next=len(rows) > size)
        return Connection.of(page, Storefront.of, lambda row: write_id_cursor(_LIST, row.id), after=after or None)

    @root(
        description="The storefront of this code; null where there is none. Needs a token with the scope "
        "`storefronts:read`.",
        access=scope(Scope.STOREFRONTS_READ),
    )
    @staticmethod
    async def storefront(ctx: RequestContext, code: Code) -> Storefront | None:
        row = await storefront_by_code.first(ctx.db, code=code) if code.isascii() and code.isprintable() else None
        return Storefront.of(row) if row else None
