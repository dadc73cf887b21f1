"""Content codings: which one a client gets (RFC 9110, 12.5.3), and how each is made."""

import re
import zlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache

import brotli
import zstandard

_MEMOISED_LENGTH = 256
"""Browsers send some 30 characters; what is longer is parsed each time, so that nobody fills the memo with letters."""
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Coding(StrEnum):
    """The codings that are offered, the preferred first."""

    ZSTD = "zstd"
    BR = "br"
    GZIP = "gzip"


_COMPRESSORS: Mapping[Coding, Callable[[bytes, int], bytes]] = {
    Coding.ZSTD: lambda body, level: zstandard.compress(body, level=level),
    Coding.BR: lambda body, level: bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=level)),
    Coding.GZIP: lambda body, level: zlib.compress(body, level=level, wbits=31),
}
_OFTEN = {Coding.ZSTD: 9, Coding.BR: 5, Coding.GZIP: 6}
"""Levels for text that is made once and sent often: further ones take several times as long for a few percent."""
_ONCE = {Coding.ZSTD: 1, Coding.BR: 1, Coding.GZIP: 1}
"""Levels for text that is sent once: a third of the time or less, for up to a quarter more bytes."""


def compress(body: bytes, coding: Coding, *, once: bool = False) -> bytes:
    """The body in this coding; in haste where it is sent `once`."""
    return _COMPRESSORS[coding](body, (_ONCE if once else _OFTEN)[coding])


def choose_coding(header: str | None) -> Coding | None:
    """The coding for this `Accept-Encoding`; `None` is the body as it is.

    The client's weights decide, then our order. Without the header, and where a client refuses even `identity` but
    takes nothing that we offer, the body is sent as it is.
    """
    if not header:
        return None
    return _memoised(header) if len(header) <= _MEMOISED_LENGTH else _choose(header)


def _choose(header: str) -> Coding | None:
    weights = _weights(header)
    others = weights.get("*", 0.0)
    offered = {coding: weights.get(coding.value, others) for coding in Coding}
    best = max(Coding, key=offered.__getitem__)  # the first of equals
    return best if offered[best] > 0 and offered[best] >= weights.get("identity", 0.0) else None


_memoised = lru_cache(maxsize=256)(_choose)


def _weights(header: str) -> dict[str, float]:
    """Each coding named and its weight. What has no valid weight counts as refused."""
    weights: dict[str, float] = {}
    for member in header.lower().split(","):
        name, _, parameter = (part.strip() for part in member.partition(";"))
        weight = parameter.removeprefix("q=").strip() if parameter else "1"
        weights["gzip" if name == "x-gzip" else name] = float(weight) if _WEIGHT.fullmatch(weight) else 0.0
    return weights
