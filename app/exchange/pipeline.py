"""Use cases: bring what a file says into the shop, and write what is in the shop into a file."""

from typing import BinaryIO

from app.core.bulk import bulk_work
from app.core.context import RequestContext
from app.exchange.exporting.running import send_out
from app.exchange.formats import ExportFormat, ImportFormat
from app.exchange.importing.running import bring_in
from app.exchange.options import ExportOptions, ImportOptions
from app.exchange.report import ExportReport, ExportWatch, ImportReport, ImportWatch, Progress


async def run_import(
    ctx: RequestContext,
    source: BinaryIO,
    format: ImportFormat,  # noqa: A002 - the word for it
    options: ImportOptions,
    watch: ImportWatch,
    *,
    resume_at: Progress | None = None,
) -> ImportReport:
    """Make the shop agree with what the file says, and say what came of it.

    Each batch is a transaction; products go in whole or not at all. What cannot be read or written is told to `watch`
    by line, field and code, and the rest goes in. Only values that refer to a product or collection further down follow
    after the last line (`app.exchange.importing.later`); where that one never comes, the product is told as failed, and
    stands without the value. The same file read again changes nothing. `resume_at` is the last progress that
    `watch.checkpoint` was given: records up to there are read over, and the report goes on from it. A dry run does
    everything in one transaction and takes it back; it locks no stock, so nobody's checkout waits for it.
    Raises `Refusal` with `ExchangeErrorCode`, before anything is written, where the file or an option cannot be used.
    """
    with bulk_work():
        return await bring_in(ctx, source, format, options, watch, resume_at)


async def run_export(
    ctx: RequestContext,
    target: BinaryIO,
    format: ExportFormat,  # noqa: A002 - the word for it
    options: ExportOptions,
    watch: ExportWatch,
) -> ExportReport:
    """Write what the format takes of the shop, and say how much it was.

    The order is by slug, and the same catalog gives the same bytes. Raises `Refusal` with `ExchangeErrorCode`, before
    anything is written, for an option that the shop does not have.
    """
    with bulk_work():
        return await send_out(ctx, target, format, options, watch)
