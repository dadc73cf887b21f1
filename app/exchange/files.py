"""The files folder. A file is named there by its id, so that nothing that a caller says becomes a path."""

import asyncio
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

_CHUNK: Final = 1 << 20
_LEFT_BEHIND_SECONDS: Final = 48 * 3600
"""After which a file that nobody knows of is what a killed process left: longer than an upload or a job takes."""


class WrongSizeError(Exception):
    """An upload has more or fewer bytes than were announced."""


def path_of(folder: Path, file_id: UUID) -> Path:
    """Where the file lies."""
    return folder / file_id.hex


@dataclass(frozen=True)
class Measure:
    """How large a file is, and its SHA-256."""

    byte_size: int
    sha256: bytes


@dataclass(frozen=True)
class Received:
    """An upload, still under a name of its own."""

    path: Path
    sha256: bytes

    def put(self, folder: Path, file_id: UUID) -> None:
        """Give it the name under which the shop knows it."""
        place = path_of(folder, file_id)
        place.unlink(missing_ok=True)
        os.link(self.path, place)


@asynccontextmanager
async def received(folder: Path, chunks: AsyncIterable[bytes], byte_size: int) -> AsyncIterator[Received]:
    """An upload of exactly so many bytes. Unless it is put into its place, it is gone afterwards.

    Raises `WrongSizeError`. Disk and hash take their time in threads, a megabyte at once.
    """
    digest, buffer, count = hashlib.sha256(), bytearray(), 0
    with _new_file(folder) as file:

        def keep(data: bytes) -> None:
            file.write(data)
            digest.update(data)

        async for chunk in chunks:
            count += len(chunk)
            if count > byte_size:
                raise WrongSizeError
            buffer += chunk
            if len(buffer) >= _CHUNK:
                await asyncio.to_thread(keep, bytes(buffer))
                buffer.clear()
        keep(bytes(buffer))
        file.flush()
        if count != byte_size:
            raise WrongSizeError
        yield Received(Path(file.name), digest.digest())


def _new_file(folder: Path) -> AbstractContextManager[Any]:
    """A file that is gone when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.NamedTemporaryFile(dir=folder, suffix=".part")


@contextmanager
def open_result(folder: Path, file_id: UUID, keep_bytes: int) -> Iterator[BinaryIO]:
    """The file of a result, with its first `keep_bytes` as they were, to write on behind them.

    It is another file of the same name: a run that was taken for dead, and still writes, writes into what nobody sees.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = path_of(folder, file_id)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "w+b") as file:
        try:
            if keep_bytes:
                with place.open("rb") as before:
                    shutil.copyfileobj(before, file, _CHUNK)
                file.truncate(keep_bytes)
                file.seek(keep_bytes)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        yield file


async def measure(path: Path) -> Measure:
    """Look at a file that is whole; one that is not there is empty."""

    def run() -> Measure:
        try:
            with path.open("rb") as file:
                return Measure(path.stat().st_size, hashlib.file_digest(file, "sha256").digest())
        except FileNotFoundError:
            return Measure(0, hashlib.sha256().digest())

    return await asyncio.to_thread(run)


def remove(folder: Path, file_id: UUID) -> None:
    """Delete the file, if it is there."""
    path_of(folder, file_id).unlink(missing_ok=True)


def left_behind(folder: Path) -> list[Path]:
    """What has lain in the folder for so long that, if nobody knows of it, nobody will."""
    limit = time.time() - _LEFT_BEHIND_SECONDS
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < limit:
                found.append(path)
    return found
