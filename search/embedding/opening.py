"""Which embedder the settings name."""

from dataclasses import dataclass
from typing import Final

import httpx2

from app.core.settings import Settings
from search.embedding.embedder import Embedder, EmbedderUnavailableError
from search.embedding.local import LocalEmbedder
from search.embedding.service import EmbeddingService

_LOCAL: Final = "local:"


@dataclass(frozen=True)
class Embedding:
    """Whether this process makes vectors, and by what: a model is loaded once. A part of the context:
    `ctx.part(Embedding)`."""

    embedder: Embedder | None


def open_embedder(settings: Settings, http: httpx2.AsyncClient) -> Embedder | None:
    """The embedder of this process; None where none is configured. Nothing is loaded or asked yet."""
    named, dimensions = settings.search_embedder, settings.search_embedder_dimensions
    if not named:
        return None
    if named.startswith(_LOCAL):
        package, _, folder = named.removeprefix(_LOCAL).partition(":")
        return LocalEmbedder(package, folder, dimensions)
    key = settings.search_embedder_key.get_secret_value()
    return EmbeddingService(http, named, settings.search_embedder_model, dimensions, key)


async def describe_embedder(settings: Settings) -> str:
    """Whether texts become vectors, by what, and whether that works: one line for whoever runs the shop."""
    async with httpx2.AsyncClient() as http:
        embedder = open_embedder(settings, http)
        if embedder is None:
            return "off: set TRADEWIND_SEARCH_EMBEDDER to search by meaning as well"
        try:
            await embedder.embed(["tea"])
        except EmbedderUnavailableError as error:
            return f"{embedder.name} does not answer: {error}"
        return f"{embedder.name} answers"
