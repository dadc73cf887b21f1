"""`tradewind demo`: the demo shop, and products for load tests."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import demo as demo_shop
from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context, plain_errors
from app.core.settings import Settings
from search import index_all


def demo(
    products: Annotated[
        int | None,
        typer.Option(help="For load tests: let the shop have the first so many products of the seed, up to a million."),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Which products they are: the same seed makes the same ones, another seed others.")
    ] = 1,
    index: Annotated[bool, typer.Option("--index", help="Fill the search index as well.")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Load the demo shop, unless it is there; with --products, fill the shop for a load test instead.

    Example: tradewind demo --products 100000 --seed 7
    """
    with _in_one_line():
        if products is not None:
            demo_shop.check_request(products, seed)
        with command_context(data_dir) as settings:
            if products is None:
                _load(settings)
            else:
                _generate(settings, products, seed)
            if index:
                typer.echo(f"{asyncio.run(index_all(settings)):,} products are indexed for search.")
            elif products is not None:
                typer.echo("Generated products are found by search after `tradewind search reindex` only.")


@contextmanager
def _in_one_line() -> Iterator[None]:
    with plain_errors():
        try:
            yield
        except demo_shop.DemoError as error:
            raise CommandError(str(error)) from error


def _load(settings: Settings) -> None:
    started = time.monotonic()
    if asyncio.run(demo_shop.load(settings)):
        typer.echo(f"The demo shop was loaded in {time.monotonic() - started:.1f} s.")
    else:
        typer.echo("The demo shop is there already: nothing was changed.")


def _generate(settings: Settings, count: int, seed: int) -> None:
    console = Console(stderr=True)
    started = time.monotonic()
    columns = (TextColumn("Making products"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("generate", total=count)
        made = asyncio.run(
            demo_shop.generate(settings, count, seed, lambda done, _: progress.update(task, completed=done))
        )
    if made.products:
        typer.echo(
            f"Made {made.products:,} products with {made.variants:,} variants, {made.rows:,} rows in all, "
            f"in {time.monotonic() - started:.1f} s."
        )
    if made.there_before:
        typer.echo(
            f"{made.there_before:,} products of seed {seed} were there before and stay as they are: "
            "ask for more of them, or take another --seed."
        )
