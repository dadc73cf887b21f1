"""The root field for sitemaps."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app import catalog
from app.catalog import Audience, SitemapEntryRow, SitemapPlace
from app.catalog.models import SlugKind
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import Page, page_size, read_cursor, write_cursor
from app.execution import root
from app.freshness import CATEGORIES, COLLECTIONS, PRODUCTS
from schema.catalog.listing import single_cursor
from schema.catalog.paging import list_context
from schema.catalog.types.sitemap import SitemapEntry, sitemap_entry
from schema.core.connections import After, Connection, First

Kinds = Annotated[list[SlugKind] | None, strawberry.argument(description="Only pages of these kinds. Omitted: of all.")]


@strawberry.type
class SitemapQueries:
    @root(
        description="Every page of the shop that shoppers here may see, for sitemaps: categories, collections, then "
        "products, each in the order in which they came to the shop, so that new ones are added at the end.",
        lists=(CATEGORIES, COLLECTIONS, PRODUCTS),
    )
    @staticmethod
    async def sitemap(
        ctx: RequestContext,
        first: First = 20,
        after: After = strawberry.UNSET,
        kinds: Kinds = strawberry.UNSET,
    ) -> Connection[SitemapEntry]:
        wanted = sorted(set(kinds)) if isinstance(kinds, list) else sorted(SlugKind)
        context, cursor = list_context(ctx, "sitemap", *wanted), single_cursor(after, 1)
        page = await catalog.list_sitemap(
            ctx.db,
            Audience.of(ctx.place, ctx.now),
            wanted,
            page_size(first, ctx.settings.limit_page_size),
            _read_place(cursor, context) if cursor else None,
        )
        entries = [await sitemap_entry(ctx, row) for row in page.items]
        return Connection.of(
            Page(list(zip(page.items, entries, strict=True)), page.has_next, page.has_previous),
            lambda pair: pair[1],
            lambda pair: _write_place(context, pair[0]),
            after=cursor,
        )


def _write_place(context: str, row: SitemapEntryRow) -> str:
    kind, since, entry_id = row.place
    return write_cursor(context, kind.value, since.isoformat(), str(entry_id))


def _read_place(cursor: str, context: str) -> SitemapPlace:
    kind, since, entry_id = read_cursor(cursor, context, 3)
    try:
        return SitemapPlace(SlugKind(kind), _moment(since), UUID(entry_id))
    except (ValueError, TypeError, AttributeError) as error:
        raise RequestError(
            "INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`."
        ) from error


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    return moment
