"""The records of a file, a few at a time, made here or in a process beside this one.

Reading what a line says takes a third of what this process has to do for a product. In a large file it is done by
another process, while this one and the database write: a line says what it says wherever it is read.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final, Protocol

from app.core.logging import log
from app.exchange.formats.jsonl import JsonlReader, LineReader, NumberedLine
from app.exchange.records import Bad, Reader, Record

LARGE: Final = 16 * 1024 * 1024
"""Bytes of a file, some 4,000 products, from which on another process is worth its start, which takes a second."""
_AT_A_TIME: Final = 3
"""Records that are made here, which take a millisecond: as long as an answer of the database may have to wait."""
_LINES: Final = 64
"""That are sent to the other process at once."""
_AHEAD: Final = 8
"""Times so many are on their way: half a batch, beside the one that is being put together."""

_Lines = Sequence[NumberedLine | Bad]


class Records(Protocol):
    """Where records come from."""

    bytes_read: int
    """Of the file, once the records that were given last had been read."""

    async def some(self) -> list[Record]:
        """The next few; none at the end."""
        ...


@dataclass
class ReadHere:
    """Makes records whenever somebody else in this process waits."""

    records: Iterator[Record]
    tell: Callable[[], int]
    bytes_read: int = 0

    async def some(self) -> list[Record]:
        """A millisecond's worth."""
        await asyncio.sleep(0)
        found = list(islice(self.records, _AT_A_TIME))
        self.bytes_read = self.tell()
        return found


@dataclass
class ReadBeside:
    """Has records made by another process, ahead of those who ask. Where that one is killed, they are made here."""

    reader: JsonlReader
    tell: Callable[[], int]
    pool: ProcessPoolExecutor
    bytes_read: int = 0
    _lines: Iterator[NumberedLine | Bad] = field(init=False)
    _coming: "deque[tuple[_Lines, asyncio.Future[list[Record]], int]]" = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._lines = self.reader.lines()

    async def some(self) -> list[Record]:
        """What the other process has made of the next few lines."""
        while len(self._coming) < _AHEAD and (following := list(islice(self._lines, _LINES))):
            self._coming.append((following, self._sent(following), self.tell()))
        if not self._coming:
            return []
        lines, records, self.bytes_read = self._coming.popleft()
        try:
            return await records
        except BrokenProcessPool:
            log.warning("the process that reads lines has ended", lines=len(lines))
            return _read(self.reader.of_line, lines)

    def _sent(self, lines: _Lines) -> "asyncio.Future[list[Record]]":
        """To a pool that is broken nothing can be sent: the lines are read when it is their turn."""
        loop = asyncio.get_running_loop()
        try:
            return loop.run_in_executor(self.pool, _read, self.reader.of_line, lines)
        except BrokenProcessPool as error:
            broken = loop.create_future()
            broken.set_exception(error)
            return broken


def records_of(raw: BinaryIO, reader: Reader, tell: Callable[[], int], stack: ExitStack) -> Records:
    """The records of a file. Whoever makes them beside us ends with the stack."""
    if not isinstance(reader, JsonlReader) or _size(raw) < LARGE or len(os.sched_getaffinity(0)) == 1:
        return ReadHere(iter(reader), tell)
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_begin)
    stack.callback(pool.shutdown, cancel_futures=True)
    return ReadBeside(reader, tell, pool)


def _size(raw: BinaryIO) -> int:
    try:
        return os.fstat(raw.fileno()).st_size
    except OSError:  # of a stream that is no file
        return 0


def _begin() -> None:
    """The other process ends with this one, however that ends, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(of_line: LineReader, lines: _Lines) -> list[Record]:
    return [line if isinstance(line, Bad) else of_line.record(*line) for line in lines]
