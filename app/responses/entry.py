"""One finished response: its bytes, what it shows, and how long it is right."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Self

from app.responses.coding import Coding, compress

COMPRESSED_FROM = 1024
"""Bytes. A smaller body fits into one packet in any coding."""
_ENTRY_OVERHEAD = 6 * 1024
_TAG_OVERHEAD = 400
"""Bytes of a tag that no other entry has: the text, its places in the entry and in the index."""


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Immutable for all who look; compressed forms are made when first asked for, and kept."""

    body: bytes
    etag: str
    """Strong, quoted (RFC 9110, 8.8.3), of the body without a coding."""
    tags: frozenset[str]
    """What it shows: a change of any of these makes it wrong."""
    expires_at: float
    """Unix seconds."""
    size: int
    """Bytes of memory reckoned for it: the body, room for its compressed forms, the tags, the objects around."""
    derived: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What senders have worked out from it: kept as long as it is, and small."""
    _encodings: dict[Coding, bytes | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, body: bytes, tags: frozenset[str], expires_at: float) -> Self:
        forms = 2 if len(body) >= COMPRESSED_FROM else 1
        size = _ENTRY_OVERHEAD + forms * len(body) + sum(_TAG_OVERHEAD + len(tag) for tag in tags)
        return cls(body, f'"{blake2b(body, digest_size=16).hexdigest()}"', tags, expires_at, size)

    def encoded(self, coding: Coding) -> bytes | None:
        """The body in this coding; `None` where it is better sent as it is.

        The forms kept never take more than the body itself, so that `size` holds from the start.
        """
        if coding not in self._encodings:
            room = len(self.body) - sum(map(len, filter(None, self._encodings.values())))
            made = compress(self.body, coding) if len(self.body) >= COMPRESSED_FROM else None
            self._encodings[coding] = made if made is not None and len(made) < room else None
        return self._encodings[coding]

    def etag_in(self, coding: Coding | None) -> str:
        """A strong tag names bytes, so that each coding has its own (RFC 9110, 8.8.3.3)."""
        return f'{self.etag[:-1]}-{coding}"' if coding else self.etag
