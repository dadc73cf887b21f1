"""Pictures, films and models."""

from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

import strawberry
from pydantic import SecretStr

from app.catalog import MEDIA_ID, Cut, MediaCrop, MediaFormat, MediaRow, fitting_width, media_url
from app.catalog.models import MediaRole, MediaType
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.signatures import media_key
from schema.core.caching import INHERITED, cached
from schema.core.codes import enumeration
from schema.core.nodes import Node
from schema.core.scalars import URL

enumeration(MediaType)
enumeration(MediaRole)
enumeration(MediaFormat)
enumeration(MediaCrop)

WIDEST = 10_000
_PER_MILLE = 1000
_MILLISECONDS = 1000

MaxWidth = Annotated[
    int | None,
    strawberry.argument(
        description="The width in pixels that is needed, 1 to 10000: the file is as wide or a little wider, but never "
        "wider than the original. Omitted: the original."
    ),
]
MaxHeight = Annotated[
    int | None,
    strawberry.argument(
        description="The height in pixels that is needed, 1 to 10000, as `maxWidth`. It means something where the "
        "original's size is known, and with `crop`."
    ),
]
Crop = Annotated[
    MediaCrop | None,
    strawberry.argument(
        description="Cut the picture to the shape of `maxWidth` by `maxHeight`, which are both needed then. Shapes are "
        "1:1, 4:5, 3:4, 2:3, 16:9, those upright or across, and 2:1; another one gives the nearest of them. Omitted: "
        "the whole picture."
    ),
]
Format = Annotated[
    MediaFormat | None, strawberry.argument(description="The file format that is wanted. Omitted: the original's.")
]


@strawberry.type(description="What must stay in view when a picture is cut.", directives=[INHERITED])
class FocalPoint:
    x: Decimal = strawberry.field(description="From the left, 0 to 1.")
    y: Decimal = strawberry.field(description="From the top, 0 to 1.")


@strawberry.type(description="A picture, film or model of a product.", directives=[cached(300)])
class Media(Node):
    cache_tag = "product_key"

    alt: str = strawberry.field(description="What it shows, for those who do not see it; may be empty.")
    type: MediaType = strawberry.field(description="What it is.")
    role: MediaRole = strawberry.field(description="What it is for.")
    mime_type: str | None = strawberry.field(description="The type of the original file; null where not known.")
    width: int | None = strawberry.field(description="The width of the original in pixels; null where not known.")
    height: int | None = strawberry.field(description="The height of the original in pixels; null where not known.")
    duration: Decimal | None = strawberry.field(description="How long a film plays, in seconds; null where not known.")
    focal_point: FocalPoint | None = strawberry.field(
        description="What must stay in view when the picture is cut; null for its middle."
    )
    source: strawberry.Private[str]
    product_key: strawberry.Private[UUID]
    public_url: strawberry.Private[str]
    secret_key: strawberry.Private[SecretStr]

    @strawberry.field(
        description="Where the file is. What lies on another server is given as it is there, in its own size and "
        "format; and so are films and models."
    )
    def url(
        self,
        max_width: MaxWidth = strawberry.UNSET,
        max_height: MaxHeight = strawberry.UNSET,
        crop: Crop = strawberry.UNSET,
        format: Format = strawberry.UNSET,  # noqa: A002 - the argument's name is the contract's
    ) -> URL:
        width, height = _checked(max_width, max_height)
        if crop and (width is None or height is None):
            raise RequestError("BAD_USER_INPUT", "`crop` cuts to a shape: give `maxWidth` and `maxHeight` with it.")
        if self.type is not MediaType.IMAGE:
            return URL(media_url(self.source, self.public_url, None, None))
        if crop and width is not None and height is not None:
            cut = self._cut(crop, width, height)
            key = media_key(self.secret_key)
            return URL(media_url(self.source, self.public_url, width, format or None, cut, key))
        size = (self.width, self.height) if self.width and self.height else None
        return URL(media_url(self.source, self.public_url, fitting_width(width, height, size), format or None))

    def _cut(self, crop: MediaCrop, width: int, height: int) -> Cut:
        if crop is MediaCrop.CENTER or self.focal_point is None:
            return Cut.to(width, height)
        return Cut.to(width, height, int(self.focal_point.x * _PER_MILLE), int(self.focal_point.y * _PER_MILLE))

    @classmethod
    def of(cls, ctx: RequestContext, row: MediaRow) -> Self:
        return cls(
            id=strawberry.ID(MEDIA_ID.encode(row.id)),
            alt=row.alt,
            type=row.type,
            role=row.role,
            mime_type=row.mime_type,
            width=row.width,
            height=row.height,
            duration=None if row.duration_ms is None else Decimal(row.duration_ms) / _MILLISECONDS,
            focal_point=None
            if row.focal_x is None or row.focal_y is None
            else FocalPoint(x=row.focal_x.normalize(), y=row.focal_y.normalize()),
            source=row.source,
            product_key=row.product_id,
            public_url=ctx.settings.public_url,
            secret_key=ctx.settings.secret_key,
        )


def _is_pixels(pixels: int | None) -> bool:
    return not isinstance(pixels, int) or 1 <= pixels <= WIDEST


def _checked(max_width: int | None, max_height: int | None) -> tuple[int | None, int | None]:
    """Both as they were given; None where one was not."""
    if not _is_pixels(max_width):
        raise RequestError("WIDTH_OUT_OF_RANGE", f"`maxWidth` must be between 1 and {WIDEST}; it was {max_width}.")
    if not _is_pixels(max_height):
        raise RequestError("HEIGHT_OUT_OF_RANGE", f"`maxHeight` must be between 1 and {WIDEST}; it was {max_height}.")
    return max_width or None, max_height or None
