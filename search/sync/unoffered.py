"""Letting go of languages that no market offers any more."""

from dataclasses import replace

from app.core.logging import log
from app.fulltext import count_texts
from app.markets import load_atlas
from search.documents.loading import Source
from search.fallback.texts import forget_languages
from search.sync.indexed import Indexed


async def has_unoffered(indexed: Indexed) -> bool:
    """Whether there is an index, or there are words in Postgres, in a language that no market offers."""
    return bool(
        await _unoffered_indexes(indexed) or (await count_texts(indexed.database)).keys() - indexed.chains.keys()
    )


async def discard_unoffered(indexed: Indexed) -> list[str]:
    """Delete them, and return the names of the indexes. To be called by whoever fills alone.

    What is offered is read anew: a language that another process has just made an index for must not lose it.
    """
    source = indexed.source
    present = replace(indexed, source=Source.of(source.database, await load_atlas(source.database), source.book))
    if names := await _unoffered_indexes(present):
        log.info("indexes of languages that no market offers are deleted", indexes=names)
        await indexed.client.discard(names)
    await forget_languages(source.database, present.chains)
    return names


async def _unoffered_indexes(indexed: Indexed) -> list[str]:
    """Drafts are not among them: somebody is filling them."""
    client = indexed.client
    offered = {name for tag in indexed.chains for name in (client.index_name(tag), client.entries_name(tag))}
    return sorted(await client.published_indexes() - offered)
