"""Pictures from the media folder, resized on demand.

`/media/<file>` is the file as it is; `?w=600&f=webp` gives it in one of a few widths and formats, made once and kept in
the folder `derived`. To replace a picture, give the new one a new name: browsers may keep an answer
for ever.
"""

import asyncio
import hashlib
import os
import re
import tempfile
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from app.catalog.rules import MediaFormat, ladder_width

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
_FOREVER = "public, max-age=31536000, immutable"
_SUFFIXES = {MediaFormat.WEBP: ".webp", MediaFormat.JPEG: ".jpg", MediaFormat.PNG: ".png"}
_FORMATS = {".webp": MediaFormat.WEBP, ".jpg": MediaFormat.JPEG, ".jpeg": MediaFormat.JPEG}
_QUALITY = 82
_WIDEST = 10_000
_AT_ONCE = 2
"""Resizing takes memory and a processor: more requests wait for their turn."""


class _UnreadableError(Exception):
    """The file is no picture, or one too large to open safely."""


def media(folder: Path) -> Callable[[Request], Awaitable[Response]]:
    """Answers for the files of this folder, and for no others."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def respond(request: Request) -> Response:
        name = request.path_params["name"]
        suffix = Path(name).suffix.lower()
        original = folder / name
        if not _FILE_NAME.fullmatch(name) or suffix not in _TYPES or not original.is_file():
            return _refusal(404, "NOT_FOUND", "There is no such picture.")
        try:
            width, shown_as = _asked(request)
        except ValueError as error:
            return _refusal(400, "BAD_REQUEST", str(error))
        if width is None and shown_as is None:
            return _answer(request, original)
        shown_as = shown_as or _FORMATS.get(suffix, MediaFormat.PNG)
        made = folder / "derived" / f"{name}.{width or 'full'}{_SUFFIXES[shown_as]}"
        if not _is_current(made, original):
            try:
                async with turns:
                    await asyncio.to_thread(_make, original, made, width, shown_as)
            except _UnreadableError:
                return _refusal(404, "NOT_FOUND", "There is no such picture.")
        return _answer(request, made)

    return respond


def _asked(request: Request) -> tuple[int | None, MediaFormat | None]:
    width, shown_as = request.query_params.get("w"), request.query_params.get("f")
    if width is not None and not (re.fullmatch(r"[0-9]{1,5}", width) and 1 <= int(width) <= _WIDEST):
        raise ValueError(f"`w` is a width in pixels, 1 to {_WIDEST}.")
    if shown_as is not None and shown_as not in [each.value for each in MediaFormat]:
        raise ValueError(f"`f` is one of {', '.join(MediaFormat)}.")
    return (ladder_width(int(width)) if width else None), (MediaFormat(shown_as) if shown_as else None)


def _is_current(made: Path, original: Path) -> bool:
    return made.is_file() and made.stat().st_mtime_ns >= original.stat().st_mtime_ns


def _make(original: Path, made: Path, width: int | None, shown_as: MediaFormat) -> None:
    """Write the picture in this width, or in its own where that is smaller. The file appears whole or not at all."""
    made.parent.mkdir(parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(original) as picture:
                picture.load()
                result = _resized(picture, width, shown_as)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError) as error:
        raise _UnreadableError(original.name) from error
    handle, temporary = tempfile.mkstemp(dir=made.parent, suffix=_SUFFIXES[shown_as])
    try:
        with os.fdopen(handle, "wb") as file:
            result.save(file, shown_as.value, quality=_QUALITY)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(made)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _resized(picture: Image.Image, width: int | None, shown_as: MediaFormat) -> Image.Image:
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    result = picture.convert("RGBA" if has_alpha else "RGB")
    if width is not None and width < result.width:
        height = max(1, (result.height * width + result.width // 2) // result.width)
        result = result.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
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
    return FileResponse(path, headers=headers, media_type=_TYPES[path.suffix.lower()], stat_result=facts)


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse(
        {"errors": [{"message": message, "extensions": {"code": code}}]}, status, {"Cache-Control": "no-store"}
    )
