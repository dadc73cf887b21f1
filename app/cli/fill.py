"""What `tradewind dev` puts into a shop: the demo, and the search index."""

import typer

from app import demo
from app.cli.failures import CommandError
from app.core.settings import Settings
from search import index_if_needed, index_states

LARGE_CATALOG = 5_000
"""Products beyond which nobody wants to wait for the index before the shop opens: about ten seconds of indexing."""


async def fill(settings: Settings, empty: bool) -> None:
    """Load the demo shop unless it is there or not wanted, then bring the index in line with the catalog.

    A large catalog that is only partly indexed (after `tradewind demo --products`, say) is left as it is, and told.
    """
    if not empty:
        typer.echo("Loading the demo shop …")
        try:
            await demo.load(settings)
        except demo.DemoError as error:
            raise CommandError(f"{error} Or start with --empty.") from error
    states = await index_states(settings)
    is_usable = all(state.is_made and state.is_set_up for state in states)
    lacking = max((state.published - state.documents for state in states), default=0)
    if is_usable and lacking > LARGE_CATALOG:
        typer.echo(f"Search does not find {lacking:,} products yet: `tradewind search reindex` indexes them.")
        return
    typer.echo("Bringing the search index in line …")
    await index_if_needed(settings)
