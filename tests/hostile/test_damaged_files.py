"""Files that are damaged or made to do harm: each is told by its line, what came before is in, memory is bounded."""

import gzip
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO, RawIOBase
from typing import Any, TypeAlias, cast

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.errors import Refusal
from app.exchange import (
    ExchangeErrorCode,
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportWatch,
    RowProblem,
    run_import,
)
from app.exchange.formats import streams
from app.exchange.formats.jsonl import encode_header
from tests.support.shop import Shop
from tests.support.whole_catalog import MUG, SET, empty, whole_file

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

HEADER = b"Handle,Title,Variant SKU,Variant Inventory Qty,Variant Price\n"
GOOD = b"good,Good,GOOD,1,5\n"
RSS = b'<rss version="2.0"><channel>'
ITEM = b"<item><id>GOOD</id><title>Good</title><price>5 EUR</price></item>"
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
async def emptied(shop: Shop, connection: Connection) -> None:
    assert shop.markets
    await empty(connection)


class Stream(RawIOBase):
    """A file that is made while it is read: so many bytes of a pattern after a beginning."""

    def __init__(self, beginning: bytes, pattern: bytes, size: int) -> None:
        self._parts = self._made(beginning, pattern, size)
        self.given = 0

    @staticmethod
    def _made(beginning: bytes, pattern: bytes, size: int) -> Iterator[bytes]:
        yield beginning
        block = pattern * (MEGABYTE // 4 // len(pattern))
        for _ in range(size // len(block)):
            yield block

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        part = next(self._parts, b"")
        assert len(part) <= max(size, len(part))
        self.given += len(part)
        return part


async def read(ctx: RequestContext, source: Any, kind: ImportFormat) -> tuple[ImportReport, list[RowProblem]]:
    problems: list[RowProblem] = []
    stream = BytesIO(source) if isinstance(source, bytes) else cast("BytesIO", source)
    report = await run_import(ctx, stream, kind, ImportOptions(), ImportWatch(problem=problems.append))
    return report, problems


ENTITIES = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 30))


@pytest.mark.parametrize(
    ("kind", "content", "line", "code", "created"),
    [
        (ImportFormat.SHOPIFY, HEADER + GOOD + b'cut,"Cut', 3, "UNCLOSED_QUOTE", 1),
        (ImportFormat.SHOPIFY, HEADER + GOOD + b'bad,"B"ad,BAD,1,5\n', 3, "BROKEN_QUOTE", 1),
        (ImportFormat.SHOPIFY, HEADER + GOOD + "bad,Bäd,BAD,1,5\n".encode("latin-1"), 3, "NOT_UTF_8", 1),
        (ImportFormat.SHOPIFY, HEADER + GOOD + b"bad,B\0d,BAD,1,5\n", 3, "CONTROL_CHARACTER", 1),
        (ImportFormat.SHOPIFY, HEADER + GOOD + b'bad,Bad,BAD,1,"9,95"\n', 3, "NOT_A_NUMBER", 1),
        (ImportFormat.SHOPIFY, gzip.compress(HEADER + GOOD, mtime=0)[:-5], 3, "DAMAGED_ARCHIVE", 1),
        (ImportFormat.GOOGLE_XML, RSS + ITEM + b"<item><id>CUT</id>", 1, "NOT_XML", 1),
        (ImportFormat.GOOGLE_XML, b'<!DOCTYPE rss [<!ENTITY e0 "lol">' + ENTITIES + b"]>" + RSS, 1, "FORBIDDEN_XML", 0),
        (
            ImportFormat.GOOGLE_XML,
            b'<!DOCTYPE rss SYSTEM "file:///etc/passwd">' + RSS + ITEM,
            1,
            "FORBIDDEN_XML",
            0,
        ),
        (ImportFormat.GOOGLE_XML, RSS + ITEM + b"<a>" * 100_000, 1, "FORBIDDEN_XML", 1),
        (ImportFormat.GOOGLE_XML, RSS + ITEM + b"<item><title>&lol;</title></item>", 1, "NOT_XML", 1),
        (ImportFormat.JSONL, whole_file()[:-3], 12, "NOT_JSON", 10),
        (ImportFormat.PRICES, b"sku,price_list,amount\nLOST,eu\n", 2, "WRONG_FIELD_COUNT", 0),
    ],
    ids=repr,
)
async def test_damage_is_told_by_line_and_what_came_before_is_in(
    ctx: RequestContext, kind: ImportFormat, content: bytes, line: int, code: str, created: int
) -> None:
    report, problems = await read(ctx, content, kind)
    assert [(each.line, each.code) for each in problems] == [(line, code)]
    assert (report.created, report.problems) == (created, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ExchangeErrorCode.FILE_EMPTY),
        (HEADER.decode().encode("utf-16"), ExchangeErrorCode.WRONG_ENCODING),
        (bytes(random.Random(7).randbytes(5_000)), ExchangeErrorCode.BROKEN_HEADER),
        (b"\0" * 5_000, ExchangeErrorCode.BROKEN_HEADER),
    ],
)
@pytest.mark.parametrize("kind", list(ImportFormat))
async def test_what_is_no_file_of_a_format_is_refused_as_a_whole(
    ctx: RequestContext, kind: ImportFormat, content: bytes, code: ExchangeErrorCode
) -> None:
    if kind in (ImportFormat.XLIFF, ImportFormat.PO) and code == "BROKEN_HEADER":  # they have no header: a line is told
        report, problems = await read(ctx, content, kind)
        assert report.problems == len(problems) > 0
        assert (report.created, report.updated) == (0, 0)
        return
    with pytest.raises(Refusal) as refused:
        await read(ctx, content, kind)
    (told,) = refused.value.problems
    assert told.code in {code, ExchangeErrorCode.MISSING_COLUMNS if code == "BROKEN_HEADER" else code}


