"""`tradewind import`: catalogs, prices, stock and translations from files."""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop
from rich.text import Text

from app.cli.exchange import opened, progress_bar, refusals, with_context
from app.cli.session import DEFAULT_DATA_DIR, DataDir, command_context
from app.core.context import RequestContext
from app.exchange import Difference, ImportFormat, ImportOptions, ImportReport, ImportWatch, RowProblem, run_import

imports = typer.Typer(name="import", help="Bring in a catalog, prices, stock or translations.", no_args_is_help=True)

_NAMES: Final = {
    ImportFormat.SHOPIFY: "products",
    ImportFormat.GOOGLE_XML: "products",
    ImportFormat.GOOGLE_TSV: "products",
    ImportFormat.JSONL: "things",
}

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files, as they are or compressed by gzip.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, show what would differ, change nothing.")]
Language = Annotated[str, typer.Option(help="The language of the texts, such as de or zh-Hans.")]
Warehouse = Annotated[
    str | None,
    typer.Option(help="The code of the warehouse where the quantities stand. By default the first by its code."),
]
Channel = Annotated[
    list[str] | None,
    typer.Option(help="The code of a channel to publish new products in. May be repeated; by default all."),
]


@imports.command()
def shopify(
    files: Files,
    currency: Annotated[
        str | None,
        typer.Option(
            help="The currency of the prices, such as USD: they go into the price list of every market that sells in "
            "it. By default that of the default market."
        ),
    ] = None,
    language: Language = "en",
    warehouse: Warehouse = None,
    channel: Channel = None,
    dry_run: DryRun = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Read Shopify's product CSV. The same file read again changes nothing.

    Each product goes in whole or not at all. What is wrong is reported on standard error by line, field and reason.
    The other products go in, and the exit code is 1.

    Example: tradewind import shopify products.csv --currency USD --warehouse ohio
    """
    options = ImportOptions(currency.upper() if currency else None, language, warehouse, _codes(channel), dry_run)
    _import(files, ImportFormat.SHOPIFY, options, data_dir)


@imports.command()
def google(
    files: Files,
    language: Language = "en",
    warehouse: Warehouse = None,
    channel: Channel = None,
    dry_run: DryRun = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Read product feeds for Google or Facebook: XML, or text separated by tabs in files named .tsv or .txt.

    Items with the same item_group_id that follow each other are the variants of a product. A price goes into the price
    list of every market that sells in its currency.

    Example: tradewind import google feed.xml --language de
    """
    options = ImportOptions(None, language, warehouse, _codes(channel), dry_run)
    for path in files:
        suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
        format_of_file = ImportFormat.GOOGLE_TSV if suffix in (".tsv", ".txt") else ImportFormat.GOOGLE_XML
        _import([path], format_of_file, options, data_dir)


@imports.command()
def jsonl(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read Tradewind's own format, which `tradewind export jsonl` writes: everything, losslessly.

    Example: tradewind import jsonl catalog.jsonl.gz --dry-run
    """
    _import(files, ImportFormat.JSONL, ImportOptions(dry_run=dry_run), data_dir)


@imports.command()
def prices(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV with the columns sku, price_list and amount. An empty amount: it is not sold there any more.

    The columns min_quantity, compare_at, starts_at and ends_at may follow: a row with a start is a price for a while.

    Example: tradewind import prices prices.csv
    """
    _import(files, ImportFormat.PRICES, ImportOptions(dry_run=dry_run), data_dir)


@imports.command("price-lists")
def price_lists(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV of price lists: code, currency, tax_included, and for whom and when they are.

    Example: tradewind import price-lists price-lists.csv
    """
    _import(files, ImportFormat.PRICE_LISTS, ImportOptions(dry_run=dry_run), data_dir)


@imports.command("sales")
def sales(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV of sales: code, kind (percent, amount, fixed_price), what they reduce, by how much, for whom and when.

    Example: tradewind import sales black-friday.csv --dry-run
    """
    _import(files, ImportFormat.SALES, ImportOptions(dry_run=dry_run), data_dir)


@imports.command("rounding-rules")
def rounding_rules(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV of rounding rules: currency, market, from, step, ending, mode. A row is a band of a rule.

    Example: tradewind import rounding-rules rounding.csv
    """
    _import(files, ImportFormat.ROUNDING_RULES, ImportOptions(dry_run=dry_run), data_dir)


@imports.command("tax-rates")
def tax_rates(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV of tax rates: country, rate (0.19 is 19 %), valid_from, source; region, tax_class, component, valid_to.

    Example: tradewind import tax-rates rates.csv
    """
    _import(files, ImportFormat.TAX_RATES, ImportOptions(dry_run=dry_run), data_dir)


@imports.command("exchange-rates")
def exchange_rates(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV of exchange rates that are set by hand: base, quote, rate, and holds_until, note, confirmed.

    Example: tradewind import exchange-rates rates.csv
    """
    _import(files, ImportFormat.EXCHANGE_RATES, ImportOptions(dry_run=dry_run), data_dir)


@imports.command("price-history")
def price_history(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV of what was charged before the shop was here: sku, price_list, amount, from, until.

    Only for times before the first of which the shop itself knows what it charged. Whoever tells it answers for it: the
    law counts reductions from these prices.

    Example: tradewind import price-history old-shop.csv
    """
    _import(files, ImportFormat.PRICE_HISTORY, ImportOptions(dry_run=dry_run), data_dir)


@imports.command()
def stock(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV with the columns sku, warehouse and on_hand. What is held for orders stays.

    Example: tradewind import stock counted.csv
    """
    _import(files, ImportFormat.STOCK, ImportOptions(dry_run=dry_run), data_dir)


@imports.command()
def translations(files: Files, dry_run: DryRun = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Read CSV with the columns kind, key, language, field, source and text. Rows without a text change nothing.

    Example: tradewind import translations french.csv
    """
    _import(files, ImportFormat.TRANSLATIONS, ImportOptions(dry_run=dry_run), data_dir)


def _codes(channels: list[str] | None) -> tuple[str, ...] | None:
    return tuple(channels) if channels else None


def _import(files: list[Path], kind: ImportFormat, options: ImportOptions, data_dir: Path) -> None:
    """Read all files, one after the other. Nothing is written where one of them cannot be opened."""

    async def use_case(ctx: RequestContext) -> ImportReport:
        report = ImportReport()
        with ExitStack() as stack, progress_bar("Importing", in_bytes=True) as progress:
            streams = [stack.enter_context(opened(path)) for path in files]
            task = progress.add_task("import", total=sum(path.stat().st_size for path in files))
            for path, stream in zip(files, streams, strict=True):

                def tell(problem: RowProblem, name: str = path.name) -> None:
                    progress.console.print(Text(f"{name}:{problem}"), soft_wrap=True)

                watch = ImportWatch(
                    problem=tell,
                    advance=lambda read: progress.advance(task, read),
                    difference=_show if options.dry_run else lambda _: None,
                )
                with refusals(path):
                    report += await run_import(ctx, stream, kind, options, watch)
        return report

    with command_context(data_dir) as settings:
        started = time.monotonic()
        report = uvloop.run(with_context(settings, use_case))
        _print_figures(report, len(files), time.monotonic() - started, kind, options)
    if report.problems:
        raise typer.Exit(1)


def _show(difference: Difference) -> None:
    fields = f": {', '.join(difference.fields)}" if difference.fields else ""
    typer.echo(f"{difference.line}: {difference.outcome.value} {difference.kind} {difference.key}{fields}")


def _print_figures(
    report: ImportReport, files: int, seconds: float, kind: ImportFormat, options: ImportOptions
) -> None:
    would = " would be" if options.dry_run else ""
    typer.echo(
        f"{report.things:,} {_NAMES.get(kind, 'rows')}{would}: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.failed:,} failed."
    )
    typer.echo(
        f"{report.rows:,} rows of {files:,} files in {seconds:.1f} s: "
        f"{report.things / max(seconds, 0.001):,.0f} {_NAMES.get(kind, 'rows')} a second. {report.problems:,} problems."
    )
    if report.hidden_in_eu:
        typer.echo(
            f"{report.hidden_in_eu:,} products are not shown in the EU and EEA until a manufacturer is given and, "
            "where it is outside, a responsible person (Regulation (EU) 2023/988)."
        )
