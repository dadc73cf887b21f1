"""One export, from the shop to its report."""

import asyncio
import gzip
from typing import BinaryIO, Final

from app.core.context import RequestContext
from app.exchange.exporting.goods import all_goods
from app.exchange.exporting.partners import PartnerWriter
from app.exchange.exporting.settings import settings_file
from app.exchange.exporting.translators import translator_file
from app.exchange.exporting.views import feed_view, language_of, outlook, shopify_view, title
from app.exchange.exporting.writers import (
    FeedWriter,
    JsonlWriter,
    Part,
    RowsWriter,
    TranslationsWriter,
    Writer,
    price_writer,
    stock_writer,
)
from app.exchange.formats import FOR_TRANSLATORS, SETTINGS, ExportFormat
from app.exchange.formats.google import TSV_COLUMNS
from app.exchange.formats.shopify import COLUMNS, shopify_rows
from app.exchange.importing.shop import ShopFacts, shop_facts
from app.exchange.options import ExportOptions
from app.exchange.report import ExportReport, ExportWatch

_LEVEL: Final = 6
"""Of gzip: twice as fast as the best, and little larger."""


async def send_out(
    ctx: RequestContext,
    target: BinaryIO,
    format: ExportFormat,  # noqa: A002 - the word for it
    options: ExportOptions,
    watch: ExportWatch,
) -> ExportReport:
    """Write everything that the format takes into the target, which stays open."""
    shop = await shop_facts(ctx)
    has_products = format not in FOR_TRANSLATORS | SETTINGS
    writer = await _writer(ctx, shop, format, options) if has_products else None
    report = ExportReport()
    # Without name and time, so that the same catalog gives the same bytes.
    packed = gzip.GzipFile("", "wb", _LEVEL, target, mtime=0) if options.compressed else None
    write = packed.write if packed else target.write

    async def put(part: Part) -> None:
        data, rows = part
        report.rows += rows
        await asyncio.to_thread(write, data)

    if format in SETTINGS:
        async for part in settings_file(ctx, shop, format):
            await put(part)
    elif writer is None:
        async for part in translator_file(ctx, shop, format, options, watch.advance):
            await put(part)
    else:
        async with ctx.transaction() as session:
            async for part in writer.before():
                await put(part)
            async for page in all_goods(ctx, session, shop, watch.advance):
                await put(await writer.page(page))
                report.products += len(page)
            async for part in writer.after():
                await put(part)
    if packed:
        await asyncio.to_thread(packed.close)
    return report


async def _writer(
    ctx: RequestContext,
    shop: ShopFacts,
    format: ExportFormat,  # noqa: A002 - the word for it
    options: ExportOptions,
) -> Writer:
    match format:
        case ExportFormat.JSONL:
            return JsonlWriter(ctx, shop)
        case ExportFormat.SHOPIFY:
            view = await shopify_view(ctx, shop, options)
            return RowsWriter(COLUMNS, lambda goods: shopify_rows(goods, view))
        case ExportFormat.PRICES:
            return price_writer(shop)
        case ExportFormat.STOCK:
            return stock_writer()
        case ExportFormat.TRANSLATIONS:
            language = language_of(shop, options)
            return TranslationsWriter(ctx, [language] if language else shop.languages)
        case ExportFormat.PARTNERS:
            seen = await outlook(ctx, shop, options)
            return PartnerWriter(ctx, seen, options.changed_since)
        case ExportFormat.GOOGLE_XML | ExportFormat.GOOGLE_TSV:
            seen = await outlook(ctx, shop, options)
            columns = TSV_COLUMNS if format is ExportFormat.GOOGLE_TSV else None
            time_zone = shop.atlas.market_by_id(seen.place.market_id).time_zone
            return FeedWriter(ctx, seen, await feed_view(ctx, options, seen), columns, title(shop, seen), time_zone)
        case _:
            raise LookupError(f"{format} has no products in it")
