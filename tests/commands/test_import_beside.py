"""Lines of large files are read by another process: it gives what this one would, and may die."""

import gzip
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.catalog import BrandDraft, ProductDraft, Texts, VariantDraft
from app.core.errors import Refusal
from app.exchange.errors import RowErrorCode
from app.exchange.formats.jsonl import (
    JsonlReader,
    LineReader,
    VariantPrices,
    encode_header,
    encode_line,
    encode_product,
)
from app.exchange.formats.streams import Source
from app.exchange.importing import stream
from app.exchange.importing.stream import ReadBeside, ReadHere, Records, records_of
from app.exchange.records import Bad, Record, StatedProduct

pytestmark = pytest.mark.slow

_READER = LineReader({"eu": "EUR"}, ["ohio"])


def _file(folder: Path, products: int) -> Path:
    """Products, between which stand a brand, a line that is no JSON, and a product that nothing can be made of."""
    lines = [encode_header()]
    for number in range(products):
        draft = ProductDraft(
            slug=f"cap-{number}",
            product_type="other",
            translations={"en": Texts(f"Cap  {number}")},
            variants=(VariantDraft(sku=f"CAP-{number}", gtin="1" if number % 50 == 7 else None),),
        )
        lines.append(encode_product(draft, lambda _: VariantPrices({"eu": "9.50"}), lambda _: {"ohio": 3}))
    lines[5:5] = [encode_line(BrandDraft("acme", "ACME")), b"{nothing\n"]
    path = folder / "caps.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(lines))[:-12])  # and its end is missing
    return path


async def _all(records: Records) -> AsyncIterator[Record]:
    while some := await records.some():
        for record in some:
            yield record


async def _read(path: Path, kind: type) -> tuple[list[Record], int]:
    with path.open("rb") as raw, ExitStack() as stack:
        source = Source(raw)
        records = records_of(raw, JsonlReader(source, _READER), lambda: source.bytes_read, stack)
        assert type(records) is kind
        found = [record async for record in _all(records)]
        assert len(multiprocessing.active_children()) == (kind is ReadBeside)  # it reads to the end, and fails at none
    return found, records.bytes_read


async def test_another_process_gives_the_same_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _file(tmp_path, 300)
    here, _ = await _read(path, ReadHere)
    monkeypatch.setattr(stream, "LARGE", 0)
    beside, bytes_read = await _read(path, ReadBeside)

    assert bytes_read == path.stat().st_size
    assert [repr(record) for record in beside] == [repr(record) for record in here]
    bad = [record for record in beside if isinstance(record, Bad)]
    assert [(each.line, each.problems[0].code) for each in bad] == [
        (7, RowErrorCode.NOT_JSON),
        (bad[-1].line, RowErrorCode.DAMAGED_ARCHIVE),
    ]
    products = [record for record in beside if isinstance(record, StatedProduct)]
    refused = [each.key for each in products if each.checked and isinstance(each.checked.clean, Refusal)]
    assert refused[:2] == ["cap-7", "cap-57"]


async def test_a_process_that_is_killed_is_no_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _file(tmp_path, 3_000)
    here, _ = await _read(path, ReadHere)
    monkeypatch.setattr(stream, "LARGE", 0)
    with path.open("rb") as raw, ExitStack() as stack:
        source = Source(raw)
        records = records_of(raw, JsonlReader(source, _READER), lambda: source.bytes_read, stack)
        found = await records.some()
        (process,) = multiprocessing.active_children()
        process.kill()
        found += [record async for record in _all(records)]
    assert [repr(record) for record in found] == [repr(record) for record in here]


def test_it_ends_with_the_process_that_asked(tmp_path: Path) -> None:
    """Even where that one is killed."""
    path = _file(tmp_path, 3_000)
    with subprocess.Popen([sys.executable, "-c", _ASKING, str(path)], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        child = int(asking.stdout.readline())
        asking.kill()
    deadline = time.monotonic() + 20
    while _lives(child):
        assert time.monotonic() < deadline, f"process {child} outlives the one that asked"
        time.sleep(0.05)


_ASKING = """
if __name__ == "__main__":
    import asyncio, multiprocessing, sys, time
    from contextlib import ExitStack
    from app.exchange.formats.jsonl import JsonlReader, LineReader
    from app.exchange.formats.streams import Source
    from app.exchange.importing import stream
    stream.LARGE = 0
    async def main():
        with open(sys.argv[1], "rb") as raw, ExitStack() as stack:
            reader = JsonlReader(Source(raw), LineReader({"eu": "EUR"}, ["ohio"]))
            records = stream.records_of(raw, reader, lambda: 0, stack)
            await records.some()
            print(multiprocessing.active_children()[0].pid, flush=True)
            time.sleep(60)
    asyncio.run(main())
"""


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
