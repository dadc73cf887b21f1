"""One import, from its reader to its report."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.context import RequestContext
from app.exchange.formats import ImportFormat
from app.exchange.formats.google import GoogleReader, tsv_items, xml_items
from app.exchange.formats.jsonl import JsonlReader
from app.exchange.formats.prices import price_reader
from app.exchange.formats.settings import (
    RoundingReader,
    exchange_rate_reader,
    past_price_reader,
    price_list_reader,
    sale_reader,
    tax_rate_reader,
)
from app.exchange.formats.shopify import ShopifyReader
from app.exchange.formats.streams import Source
from app.exchange.formats.tables import stock_reader, translation_reader
from app.exchange.formats.translators import po_reader, xliff_reader
from app.exchange.importing.batches import PRODUCTS, Batch, Batches
from app.exchange.importing.later import Later
from app.exchange.importing.products import ProductWriter
from app.exchange.importing.results import BatchResult
from app.exchange.importing.rows import RowWriter
from app.exchange.importing.seen import Seen
from app.exchange.importing.settings import SettingWriter
from app.exchange.importing.shop import ShopFacts, defaults, shop_facts
from app.exchange.importing.things import write_things
from app.exchange.importing.translations import TranslationWriter
from app.exchange.importing.units import UnitWriter
from app.exchange.options import ImportOptions
from app.exchange.records import (
    PriceRow,
    Reader,
    Record,
    SettingRow,
    StatedProduct,
    StockRow,
    Thing,
    TranslatedUnit,
    TranslationRow,
)
from app.exchange.report import ImportReport, ImportWatch, Progress

RecordT = TypeVar("RecordT", bound=Any)


class _TakenBack(Exception):  # noqa: N818 - it ends the transaction of a dry run, and is no failure
    pass


async def bring_in(
    ctx: RequestContext,
    raw: BinaryIO,
    format: ImportFormat,  # noqa: A002 - the word for it
    options: ImportOptions,
    watch: ImportWatch,
    resume_at: Progress | None,
) -> ImportReport:
    """Read the file and write what it says."""
    shop = await shop_facts(ctx)
    source = await asyncio.to_thread(Source, raw)
    reader = await asyncio.to_thread(_reader, source, format, shop, options, ctx)
    with Seen() as seen, Later() as later:
        records: Iterator[Record] = iter(reader)
        batches = Batches(records, seen, later, lambda: source.bytes_read)
        again = reader.record if isinstance(reader, JsonlReader) else None
        run = _Run(ctx, shop, watch, options.dry_run, resume_at or Progress(), later, again)
        return await run.through(batches)


def _reader(
    source: Source,
    format: ImportFormat,  # noqa: A002 - the word for it
    shop: ShopFacts,
    options: ImportOptions,
    ctx: RequestContext,
) -> Reader:
    match format:
        case ImportFormat.JSONL:
            return JsonlReader(source, shop.currencies, shop.warehouses)
        case ImportFormat.SHOPIFY:
            return ShopifyReader(source, defaults(shop, options, ctx))
        case ImportFormat.GOOGLE_XML:
            return GoogleReader(xml_items(source), defaults(shop, options, ctx))
        case ImportFormat.GOOGLE_TSV:
            return GoogleReader(tsv_items(source), defaults(shop, options, ctx))
        case ImportFormat.PRICES:
            return price_reader(source)
        case ImportFormat.PRICE_LISTS:
            return price_list_reader(source)
        case ImportFormat.SALES:
            return sale_reader(source)
        case ImportFormat.ROUNDING_RULES:
            return RoundingReader(source)
        case ImportFormat.TAX_RATES:
            return tax_rate_reader(source)
        case ImportFormat.EXCHANGE_RATES:
            return exchange_rate_reader(source)
        case ImportFormat.PRICE_HISTORY:
            return past_price_reader(source)
        case ImportFormat.STOCK:
            return stock_reader(source)
        case ImportFormat.TRANSLATIONS:
            return translation_reader(source)
        case ImportFormat.XLIFF:
            return xliff_reader(source)
        case ImportFormat.PO:
            return po_reader(source)


@dataclass
class _Run:
    ctx: RequestContext
    shop: ShopFacts
    watch: ImportWatch
    is_dry_run: bool
    progress: Progress
    later: Later
    read_again: Callable[[int, bytes], Record] | None
    """Gives what a line says."""
    told_bytes: int = 0
    products: ProductWriter = field(init=False)
    rows: RowWriter = field(init=False)
    settings: SettingWriter = field(init=False)
    translations: TranslationWriter = field(init=False)
    units: UnitWriter = field(init=False)

    def __post_init__(self) -> None:
        self.products = ProductWriter(self.ctx, self.shop, self.is_dry_run)
        self.rows = RowWriter(self.ctx, self.shop, self.is_dry_run)
        self.settings = SettingWriter(self.ctx, self.shop)
        self.translations = TranslationWriter(self.ctx, self.shop)
        self.units = UnitWriter(self.ctx, self.is_dry_run)

    async def through(self, batches: Batches) -> ImportReport:
        """Write all batches; in a dry run, take all of them back at the end."""
        coming = self._and_what_waits(batches.after(self.progress.records))
        if not self.is_dry_run:
            async for batch in coming:
                async with self.ctx.transaction() as session:
                    result = await self._write(session, batch)
                    await self.watch.checkpoint(session, self.progress)
                self.products.needs.committed()
                self._tell(batch, result)
            return self.progress.report
        try:
            async with self.ctx.transaction() as session:
                async for batch in coming:
                    async with session.begin_nested():
                        result = await self._write(session, batch)
                    session.expunge_all()
                    self.products.needs.committed()
                    self._tell(batch, result)
                raise _TakenBack
        except _TakenBack:
            return self.progress.report

    async def _and_what_waits(self, coming: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
        """The batches of the file, and then once more what referred to what stood further down."""
        position = 0
        async for batch in coming:
            position = batch.position
            yield batch
        self.products.is_last_round = True
        for waiting in self.later.batches(PRODUCTS):
            records = [self.read_again(each.line, each.data) for each in waiting] if self.read_again else []
            kept = _all(records, StatedProduct)
            yield Batch(StatedProduct, list(kept), position=position, waited={each.line: each for each in waiting})

    async def _write(self, session: AsyncSession, batch: Batch) -> BatchResult:
        result = await self._records(session, batch.records) if batch.records else BatchResult()
        for record in batch.bad:
            result.bad(record)
        if batch.waited:
            result.count_once(batch.waited)
        result.report.rows = batch.rows
        result.problems.sort(key=lambda each: each.line)
        self.progress = replace(
            self.progress,
            records=self.progress.records + batch.count,
            report=self.progress.report + result.report,
            problems=tuple(result.problems),
        )
        return result

    async def _records(self, session: AsyncSession, records: list[Record]) -> BatchResult:
        match records[0]:
            case StatedProduct():
                return await self.products.write(session, _all(records, StatedProduct))
            case PriceRow():
                return await self.rows.write_prices(session, _all(records, PriceRow))
            case SettingRow():
                return await self.settings.write(session, _all(records, SettingRow))
            case StockRow():
                return await self.rows.write_stock(session, _all(records, StockRow))
            case TranslationRow():
                return await self.translations.write(session, _all(records, TranslationRow))
            case TranslatedUnit():
                return await self.units.write(session, _all(records, TranslatedUnit))
            case _:
                return await write_things(session, _all(records, Thing))

    def _tell(self, batch: Batch, result: BatchResult) -> None:
        for problem in result.problems:
            self.watch.problem(problem)
        for difference in result.differences:
            self.watch.difference(difference)
        self.later.add(result.waiting)
        self.watch.advance(batch.position - self.told_bytes)
        self.told_bytes = batch.position


def _all(records: list[Record], kind: type[RecordT]) -> list[RecordT]:
    return [record for record in records if isinstance(record, kind)]
