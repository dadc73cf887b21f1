"""Files of the media folder: pictures resized on demand, films and models in the parts that players ask for.

`/media/<file>` is the file as it is; `?w=600&f=webp` gives a picture in one of a few widths and formats, and `c=` cut
as the shop itself has signed it, made once and kept in the folder `derived`. To replace a file, give the new one a new
name: browsers may keep an answer for ever.
"""

import asyncio
import hashlib
import os
import re
import tempfile
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from app.catalog.rules import CONTENT_TYPES, FILE_NAME, Cut, MediaFormat, ladder_width, read_cut

_FOREVER = "public, max-age=31536000, immutable"
_SUFFIXES = {MediaFormat.WEBP: ".webp", MediaFormat.AVIF: ".avif", MediaFormat.JPEG: ".jpg", MediaFormat.PNG: ".png"}
_FORMATS = {
    ".webp": MediaFormat.WEBP,
    ".avif": MediaFormat.AVIF,
    ".jpg": MediaFormat.JPEG,
    ".jpeg": MediaFormat.JPEG,
}
_QUALITY = {MediaFormat.AVIF: 60}
"""Of a format that does not look at 82 as the others do: AVIF counts otherwise."""
_USUAL_QUALITY = 82
_WIDEST = 10_000
_MISSING = "There is no such file."
_AT_ONCE = 2
"""Resizing takes memory and a processor: more requests wait for their turn."""


class _UnreadableError(Exception):
    """The file is no picture, or one too large to open safely."""


class _Asked(NamedTuple):
    """What an address wants of a picture."""

    width: int | None
    cut: Cut | None
    shown_as: MediaFormat | None

    def file_name(self, name: str, shown_as: MediaFormat) -> str:
        """Of the picture that is made."""
        shape = f".{self.cut.shape}.{self.cut.x}.{self.cut.y}" if self.cut else ""
        return f"{name}.{self.width or 'full'}{shape}{_SUFFIXES[shown_as]}"


def media(folder: Path, cut_key: bytes) -> Callable[[Request], Awaitable[Response]]:
    """Answers for the files of this folder, and for no others. `cut_key` is what cuts were signed with."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def respond(request: Request) -> Response:
        name = request.path_params["name"]
        suffix = Path(name).suffix.lower()
        original = folder / name
        if not FILE_NAME.fullmatch(name) or suffix not in CONTENT_TYPES or not original.is_file():
            return _refusal(404, "NOT_FOUND", _MISSING)
        try:
            asked = _asked(request, name, cut_key)
        except ValueError as error:
            return _refusal(400, "BAD_REQUEST", str(error))
        if not any(asked):
            return _answer(request, original)
        if not CONTENT_TYPES[suffix].startswith("image/"):
            return _refusal(400, "BAD_REQUEST", "Only pictures have sizes and formats: leave `w`, `c` and `f` out.")
        shown_as = asked.shown_as or _FORMATS.get(suffix, MediaFormat.PNG)
        made = folder / "derived" / asked.file_name(name, shown_as)
        if not _is_current(made, original):
            try:
                async with turns:
                    await asyncio.to_thread(_make, original, made, asked, shown_as)
            except _UnreadableError:
                return _refusal(404, "NOT_FOUND", _MISSING)
        return _answer(request, made)

    return respond


def _asked(request: Request, name: str, cut_key: bytes) -> _Asked:
    width, cut, shown_as = (request.query_params.get(key) for key in ("w", "c", "f"))
    if width is not None and not (re.fullmatch(r"[0-9]{1,5}", width) and 1 <= int(width) <= _WIDEST):
        raise ValueError(f"`w` is a width in pixels, 1 to {_WIDEST}.")
    if shown_as is not None and shown_as not in [each.value for each in MediaFormat]:
        raise ValueError(f"`f` is one of {', '.join(MediaFormat)}.")
    read = read_cut(cut, cut_key, name) if cut is not None else None
    if cut is not None and read is None:
        raise ValueError("`c` is a cut that the shop did not give out: ask the API for the address.")
    return _Asked(
        ladder_width(int(width)) if width is not None else None,
        read,
        MediaFormat(shown_as) if shown_as is not None else None,
    )


def _is_current(made: Path, original: Path) -> bool:
    return made.is_file() and made.stat().st_mtime_ns >= original.stat().st_mtime_ns


def _make(original: Path, made: Path, asked: _Asked, shown_as: MediaFormat) -> None:
    """Write the picture as it is asked for, never larger than it is. The file appears whole or not at all."""
    made.parent.mkdir(parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(original) as picture:
                picture.load()
                result = _resized(picture, asked, shown_as)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError) as error:
        raise _UnreadableError(original.name) from error
    handle, temporary = tempfile.mkstemp(dir=made.parent, suffix=_SUFFIXES[shown_as])
    try:
        with os.fdopen(handle, "wb") as file:
            result.save(file, shown_as.value, quality=_QUALITY.get(shown_as, _USUAL_QUALITY))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(made)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _resized(picture: Image.Image, asked: _Asked, shown_as: MediaFormat) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    result = upright.convert("RGBA" if has_alpha else "RGB")
    if asked.cut:
        result = result.crop(asked.cut.box(*result.size))
    if asked.width is not None and asked.width < result.width:
        height = max(1, (result.height * asked.width + result.width // 2) // result.width)
        result = result.resize((asked.width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if has_alpha and shown_as is MediaFormat.JPEG:
        ground = Image.new("RGB", result.size, "white")
        ground.paste(result, mask=result.getchannel("A"))
        return ground
    return result


def _answer(request: Request, path: Path) -> Response:
    facts = path.stat()
    tag = f'"{hashlib.sha256(f"{path.name}:{facts.st_size}:{facts.st_mtime_ns}".encode()).hexdigest()[:24]}"'
    headers = {"Cache-Control": _FOREVER, "ETag": tag, "X-Content-Type-Options": "nosniff"}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=CONTENT_TYPES[path.suffix.lower()], stat_result=facts)


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse(
        {"errors": [{"message": message, "extensions": {"code": code}}]}, status, {"Cache-Control": "no-store"}
    )
