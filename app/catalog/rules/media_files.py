"""What a file is, by its content. Names and headers are claims of whoever made them."""

import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from app.catalog.models import MediaType

_PICTURES: Final = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
}
_MP4_BRANDS: Final = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV", b"mmp4"}
)
"""Of ISO base media files, which pictures and sound can be as well: the brands of films."""
_HEAD_BYTES: Final = 4096
_TAIL_BYTES: Final = 1024
KNOWN_KINDS: Final = "JPEG, PNG, WebP, GIF, MP4, WebM, binary glTF or PDF"


class UnusableFileError(Exception):
    """A file that no page should show; the text says why, for the one who gave it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class MediaFile:
    """A file that is what it says."""

    mime_type: str
    suffix: str
    byte_size: int
    media_type: MediaType | None
    """None: a document, such as a certificate."""
    width: int | None = None
    height: int | None = None


def inspect_file(path: Path, most_pixels: int) -> MediaFile:
    """Look at the whole file. Raises `UnusableFileError`. Slow: for a thread."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read()
    if not head:
        raise UnusableFileError("The file is empty.")
    if _is_film_of_mp4(head):
        return MediaFile("video/mp4", "mp4", size, MediaType.VIDEO)
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in head[:128]:  # EBML with the DocType of WebM
        return MediaFile("video/webm", "webm", size, MediaType.VIDEO)
    if head.startswith(b"glTF"):
        return _model(head, size)
    if head.startswith(b"%PDF-"):
        if b"%%EOF" not in tail:
            raise UnusableFileError("The PDF ends in the middle.")
        return MediaFile("application/pdf", "pdf", size, None)
    return _picture(path, size, most_pixels)


def _is_film_of_mp4(head: bytes) -> bool:
    if head[4:8] != b"ftyp":
        return False
    length = struct.unpack(">I", head[:4])[0]
    brands = {head[start : start + 4] for start in (8, *range(16, min(length, len(head)), 4))}
    return head[8:12] in _MP4_BRANDS or (head[8:12] not in (b"avif", b"avis", b"heic") and bool(brands & _MP4_BRANDS))


def _model(head: bytes, size: int) -> MediaFile:
    """Binary glTF 2.0, section 4.4: magic, version, length of the whole."""
    if len(head) < 12:
        raise UnusableFileError("The 3D model ends in the middle.")
    version, length = struct.unpack("<II", head[4:12])
    if version != 2:
        raise UnusableFileError(f"The 3D model is glTF {version}. Save it as glTF 2.0.")
    if length != size:
        raise UnusableFileError("The 3D model has another length than it says.")
    return MediaFile("model/gltf-binary", "glb", size, MediaType.MODEL_3D)


def _picture(path: Path, size: int, most_pixels: int) -> MediaFile:
    """Every pixel is read: a picture that ends in the middle has a sound beginning."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is ours
            with Image.open(path, formats=tuple(_PICTURES)) as picture:
                width, height = picture.size
                if width * height > most_pixels:
                    raise UnusableFileError(
                        f"The picture has {width} × {height} pixels. Make it smaller: {most_pixels} is the limit."
                    )
                mime_type, suffix = _PICTURES[str(picture.format)]
                picture.load()
    except UnidentifiedImageError as error:
        raise UnusableFileError(f"The file is none of these: {KNOWN_KINDS}.") from error
    except Image.DecompressionBombError as error:
        raise UnusableFileError(f"The picture is larger than {most_pixels} pixels.") from error
    except (OSError, ValueError, SyntaxError, struct.error, MemoryError, EOFError, IndexError) as error:
        raise UnusableFileError("The picture is damaged, or ends in the middle.") from error  # Pillow raises all these
    return MediaFile(mime_type, suffix, size, MediaType.IMAGE, width, height)
