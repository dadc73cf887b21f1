"""Where products are read from, and where they are written to."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import httpx2
from meilisearch_python_sdk.models.settings import MeilisearchSettings

from app.core.db import Database
from app.core.settings import Settings
from app.markets import Atlas, load_atlas
from app.pricing import load_price_book
from search.documents.loading import Source
from search.documents.vectors import embedder_settings
from search.embedding import Embedder, open_embedder
from search.engine.client import SearchClient
from search.engine.settings import entry_settings, product_settings
from search.engine.words import words_by_language


@dataclass(frozen=True)
class Indexed:
    """The database, and the indexes, which still know what the database has forgotten."""

    source: Source
    client: SearchClient
    embedder: Embedder | None = None

    @classmethod
    async def load(
        cls, database: Database, client: SearchClient, embedder: Embedder | None = None, atlas: Atlas | None = None
    ) -> Self:
        """As things are now."""
        atlas = atlas or await load_atlas(database)
        return cls(Source.of(database, atlas, await load_price_book(database)), client, embedder)

    @property
    def database(self) -> Database:
        return self.source.database

    @property
    def chains(self) -> Mapping[str, tuple[str, ...]]:
        """Of each language that some market offers, by its tag: the languages to look for a text in."""
        return self.source.chains

    def in_languages(self, language_tags: set[str]) -> Self:
        """The same with these languages only."""
        chains = {tag: chain for tag, chain in self.chains.items() if tag in language_tags}
        return replace(self, source=replace(self.source, chains=chains))

    async def product_plans(self) -> dict[str, MeilisearchSettings]:
        """By language: how its index of products should be set up now."""
        words, embedders = await words_by_language(self.database, list(self.chains)), self._embedders()
        return {tag: product_settings(tag, words[tag], embedders) for tag in self.chains}

    async def entry_plans(self) -> dict[str, MeilisearchSettings]:
        """By language: the same of its index of entries."""
        words = await words_by_language(self.database, list(self.chains))
        return {tag: entry_settings(tag, words[tag]) for tag in self.chains}

    def _embedders(self) -> Mapping[str, Any]:
        return embedder_settings(self.embedder.dimensions if self.embedder else 0)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Indexed]:
    """For a command: with connections of its own."""
    database = await Database.connect(settings.database_url, write_pool_size=1, read_pool_size=2)
    client = SearchClient.of(settings)
    try:
        async with httpx2.AsyncClient() as http:
            yield await Indexed.load(database, client, open_embedder(settings, http))
    finally:
        await client.close()
        await database.close()
