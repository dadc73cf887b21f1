"""Asking the search engine itself, past the shop's own questions."""

from typing import Any
from uuid import UUID

from search import SearchClient


async def hits_of(engine: SearchClient, query: str, tag: str = "en", **options: Any) -> list[dict[str, Any]]:
    """The documents that match every word, as the index of a language holds them."""
    body = {"q": query, "limit": 1000, "matchingStrategy": "all", **options}
    found: list[dict[str, Any]] = (await engine.ask(engine.index_name(tag), body))["hits"]
    return found


async def found_by(engine: SearchClient, query: str, tag: str = "en") -> set[str]:
    """The ids of the products that match every word."""
    return {hit["id"] for hit in await hits_of(engine, query, tag)}


async def document_of(engine: SearchClient, product_id: UUID, tag: str = "en") -> dict[str, Any] | None:
    """What the index of a language says of a product."""
    return next((hit for hit in await hits_of(engine, "", tag) if hit["id"] == product_id.hex), None)