async def test_a_zip_is_told_apart(ctx: RequestContext) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("products.csv", HEADER + GOOD)
    with pytest.raises(Refusal) as refused:
        await read(ctx, packed.getvalue(), ImportFormat.SHOPIFY)
    assert refused.value.problems[0].facts == {"encoding": "ZIP"}


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        (ImportFormat.SHOPIFY, HEADER + GOOD + b"long,"),
        (ImportFormat.SHOPIFY, HEADER + GOOD + b'long,"'),
        (ImportFormat.JSONL, encode_header() + b'{"record":"brand","name":"'),
        (ImportFormat.GOOGLE_XML, RSS + ITEM + b"<item><title>"),
        (ImportFormat.GOOGLE_XML, RSS + ITEM + b"<item title='"),
        (ImportFormat.STOCK, b"sku,warehouse,on_hand\n"),
    ],
)
async def test_a_line_of_a_gigabyte_is_not_held(ctx: RequestContext, kind: ImportFormat, beginning: bytes) -> None:
    stream = Stream(beginning, b"x", 1024 * MEGABYTE)
    tracemalloc.start()
    report, problems = await read(ctx, stream, kind)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each.code for each in problems] == ["ENDLESS"]
    assert report.created == (1 if b"GOOD" in beginning else 0)
    assert peak < 200 * MEGABYTE
    assert stream.given < 100 * MEGABYTE


@pytest.mark.slow
async def test_a_bomb_is_not_unfolded(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_ALWAYS_ALLOWED", MEGABYTE)
    bomb = gzip.compress(HEADER + GOOD + b"\n" * (20 * MEGABYTE))
    tracemalloc.start()
    report, problems = await read(ctx, bomb, ImportFormat.SHOPIFY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each.code for each in problems] == ["TOO_COMPRESSED"]
    assert report.created == 1
    assert peak < 100 * MEGABYTE


@pytest.mark.parametrize("seed", range(20))
async def test_a_file_with_bytes_changed_anywhere_is_survived(ctx: RequestContext, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(whole_file(MUG, SET))
    for _ in range(chance.randrange(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    report, problems = ImportReport(), list[RowProblem]()
    with suppress(Refusal):  # of the file as a whole, where its first line was hit
        report, problems = await read(ctx, bytes(content), ImportFormat.JSONL)
    assert report.problems == len(problems)
    assert report.failed <= report.problems
