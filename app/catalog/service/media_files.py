"""Files of the media folder. Each is named by its content: the same file twice is one file, and a name never changes
its meaning, so that browsers may keep it for ever."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import MediaType
from app.catalog.rules.media_files import MediaFile, UnusableFileError, inspect_file
from app.catalog.service.products.writing import FETCH_MEDIA_JOB
from app.jobs.queue import NewJob, enqueue_all

_INCOMING: Final = "incoming"
"""A folder within the media folder, and on its disk, which nobody is shown."""
_LEFT_BEHIND_SECONDS: Final = 24 * 3600
_NAME_DIGITS: Final = 40
"""Of the SHA-256: 160 bits."""
_THREADS: Final = ThreadPoolExecutor(2, thread_name_prefix="media")
"""Opening a picture takes some hundred megabytes: more wait for their turn."""


def sweep_incoming(folder: Path) -> None:
    """Delete what killed processes left."""
    limit = time.time() - _LEFT_BEHIND_SECONDS
    incoming = folder / _INCOMING
    for path in incoming.iterdir() if incoming.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()


@dataclass(frozen=True)
class StoredMedia:
    """A file in the media folder."""

    source: str
    """Its name there."""
    facts: MediaFile


@contextmanager
def incoming_file(folder: Path) -> Iterator[BinaryIO]:
    """A file on the disk of the media folder, for what is not yet known to belong there. It is gone afterwards."""
    incoming = folder / _INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=incoming) as file:
        yield cast(BinaryIO, file)


async def store_media_file(
    folder: Path, path: Path, sha256: bytes, *, most_pixels: int, kind: MediaType | None = None
) -> StoredMedia:
    """Look at a file and put it into the media folder. The file given stays where it is.

    Raises `UnusableFileError` where it is damaged, of no kind that is shown, or not of the kind given.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, _store, folder, path, sha256, most_pixels, kind)


def _store(folder: Path, path: Path, sha256: bytes, most_pixels: int, kind: MediaType | None) -> StoredMedia:
    facts = inspect_file(path, most_pixels)
    if kind is not None and facts.media_type is not kind:
        wanted = kind.description.rstrip(".").lower()
        raise UnusableFileError(f"The file is {facts.mime_type}, and was announced as something else: {wanted}.")
    source = f"{sha256.hex()[:_NAME_DIGITS]}.{facts.suffix}"
    target = folder / source
    if not target.is_file():
        with incoming_file(folder) as copy, path.open("rb") as original:
            shutil.copyfileobj(original, copy, 1 << 20)
            copy.flush()
            Path(copy.name).chmod(0o644)
            with suppress(FileExistsError):  # another one stores the same at this moment
                os.link(copy.name, target)
    return StoredMedia(source, facts)


async def enqueue_fetches(
    session: AsyncSession, media_ids: Sequence[UUID], *, attempt: int = 1, delay: timedelta = timedelta(0)
) -> None:
    """Have these media fetched once the transaction has committed."""
    await enqueue_all(
        session, [NewJob(FETCH_MEDIA_JOB, {"media_id": each, "attempt": attempt}, delay) for each in media_ids]
    )
