"""`tradewind import`: catalogs from elsewhere."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context
from app.core.settings import Settings
from app.imports import ImportOptions, ImportRefusedError, ImportReport, ImportWatch, RowProblem, import_shopify
from app.wiring import Runtime

imports = typer.Typer(name="import", help="Bring in a catalog from elsewhere.", no_args_is_help=True)


@imports.callback()
def _group() -> None:
    """Makes `import` a group, although it has one command so far."""


@imports.command()
def shopify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Product CSV files, as Shopify exports them.")],
    currency: Annotated[
        str | None,
        typer.Option(
            help="The currency of the prices, such as USD: they go into the price list of every market that sells in "
            "it. By default that of the default market."
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the texts, such as de or zh-Hans.")] = "en",
    warehouse: Annotated[
        str | None,
        typer.Option(help="The code of the warehouse where the quantities stand. By default the first by its code."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing.")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Read Shopify's product CSV. The same file read again changes nothing.

    Each product goes in whole or not at all. What is wrong is reported on standard error by line, field and reason.
    The other products go in, and the exit code is 1.

    Example: tradewind import shopify products.csv --currency USD --warehouse ohio
    """
    options = ImportOptions(
        currency_code=currency.upper() if currency else None,
        language_tag=language,
        warehouse_code=warehouse,
        dry_run=dry_run,
    )
    with command_context(data_dir) as settings:
        started = time.monotonic()
        report = asyncio.run(_run(settings, files, options))
        _print_figures(report, time.monotonic() - started, dry_run)
    if report.problems:
        raise typer.Exit(1)


async def _run(settings: Settings, files: list[Path], options: ImportOptions) -> ImportReport:
    console = Console(stderr=True)
    runtime = await Runtime.open(settings)
    columns = (TextColumn("Importing"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    try:
        if not (await runtime.atlas.get()).markets:
            raise CommandError("The shop has no market to sell in yet: `tradewind demo` makes some.")
        ctx = await runtime.system_context()
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("import", total=sum(path.stat().st_size for path in files if path.is_file()))

            def show(problem: RowProblem) -> None:
                progress.console.print(Text(str(problem)), soft_wrap=True)

            watch = ImportWatch(problem=show, advance=lambda read: progress.advance(task, read))
            return await import_shopify(ctx, files, options, watch)
    except ImportRefusedError as error:
        raise CommandError(str(error)) from error
    finally:
        await runtime.close()


def _print_figures(report: ImportReport, seconds: float, dry_run: bool) -> None:
    would = " would be" if dry_run else ""
    typer.echo(
        f"{report.products:,} products{would}: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.failed:,} failed."
    )
    typer.echo(
        f"{report.rows:,} rows of {report.files:,} files in {seconds:.1f} s: "
        f"{report.products / max(seconds, 0.001):,.0f} products a second. {report.problems:,} problems."
    )
