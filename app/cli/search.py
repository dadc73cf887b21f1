"""`tradewind search`: the indexes of Meilisearch, and its keys."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.cli.search_scores import LEAST_NDCG, measure_search, report
from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context, plain_errors
from search import SearchUnavailableError, describe_embedder, index_all, index_lag, index_states, verify_index
from search.engine.keys import KeysRefusedError, make_keys
from search.evaluation import JudgementsError, Way, languages_judged

ResultT = TypeVar("ResultT")

search = typer.Typer(
    name="search",
    help="The search index: fill it, look at its state, compare it with the database, make its keys.",
    no_args_is_help=True,
)


@search.command()
def reindex(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Fill the index of every language anew from the database. Shoppers find everything meanwhile.

    Example: tradewind search reindex --data-dir /srv/shop
    """
    with command_context(data_dir) as settings, _progress("Indexing") as progress:
        count = _run(lambda: index_all(settings, progress=progress))
    typer.echo(f"{count:,} products are indexed.")


@search.command()
def status(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show what each language's index holds, and whether it is as it should be. Exit code 1 where one is not.

    Example: tradewind search status
    """
    with command_context(data_dir) as settings:
        states = _run(lambda: index_states(settings))
        lag = _run(lambda: index_lag(settings))
        meaning = _run(lambda: describe_embedder(settings))
    for state in states:
        counts = f"{state.documents:>9,} of {state.published:,} products"
        typer.echo(f"{state.language_tag:8} {counts}  {state.version or 'no version'}  {state.verdict}")
    for state in states:
        if state.texts != state.published:
            typer.echo(
                f"{state.language_tag:8} {state.texts:>9,} of {state.published:,} products in Postgres' own search, "
                "which stands in for Meilisearch: let the worker finish, or run `tradewind search verify`"
            )
    typer.echo(f"Behind the database by {lag.behind.total_seconds():.1f} s.")
    if lag.waiting:
        typer.echo(f"{lag.waiting:,} products wait for the search engine to come back.")
    typer.echo(f"Search by meaning: {meaning}")
    if not all(state.is_complete for state in states):
        raise typer.Exit(1)


@search.command()
def verify(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Compare every document with the database, and mend what differs. Shoppers find everything meanwhile.

    Takes about as long as `reindex`, and writes only what is wrong.

    Example: tradewind search verify
    """
    with command_context(data_dir) as settings, _progress("Comparing") as progress:
        found = _run(lambda: verify_index(settings, progress=progress))
    for what, counts in (("missing", found.missing), ("outdated", found.outdated), ("surplus", found.surplus)):
        for language_tag, count in sorted(counts.items()):
            if count:
                typer.echo(f"{language_tag:8} {count:>9,} {what}, mended")
    typer.echo(f"{found.products:,} products were compared; {found.total:,} documents differed.")


@search.command()
def keys() -> None:
    """Make the keys of workers and of the API at a Meilisearch of your own, and print them. Asks for its master key.

    MEILI_URL says where it is, TRADEWIND_SEARCH_PREFIX what the shop's indexes begin with. Run again, it prints the
    same keys; so it does after Meilisearch has lost its data.

    Example: tradewind search keys
    """
    url, prefix = os.environ.get("MEILI_URL", ""), os.environ.get("TRADEWIND_SEARCH_PREFIX", "")
    with plain_errors():
        if not url:
            raise CommandError("MEILI_URL names no Meilisearch. Those that Tradewind starts have their keys already.")
        master_key = os.environ.get("MEILI_MASTER_KEY") or typer.prompt("Master key", hide_input=True, err=True)
        try:
            made = make_keys(url, master_key, prefix)
        except OSError as error:
            raise CommandError(f"{url} does not answer: {error}. Check MEILI_URL, and that the server runs.") from error
        except KeysRefusedError as error:
            raise CommandError(f"Meilisearch makes no keys: {error} Check the master key.") from error
    typer.echo(f"MEILI_KEY={made.index_key}")
    typer.echo(f"MEILI_SEARCH_KEY={made.search_key}")


@search.command(name="eval")
def evaluate_search(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    language: Annotated[
        list[str] | None, typer.Option(help="A language to ask in; once for each. All without it.")
    ] = None,
    details: Annotated[bool, typer.Option(help="Show every query with the products that it found.")] = False,
    sets: Annotated[
        Path | None,
        typer.Option(help="A folder of your own judged queries, <language tag>.txt. The demo shop's without."),
    ] = None,
) -> None:
    """Measure how well the search finds what is meant: NDCG@10 of judged queries, 1 at best, by language.

    Beside the shop's search stand Meilisearch with its own settings, and Postgres, which answers while Meilisearch is
    away. Exit code 1 where the shop's search is under 0.85.

    Example: tradewind search eval --language de --details
    """
    with command_context(data_dir) as settings:
        try:
            scores = _run(lambda: measure_search(settings, language or languages_judged(sets), sets))
        except JudgementsError as error:
            raise CommandError(str(error)) from error
    for line in report(scores, details=details):
        typer.echo(line)
    if any(each.mean(Way.SHOP) < LEAST_NDCG for each in scores):
        raise typer.Exit(1)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _run(work: Callable[[], Awaitable[ResultT]]) -> ResultT:
    async def run() -> ResultT:
        return await work()

    try:
        return asyncio.run(run())
    except SearchUnavailableError as error:
        raise CommandError(f"{error}. Check MEILI_URL and MEILI_KEY, and that the server runs.") from error
