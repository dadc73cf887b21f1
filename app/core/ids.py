"""TypeIDs: ids that say what they identify, sort by creation and are checked against the expected type.

`product_01h455vb4pex5vsknk084sn02q` is a prefix and a UUIDv7 (RFC 9562) in Crockford's base 32, as the TypeID
specification 0.3 has it. Inside the shop an id is a `UUID`; the prefix is written and checked at the edge.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self
from uuid import UUID

from asyncpg.pgproto import pgproto

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_VALUES: Final = {digit: value for value, digit in enumerate(_ALPHABET)}
_SUFFIX_LENGTH: Final = 26
_LOW: Final = (1 << 60) - 1
_REMEMBERED: Final = 32_768
_RANDOM_BYTES: Final = 10
_READ_AHEAD: Final = 256


def new_id() -> UUID:
    """A UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    return UUID(int=_now_with(os.urandom(_RANDOM_BYTES)))


def new_ids() -> Iterator[UUID]:
    """As many as are asked for, for who makes thousands. Their randomness is read for some hundred at a
    time: each read of it is a call into the system, for which Python lets other threads run first. They are of the
    driver's own subclass, as ids that come from the database are: it is made, hashed, compared and written out several
    times as fast."""
    while True:
        random = os.urandom(_RANDOM_BYTES * _READ_AHEAD)
        for start in range(0, len(random), _RANDOM_BYTES):
            yield pgproto.UUID(_now_with(random[start : start + _RANDOM_BYTES]).to_bytes(16))


def _now_with(random_bytes: bytes) -> int:
    random = int.from_bytes(random_bytes)
    milliseconds = time.time_ns() // 1_000_000
    return milliseconds << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1


@lru_cache(_REMEMBERED)
def encode(value: int) -> str:
    """128 bits as 26 base-32 digits, two digits at a time.

    A page of 24 products shows 150 ids, and the next request mostly the same ones: so they are remembered. Those that
    are not are written out without a loop and in two halves, since shifts of shorter numbers are faster: together that
    takes a third less time.
    """
    high, low, pairs = value >> 60, value & _LOW, _PAIRS
    return (
        f"{pairs[high >> 60]}{pairs[high >> 50 & 1023]}{pairs[high >> 40 & 1023]}{pairs[high >> 30 & 1023]}"
        f"{pairs[high >> 20 & 1023]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
        f"{pairs[low >> 50]}{pairs[low >> 40 & 1023]}{pairs[low >> 30 & 1023]}"
        f"{pairs[low >> 20 & 1023]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
    )


def decode(text: str) -> int | None:
    """The inverse of `encode`; None for what it never writes."""
    if len(text) != _SUFFIX_LENGTH or text[0] > "7":
        return None
    value = 0
    for digit in text:
        digit_value = _VALUES.get(digit)
        if digit_value is None:
            return None
        value = value << 5 | digit_value
    return value


@dataclass(frozen=True, slots=True)
class IdKind:
    """One kind of thing that has ids, by its prefix."""

    prefix: str

    def encode(self, value: UUID) -> str:
        return f"{self.prefix}_{encode(value.int)}"

    def decode(self, text: str) -> UUID | None:
        """The id, or None where the text is no id of this kind. A forged id and a foreign one look the same."""
        prefix, _, suffix = text.rpartition("_")
        if prefix != self.prefix:
            return None
        value = decode(suffix)
        return None if value is None else UUID(int=value)

    @classmethod
    def of(cls, text: str) -> Self:
        """The kind that an id's text claims to be of."""
        return cls(text.rpartition("_")[0])
