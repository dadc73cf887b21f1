"""What a sitemap lists."""

from datetime import datetime

import strawberry

from app.admission import at_most
from app.catalog import SitemapEntryRow, media_url
from app.catalog.models import SlugKind
from app.core.context import RequestContext
from schema.catalog.types.seo import SeoAlternate, alternates_of
from schema.core.caching import cached
from schema.core.codes import enumeration
from schema.core.scalars import URL

enumeration(SlugKind, name="SitemapKind", description="What a page of the shop shows.")


@strawberry.type(description="A page of the shop, for its sitemap.", directives=[cached(300)])
class SitemapEntry:
    kind: SlugKind = strawberry.field(description="What the page shows.")
    slug: str = strawberry.field(description="The slug in the request's language, else the one for every language.")
    alternates: list[SeoAlternate] = strawberry.field(
        description="The languages of the market that it is translated into, in the market's order.",
        directives=[at_most(10)],
    )
    updated_at: datetime | None = strawberry.field(description="When it changed last; told of products only.")
    image_urls: list[URL] = strawberry.field(description="Its first pictures, at most 10; of products only.")


async def sitemap_entry(ctx: RequestContext, entry: SitemapEntryRow) -> SitemapEntry:
    """The entry as shoppers of this place see it."""
    row, public_url = entry.row, ctx.settings.public_url
    tag = next((tag for tag in ctx.place.language_chain if tag in row.slugs), None)
    return SitemapEntry(
        kind=entry.kind,
        slug=(row.slugs[tag] if tag else None) or row.handle,
        alternates=await alternates_of(ctx, row.handle, row.slugs),
        updated_at=row.updated_at,
        image_urls=[URL(media_url(source, public_url, None, None)) for source in row.sources or ()],
    )
