"""Addresses of media. Pictures are served in a few widths and shapes only, so that each is made once and cached for
ever, and strangers cannot fill the folder with sizes of their own."""

import hashlib
import hmac
import re
from bisect import bisect_left
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import quote

from app.core.described import DescribedEnum

WIDTHS: Final = (100, 200, 300, 400, 600, 800, 1000, 1200, 1600, 2000, 2400)
"""Pixels."""

SHAPES: Final[Mapping[str, Fraction]] = MappingProxyType(
    {
        f"{width}x{height}": Fraction(width, height)
        for width, height in ((1, 1), (4, 5), (5, 4), (3, 4), (4, 3), (2, 3), (3, 2), (9, 16), (16, 9), (2, 1))
    }
)
"""Width by height of pictures that are cut."""

CONTENT_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".png": "image/png",
        ".webp": "image/webp",
        ".gif": "image/gif",
        ".avif": "image/avif",
        ".mp4": "video/mp4",
        ".webm": "video/webm",
        ".glb": "model/gltf-binary",
        ".gltf": "model/gltf+json",
        ".usdz": "model/vnd.usdz+zip",
        ".pdf": "application/pdf",
    }
)
"""What the media folder may hold, by the ending of the file's name. Nothing here can run in a page."""

FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
"""No folder, no hidden file, nothing that a file system could read otherwise."""
LONGEST_ADDRESS: Final = 2_000

CENTRE: Final = 500
_PER_MILLE: Final = 1000


class MediaFormat(DescribedEnum):
    """A file format of pictures."""

    WEBP = "webp", "WebP: small, understood by every current browser."
    AVIF = "avif", "AVIF: smaller still, understood by browsers since 2022."
    JPEG = "jpeg", "JPEG, on a white ground where the picture is transparent."
    PNG = "png", "PNG, without loss."


class MediaCrop(DescribedEnum):
    """What stays when a picture is cut."""

    FOCAL = "FOCAL", "What lies around the focal point; the middle where it has none."
    CENTER = "CENTER", "The middle."


class Cut(NamedTuple):
    """How a picture is cut: to which of the `SHAPES`, and around which point, from the left and the top in thousandths
    of its size."""

    shape: str
    x: int = CENTRE
    y: int = CENTRE

    @classmethod
    def to(cls, width: int, height: int, x: int = CENTRE, y: int = CENTRE) -> "Cut":
        """To the shape that is nearest to this size."""
        wanted = Fraction(width, height)
        nearest = min(SHAPES, key=lambda each: max(SHAPES[each] / wanted, wanted / SHAPES[each]))
        return cls(nearest, x, y)

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The largest part of a picture of this size that has the shape, as near to the point as it can be: left, top,
        right, bottom."""
        shape = SHAPES[self.shape]
        across = min(width, max(1, round(height * shape)))
        down = min(height, max(1, round(width / shape)))
        left = _clamped(width * self.x // _PER_MILLE - across // 2, width - across)
        top = _clamped(height * self.y // _PER_MILLE - down // 2, height - down)
        return left, top, left + across, top + down


def _clamped(value: int, largest: int) -> int:
    return max(0, min(value, largest))


def ladder_width(width: int) -> int:
    """The next larger width that is served; the largest where none is."""
    return WIDTHS[min(bisect_left(WIDTHS, width), len(WIDTHS) - 1)]


def fitting_width(max_width: int | None, max_height: int | None, size: tuple[int, int] | None) -> int | None:
    """The width at which a picture of this size is no wider and no higher than was asked; None where it may keep its
    own. A height means nothing where the size is not known."""
    if max_height is None or size is None:
        return max_width
    width = max(1, size[0] * max_height // size[1])
    return width if max_width is None else min(width, max_width)


def is_source(text: str) -> bool:
    """Whether this can be where a medium lies: a file name of the media folder, or an https address."""
    if is_elsewhere(text):
        return len(text) <= LONGEST_ADDRESS and text.isprintable() and " " not in text
    return FILE_NAME.fullmatch(text) is not None


def is_elsewhere(source: str) -> bool:
    """Whether the medium lies on another server, from which it is not resized."""
    return source.startswith("https://")


@lru_cache(maxsize=16_384)
def _quoted(source: str) -> str:
    return quote(source)


def cut_signature(key: bytes, source: str, cut: Cut) -> str:
    """What proves that the shop itself cut this picture so: the points are many, and only it may choose them."""
    return hmac.digest(key, f"{source}\n{cut.shape}\n{cut.x}\n{cut.y}".encode(), hashlib.sha256).hex()[:24]


def media_url(
    source: str,
    public_url: str,
    max_width: int | None,
    shown_as: MediaFormat | None,
    cut: Cut | None = None,
    key: bytes = b"",
) -> str:
    """The absolute address of a medium; of a picture in this width at most, this format, and cut; without them, the
    file as it is. `key` signs cuts."""
    if is_elsewhere(source):
        return source
    asked = []
    if max_width is not None:
        asked.append(f"w={ladder_width(max_width)}")
    if cut is not None:
        asked.append(f"c={cut.shape},{cut.x},{cut.y},{cut_signature(key, source, cut)}")
    if shown_as is not None:
        asked.append(f"f={shown_as.value}")
    address = f"{public_url.rstrip('/')}/media/{_quoted(source)}"
    return f"{address}?{'&'.join(asked)}" if asked else address


def read_cut(text: str, key: bytes, source: str) -> Cut | None:
    """The cut that an address asks for; None where the shop did not give it out."""
    shape, _, rest = text.partition(",")
    x, _, rest = rest.partition(",")
    y, _, signature = rest.partition(",")
    if shape not in SHAPES or not _is_point(x) or not _is_point(y):
        return None
    cut = Cut(shape, int(x), int(y))
    return cut if hmac.compare_digest(signature.encode(), cut_signature(key, source, cut).encode()) else None


def _is_point(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(_PER_MILLE)) and int(text) <= _PER_MILLE
