"""Pictures."""

from typing import Annotated, Self
from uuid import UUID

import strawberry

from app.catalog import MEDIA_ID, MediaFormat, MediaRow, media_url
from app.catalog.models import MediaType
from app.core.context import RequestContext
from app.core.errors import RequestError
from schema.core.caching import cached
from schema.core.codes import enumeration
from schema.core.nodes import Node
from schema.core.scalars import URL

enumeration(MediaType)
enumeration(MediaFormat)

WIDEST = 10_000

MaxWidth = Annotated[
    int | None,
    strawberry.argument(
        description="The width in pixels that is needed, 1 to 10000: the file is as wide or a little wider, but never "
        "wider than the original. Omitted: the original."
    ),
]
Format = Annotated[
    MediaFormat | None, strawberry.argument(description="The file format that is wanted. Omitted: the original's.")
]


@strawberry.type(description="A picture of a product.", directives=[cached(300)])
class Media(Node):
    cache_tag = "product_key"

    alt: str = strawberry.field(description="What the picture shows, for those who do not see it; may be empty.")
    type: MediaType = strawberry.field(description="What it is.")
    width: int | None = strawberry.field(description="The width of the original in pixels; null where not known.")
    height: int | None = strawberry.field(description="The height of the original in pixels; null where not known.")
    source: strawberry.Private[str]
    product_key: strawberry.Private[UUID]
    public_url: strawberry.Private[str]

    @strawberry.field(
        description="Where the file is. A picture that lies on another server is given as it is there, in its own size "
        "and format."
    )
    def url(self, max_width: MaxWidth = strawberry.UNSET, format: Format = strawberry.UNSET) -> URL:  # noqa: A002 - the argument's name is the contract's
        if isinstance(max_width, int) and not 1 <= max_width <= WIDEST:
            raise RequestError("WIDTH_OUT_OF_RANGE", f"`maxWidth` must be between 1 and {WIDEST}; it was {max_width}.")
        return URL(media_url(self.source, self.public_url, max_width or None, format or None))

    @classmethod
    def of(cls, ctx: RequestContext, row: MediaRow) -> Self:
        return cls(
            id=strawberry.ID(MEDIA_ID.encode(row.id)),
            alt=row.alt,
            type=row.type,
            width=row.width,
            height=row.height,
            source=row.source,
            product_key=row.product_id,
            public_url=ctx.settings.public_url,
        )
