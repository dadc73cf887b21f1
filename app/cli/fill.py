"""What `tradewind dev` puts into a shop: the demo, and the search index."""

import typer

from app import demo
from app.cli.failures import CommandError
from app.core.settings import Settings
from search import index_if_needed


async def fill(settings: Settings, empty: bool) -> None:
    """Load the demo shop unless it is there or not wanted, then bring the index in line with the catalog."""
    if not empty:
        typer.echo("Loading the demo shop …")
        try:
            await demo.load(settings)
        except demo.DemoError as error:
            raise CommandError(f"{error} Or start with --empty.") from error
    typer.echo("Bringing the search index in line …")
    await index_if_needed(settings)
