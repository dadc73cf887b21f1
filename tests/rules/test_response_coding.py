"""Which coding a client gets, and what its forms of a response are."""

import hashlib
import os
import zlib
from dataclasses import FrozenInstanceError

import brotli
import pytest
import zstandard

from app.responses import Coding, Response, choose_coding
from app.responses.coding import _memoised

TEXT = b'{"name": "Merino jumper", "price": "59.00"}' * 100
NO_TAGS: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("deflate, compress", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0, br, gzip", "br"),
        ("gzip;q=0", None),
        ("gzip;q=0.0, br;q=0.000", None),
        ("*", "zstd"),
        ("*;q=0", None),
        ("*, zstd;q=0", "br"),
        ("*;q=0, gzip", "gzip"),
        ("gzip;q=0.5, *;q=0.1", "gzip"),
        ("br;q=0.8, gzip;q=1.0, zstd;q=0.2", "gzip"),
        ("zstd;q=0.5, br;q=0.5", "zstd"),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("identity;q=0.5, *;q=0", None),
        ("identity;q=0", None),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        (" br ; q=0.9 ,\tgzip;q=0.1 ", "br"),
        ("br;q=1.5, gzip", "gzip"),
        ("br;q=high, gzip;q=0.2", "gzip"),
        ("br;q=nan, zstd;q=-1, gzip;level=9", None),
        (",,;,=;q", None),
        ("br" + ", gzip" * 1000, "br"),
    ],
)
def test_the_clients_weights_decide_then_our_order(header: str | None, expected: str | None) -> None:
    assert choose_coding(header) == expected


def test_the_memo_of_headers_is_bounded() -> None:
    for number in range(1000):
        assert choose_coding(f"br, x-{number}") is Coding.BR
    before = _memoised.cache_info()
    assert before.currsize == before.maxsize == 256
    assert choose_coding("gzip, " + "x" * 10_000) is Coding.GZIP
    assert _memoised.cache_info() == before


def test_each_form_is_the_body_and_is_made_once() -> None:
    shown = Response.of(TEXT, NO_TAGS, 0.0)
    undo = {
        Coding.ZSTD: zstandard.decompress,
        Coding.BR: brotli.decompress,
        Coding.GZIP: lambda made: zlib.decompress(made, wbits=31),
    }
    for coding in Coding:
        made = shown.encoded(coding)
        assert made is not None
        assert undo[coding](made) == TEXT
        assert len(made) < len(TEXT) / 10
        assert shown.encoded(coding) is made


@pytest.mark.parametrize("body", [b"", b"x" * 1023, os.urandom(5000)], ids=["empty", "below 1 KiB", "nothing to gain"])
def test_what_gains_nothing_is_sent_as_it_is(body: bytes) -> None:
    shown = Response.of(body, NO_TAGS, 0.0)
    assert [shown.encoded(coding) for coding in Coding] == [None, None, None]
    assert Response.of(b"x" * 1024, NO_TAGS, 0.0).encoded(Coding.BR) is not None


def test_the_kept_forms_never_take_more_than_the_body() -> None:
    half_random = os.urandom(1000) + bytes(1000)  # each form takes a little more than half
    shown = Response.of(half_random, NO_TAGS, 0.0)
    made = [shown.encoded(coding) for coding in Coding]
    assert [form is not None for form in made] == [True, False, False]
    assert shown.size - Response.of(b"", NO_TAGS, 0.0).size == 2 * len(half_random)


def test_entity_tags_are_strong_and_name_the_bytes() -> None:
    shown = Response.of(TEXT, NO_TAGS, 0.0)
    digest = hashlib.blake2b(TEXT, digest_size=16).hexdigest()
    assert shown.etag == shown.etag_in(None) == f'"{digest}"'
    assert [shown.etag_in(coding) for coding in Coding] == [f'"{digest}-zstd"', f'"{digest}-br"', f'"{digest}-gzip"']
    assert Response.of(TEXT, frozenset({"a"}), 9.0).etag == shown.etag
    assert Response.of(TEXT + b" ", NO_TAGS, 0.0).etag != shown.etag


def test_a_response_cannot_be_changed() -> None:
    shown = Response.of(TEXT, NO_TAGS, 0.0)
    with pytest.raises(FrozenInstanceError):
        shown.body = b""  # type: ignore[misc]  # that is the point
