"""Addresses of media. Pictures are served in a few widths only, so that each is made once and cached for ever."""

from bisect import bisect_left
from functools import lru_cache
from urllib.parse import quote

from app.core.described import DescribedEnum

WIDTHS = (100, 200, 300, 400, 600, 800, 1000, 1200, 1600, 2000, 2400)
"""Pixels."""


class MediaFormat(DescribedEnum):
    """A file format of pictures."""

    WEBP = "webp", "WebP: small, understood by every current browser."
    JPEG = "jpeg", "JPEG, on a white ground where the picture is transparent."
    PNG = "png", "PNG, without loss."


def ladder_width(width: int) -> int:
    """The next larger width that is served; the largest where none is."""
    return WIDTHS[min(bisect_left(WIDTHS, width), len(WIDTHS) - 1)]


def is_elsewhere(source: str) -> bool:
    """Whether the picture lies on another server, from which it is not resized."""
    return source.startswith("https://")


@lru_cache(maxsize=16_384)
def _quoted(source: str) -> str:
    return quote(source)


def media_url(source: str, public_url: str, max_width: int | None, shown_as: MediaFormat | None) -> str:
    """The absolute address of a picture, in this width at most and this format; without them, the file as it is."""
    if is_elsewhere(source):
        return source
    asked = []
    if max_width is not None:
        asked.append(f"w={ladder_width(max_width)}")
    if shown_as is not None:
        asked.append(f"f={shown_as.value}")
    address = f"{public_url.rstrip('/')}/media/{_quoted(source)}"
    return f"{address}?{'&'.join(asked)}" if asked else address
