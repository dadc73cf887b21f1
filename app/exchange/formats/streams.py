"""Files as streams of bytes: compressed or not, in bounded memory, and no more of them than a catalog can be.

A gzip file can unfold to a thousand times its size. What unfolds to more than `MOST_TIMES` as much is no catalog (text
in ten languages comes to 20 times) and reading ends there. Small files may be as dense as they like.
"""

import zlib
from typing import BinaryIO, Final

from app.core.errors import Problem, Refusal
from app.exchange.errors import ExchangeErrorCode, RowErrorCode

MOST_TIMES: Final = 200
_ALWAYS_ALLOWED: Final = 64 * 1024 * 1024
CHUNK: Final = 256 * 1024

_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_WRONG_MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "ZIP", b"%P": "PDF"}


class UnreadableError(Exception):
    """From here on a file cannot be read."""

    def __init__(self, code: RowErrorCode, **facts: object) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = facts


class Source:
    """The unfolded bytes of a file. Raises `Refusal` for an empty one and one that is not in UTF-8."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.bytes_read = 0
        """Of the file as it is, compressed or not."""
        self._unfolded = 0
        start = self._read_raw()
        self._unfold = zlib.decompressobj(_GZIP_WINDOW) if start.startswith(_GZIP) else None
        self._pending = start
        self._first = self._next_chunk()
        if not self._first:
            raise Refusal(Problem(ExchangeErrorCode.FILE_EMPTY))
        for mark, encoding in _WRONG_MARKS.items():
            if self._first.startswith(mark):
                raise Refusal(Problem(ExchangeErrorCode.WRONG_ENCODING, facts={"encoding": encoding}))

    def read(self) -> bytes:
        """The next bytes, at most a few hundred thousand; none at the end. Raises `UnreadableError`."""
        if self._first:
            first, self._first = self._first, b""
            return first
        return self._next_chunk()

    def _next_chunk(self) -> bytes:
        if self._unfold is None:
            chunk, self._pending = self._pending, b""
            return chunk or self._read_raw()
        while True:
            if not self._pending:
                self._pending = self._read_raw()
            if not self._pending:
                if not self._unfold.eof:
                    raise UnreadableError(RowErrorCode.DAMAGED_ARCHIVE)
                return b""
            if self._unfold.eof:  # gzip files can be joined to one
                self._unfold = zlib.decompressobj(_GZIP_WINDOW)
            try:
                chunk = self._unfold.decompress(self._pending, CHUNK)
            except zlib.error as error:
                raise UnreadableError(RowErrorCode.DAMAGED_ARCHIVE) from error
            self._pending = self._unfold.unused_data if self._unfold.eof else self._unfold.unconsumed_tail
            self._unfolded += len(chunk)
            if self._unfolded > max(_ALWAYS_ALLOWED, MOST_TIMES * self.bytes_read):
                raise UnreadableError(RowErrorCode.TOO_COMPRESSED, most=MOST_TIMES)
            if chunk:
                return chunk

    def _read_raw(self) -> bytes:
        chunk = self._raw.read(CHUNK)
        self.bytes_read += len(chunk)
        return chunk


class Lines:
    """The lines of a source with their ends. Raises `UnreadableError` for one that is longer than `limit` bytes."""

    def __init__(self, source: Source, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._held = b""
        self._position = 0
        self._is_start = True

    def next(self) -> bytes:
        """The next line; empty at the end."""
        end = self._held.find(b"\n", self._position)
        if end < 0:
            self._fill()
            end = self._held.find(b"\n", self._position)
        stop = len(self._held) if end < 0 else end + 1
        line = self._held[self._position : stop]
        self._position = stop
        return line

    def _fill(self) -> None:
        """Hold at least one line, or the rest."""
        parts = [self._held[self._position :]]
        length = len(parts[0])
        self._held, self._position = b"", 0
        while chunk := self._source.read():
            if self._is_start:
                chunk, self._is_start = chunk.removeprefix(b"\xef\xbb\xbf"), False
            parts.append(chunk)
            length += len(chunk)
            if b"\n" in chunk:
                break
            if length > self._limit:
                raise UnreadableError(RowErrorCode.ENDLESS, most=self._limit)
        self._held = b"".join(parts)
