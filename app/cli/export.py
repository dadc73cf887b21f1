"""`tradewind export`: the catalog, prices, stock and translations as files."""

import time
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
import uvloop

from app.cli.exchange import progress_bar, refusals, with_context
from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context
from app.core.context import RequestContext
from app.exchange import ExportFormat, ExportOptions, ExportReport, ExportWatch, run_export

exports = typer.Typer(name="export", help="Write the catalog, prices, stock or translations.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write. Compressed by gzip if it ends in .gz.")]
Language = Annotated[str | None, typer.Option(help="The language of the texts. By default that of the market.")]
Market = Annotated[str | None, typer.Option(help="The code of the market whose prices. By default the default one.")]
Channel = Annotated[str | None, typer.Option(help="The code of the channel. By default the default one.")]
ProductUrl = Annotated[
    str | None,
    typer.Option(help="The address of a product's page, such as https://shop.example/{language}/p/{slug}."),
]


@exports.command()
def jsonl(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write everything, losslessly: `tradewind import jsonl` makes the same catalog of it.

    Example: tradewind export jsonl catalog.jsonl.gz
    """
    _export(file, ExportFormat.JSONL, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command()
def shopify(file: File, language: Language = None, market: Market = None, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write Shopify's product CSV: one language, the prices of one market.

    Example: tradewind export shopify products.csv --market us --language en
    """
    options = ExportOptions(language, market, compressed=_is_packed(file))
    _export(file, ExportFormat.SHOPIFY, options, data_dir)


@exports.command("google-xml")
def google_xml(
    file: File,
    language: Language = None,
    market: Market = None,
    channel: Channel = None,
    product_url: ProductUrl = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Write a product feed for Google or Facebook as XML: what shoppers of one market see.

    Example: tradewind export google-xml feed.xml --market us --product-url https://shop.example/p/{slug}
    """
    options = ExportOptions(language, market, channel, product_url, compressed=_is_packed(file))
    _export(file, ExportFormat.GOOGLE_XML, options, data_dir)


@exports.command("google-tsv")
def google_tsv(
    file: File,
    language: Language = None,
    market: Market = None,
    channel: Channel = None,
    product_url: ProductUrl = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Write the same feed as text separated by tabs.

    Example: tradewind export google-tsv feed.tsv --market us --product-url https://shop.example/p/{slug}
    """
    options = ExportOptions(language, market, channel, product_url, compressed=_is_packed(file))
    _export(file, ExportFormat.GOOGLE_TSV, options, data_dir)


@exports.command()
def prices(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV of every price: sku, price_list, amount, min_quantity, compare_at, starts_at, ends_at.

    Example: tradewind export prices prices.csv
    """
    _export(file, ExportFormat.PRICES, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command("price-lists")
def price_lists(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV of price lists: what their amounts are, for whom and when they are.

    Example: tradewind export price-lists price-lists.csv
    """
    _export(file, ExportFormat.PRICE_LISTS, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command("sales")
def sales(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV of sales: what they reduce, by how much, for whom and when.

    Example: tradewind export sales sales.csv
    """
    _export(file, ExportFormat.SALES, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command("rounding-rules")
def rounding_rules(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV of rounding rules, a row for each band.

    Example: tradewind export rounding-rules rounding-rules.csv
    """
    _export(file, ExportFormat.ROUNDING_RULES, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command("tax-rates")
def tax_rates(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV of tax rates, those of other days too.

    Example: tradewind export tax-rates tax-rates.csv
    """
    _export(file, ExportFormat.TAX_RATES, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command("exchange-rates")
def exchange_rates(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV of the exchange rates that are set by hand.

    Example: tradewind export exchange-rates exchange-rates.csv
    """
    _export(file, ExportFormat.EXCHANGE_RATES, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command("price-history")
def price_history(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV of what was charged before.

    Example: tradewind export price-history price-history.csv
    """
    _export(file, ExportFormat.PRICE_HISTORY, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command()
def stock(file: File, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Write CSV with the columns sku, warehouse and on_hand.

    Example: tradewind export stock stock.csv
    """
    _export(file, ExportFormat.STOCK, ExportOptions(compressed=_is_packed(file)), data_dir)


@exports.command()
def translations(
    file: File,
    language: Annotated[str | None, typer.Option(help="The only one. By default all that the shop speaks.")] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Write CSV with the columns kind, key, language, field, source and text; what is not translated yet is empty.

    Example: tradewind export translations french.csv --language fr
    """
    _export(file, ExportFormat.TRANSLATIONS, ExportOptions(language, compressed=_is_packed(file)), data_dir)


def _is_packed(file: Path) -> bool:
    return file.suffix == ".gz"


def _export(file: Path, kind: ExportFormat, options: ExportOptions, data_dir: Path) -> None:
    """Write beside the file and put it in its place when it is whole, so that nobody reads half of one."""
    part = file.with_name(f"{file.name}.part")

    async def use_case(ctx: RequestContext) -> ExportReport:
        with _written(part) as target, progress_bar("Exporting", in_bytes=False) as progress, refusals(file):
            task = progress.add_task("export", total=None)
            watch = ExportWatch(advance=lambda done, total: progress.update(task, completed=done, total=total))
            return await run_export(ctx, target, kind, options, watch)

    try:
        with command_context(data_dir) as settings:
            started = time.monotonic()
            report = uvloop.run(with_context(settings, use_case))
            part.replace(file)
            seconds = time.monotonic() - started
            typer.echo(f"{report.rows:,} rows of {report.products:,} products in {seconds:.1f} s: {file}")
    finally:
        part.unlink(missing_ok=True)


def _written(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
