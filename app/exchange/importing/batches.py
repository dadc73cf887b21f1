"""Records of a file by batches."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from app.core.haste import spare_moment
from app.exchange.errors import RowErrorCode
from app.exchange.formats.values import moment_text
from app.exchange.importing.later import Later, Waiting
from app.exchange.importing.seen import Seen
from app.exchange.records import (
    Bad,
    PriceRow,
    Record,
    SettingRow,
    StatedProduct,
    StockRow,
    Thing,
    TranslatedUnit,
    TranslationRow,
    problem,
)
from app.exchange.report import RowProblem

PRODUCTS: Final = 1_000
"""Products of a batch."""
ROWS: Final = 2_000
"""Rows of a batch that is of single values."""
_SINGLE: Final = (PriceRow, SettingRow, StockRow, TranslationRow, TranslatedUnit)
_AT_A_TIME: Final = 3
"""Records, which take a millisecond: as long as an answer of the database may have to wait."""


@dataclass
class Batch:
    """Records of one kind, and those between them that could not be read."""

    kind: object = None
    records: list[Record] = field(default_factory=list)
    """Of one kind, in their order."""
    bad: list[Bad] = field(default_factory=list)
    count: int = 0
    rows: int = 0
    position: int = 0
    """How far the source was read, in bytes, when the batch was full."""
    waited: Mapping[int, Waiting] = field(default_factory=dict)
    """By line, where its products were written before as far as they could be."""

    def takes(self, record: Record) -> bool:
        """Whether the record can go with the others."""
        if isinstance(record, TranslatedUnit) and self._goes_with_last(record):
            return True
        if self.count >= (ROWS if self.kind in _SINGLE else PRODUCTS):
            return False
        return isinstance(record, Bad) or self.kind in (None, _kind(record))

    def _goes_with_last(self, unit: TranslatedUnit) -> bool:
        """Whether it is of the same thing: that is written once, and a dry run sees no earlier batch."""
        last = self.records[-1] if self.records and self.count < 2 * ROWS else None
        return isinstance(last, TranslatedUnit) and (last.edit.kind, last.edit.key) == (unit.edit.kind, unit.edit.key)

    def add(self, record: Record) -> None:
        """Take it in."""
        self.count += 1
        self.rows += record.rows
        if isinstance(record, Bad):
            self.bad.append(record)
        else:
            self.kind = _kind(record)
            self.records.append(record)


def _kind(record: Record) -> object:
    return type(record.draft) if isinstance(record, Thing) else type(record)


class Batches:
    """The batches of a file. The next one is read while the database works on one, so two are held at a time."""

    def __init__(self, records: Iterator[Record], seen: Seen, later: Later, bytes_read: Callable[[], int]) -> None:
        self._records = records
        self._seen = seen
        self._later = later
        self._bytes_read = bytes_read

    async def after(self, skipped: int) -> AsyncIterator[Batch]:
        """The batches beyond the first so many records, which are read again only to know what they named, and which
        of them are to be written once more at the end."""
        while skipped:
            batch = await asyncio.to_thread(self._next, skipped)
            skipped -= batch.count
            self._later.add(
                [
                    Waiting(record.line, record.data, None, is_counted=True)
                    for record in batch.records
                    if isinstance(record, StatedProduct) and record.data is not None
                ]
            )
            if not batch.count:
                return
        coming = asyncio.create_task(self._coming())
        try:
            while (batch := await coming).count:
                coming = asyncio.create_task(self._coming())
                yield batch
        finally:
            coming.cancel()
            await asyncio.wait([coming])

    async def _coming(self) -> Batch:
        """The next batch, read a little at a time: whenever the one before waits for the database, and only then."""
        batch = Batch()
        more = True
        while more:
            more = self._add_to(batch, _AT_A_TIME)
            await spare_moment()
        return self._whole(batch)

    def _next(self, most: int | None) -> Batch:
        batch = Batch()
        self._add_to(batch, most)
        return self._whole(batch)

    def _add_to(self, batch: Batch, most: int | None) -> bool:
        """Add so many records at most, and say whether there may be more for this batch."""
        for added, record in enumerate(self._records, start=1):
            if not batch.takes(record):
                self._records = chain([record], self._records)
                return False
            batch.add(record)
            if added == most:
                return True
        return False

    def _whole(self, batch: Batch) -> Batch:
        batch.position = self._bytes_read()
        self._refuse_repeated(batch)
        return batch

    def _refuse_repeated(self, batch: Batch) -> None:
        """What the file has said before of the same thing makes the later record a bad one."""
        if self._are_new(batch.records):
            return
        kept: list[Record] = []
        for record in batch.records:
            problems = [] if isinstance(record, Thing) else self._repeated(record)
            if problems:
                batch.bad.append(Bad(record.line, problems, record.rows))
            else:
                kept.append(record)
        batch.records = kept

    def _are_new(self, records: list[Record]) -> bool:
        """Whether all are products of which the file has said nothing before. Then they are claimed, in a third of the
        time that one after the other takes; otherwise nothing is."""
        products = [record for record in records if isinstance(record, StatedProduct)]
        keys = {product.key: product.line for product in products}
        skus = {sku: line for product in products for sku, line in _lines_of_skus(product).items()}
        variants = sum(len(product.draft.variants) for product in products)
        if len(keys) < len(records) or len(skus) < variants:
            return False
        return self._seen.claim_new({"product": keys, "sku": skus})

    def _repeated(self, record: Record) -> list[RowProblem]:
        match record:
            case StatedProduct():
                return self._repeated_product(record)
            case PriceRow(line=line):
                key = "\t".join(_said(record))
            case SettingRow(line=line, key=key):
                pass
            case StockRow(line=line, sku=sku, warehouse=code):
                key = f"{sku}\t{code}"
            case TranslationRow(line=line):
                key = f"{record.kind}\t{record.key}\t{record.language}\t{record.field}"
            case TranslatedUnit(line=line, edit=edit):
                key = f"{edit.kind}\t{edit.key}\t{edit.language_tag}\t{edit.field}"
            case _:
                return []
        earlier = self._seen.claim("row", {key: line})
        return (
            [problem(line, "", RowErrorCode.REPEATED, value=key.replace("\t", " "), line=earlier[key])]
            if earlier
            else []
        )

    def _repeated_product(self, record: StatedProduct) -> list[RowProblem]:
        if earlier := self._seen.claim("product", {record.key: record.line}):
            field = record.fields.get("slug", "slug")
            facts = {"value": record.key, "line": earlier[record.key]}
            return [problem(record.line, field, RowErrorCode.NOT_TOGETHER, **facts)]
        lines = _lines_of_skus(record)
        return [
            problem(lines[sku], record.fields.get("sku", "sku"), RowErrorCode.REPEATED, value=sku, line=line)
            for sku, line in self._seen.claim("sku", lines).items()
        ]


def _said(row: PriceRow) -> Iterator[str]:
    """Of what it is the price."""
    yield row.sku
    yield row.price_list
    if row.min_quantity != 1 or row.starts_at is not None:
        yield str(row.min_quantity)
    if row.starts_at is not None:
        yield moment_text(row.starts_at)


def _lines_of_skus(record: StatedProduct) -> dict[str, int]:
    skus = [variant.sku for variant in record.draft.variants]
    if record.variant_lines:
        return dict(zip(skus, record.variant_lines, strict=True))
    return dict.fromkeys(skus, record.line)
