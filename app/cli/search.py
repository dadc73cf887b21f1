"""`tradewind search`: the indexes of Meilisearch."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context
from search import SearchUnavailableError, index_all, index_states

ResultT = TypeVar("ResultT")

search = typer.Typer(name="search", help="The search index: fill it anew, look at its state.", no_args_is_help=True)


@search.command()
def reindex(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Fill the index of every language anew from the database. Shoppers find everything meanwhile.

    Example: tradewind search reindex --data-dir /srv/shop
    """
    with command_context(data_dir) as settings:
        console = Console(stderr=True)
        columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("reindex", total=None)
            count = _run(
                lambda: index_all(
                    settings, progress=lambda done, total: progress.update(task, completed=done, total=total)
                )
            )
    typer.echo(f"{count:,} products are indexed.")


@search.command()
def status(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show what each language's index holds, and whether it is as it should be. Exit code 1 where one is not.

    Example: tradewind search status
    """
    with command_context(data_dir) as settings:
        states = _run(lambda: index_states(settings))
    for state in states:
        typer.echo(f"{state.language_tag:8} {state.documents:>9,} of {state.published:,} products  {state.verdict}")
    if not all(state.is_complete for state in states):
        raise typer.Exit(1)


def _run(work: Callable[[], Awaitable[ResultT]]) -> ResultT:
    async def run() -> ResultT:
        return await work()

    try:
        return asyncio.run(run())
    except SearchUnavailableError as error:
        raise CommandError(f"{error}. Check MEILI_URL and MEILI_KEY, and that the server runs.") from error
