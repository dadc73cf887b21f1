"""Three ways to answer the same queries: the shop's search, the engine as it comes, and Postgres."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from meilisearch_python_sdk.models.settings import MeilisearchSettings

from app.core.context import RequestContext
from app.markets import AtlasCache
from app.pricing import PriceBookCache
from search import fallback
from search.documents.loading import Source, load_documents
from search.engine.client import SearchClient, SearchUnavailableError
from search.evaluation.ndcg import DEPTH
from search.query.asking import search_products
from search.questions.codes import code_in
from search.questions.question import ProductSearch
from search.sync.affected import all_public_products

_PLAIN: Final = (*("id", "name", "skus", "gtins", "brand", "categories", "tags", "attribute_words", "description"),)
"""What the shop's documents say in words, without the forms that it adds."""


async def by_the_shop(ctx: RequestContext, words: str) -> list[UUID]:
    """What a shopper finds. Raises `SearchUnavailableError` where the answer came from Postgres instead."""
    found = await search_products(ctx, ProductSearch.of(words), DEPTH, None)
    if found.degraded:
        raise SearchUnavailableError("Meilisearch did not answer in time, and Postgres did")
    return [hit.product_id for hit in found.page.items]


async def by_postgres(ctx: RequestContext, words: str) -> list[UUID]:
    """What a shopper finds while the engine is away."""
    asked = ProductSearch.of(words)
    code = code_in(asked.words)
    hits = await fallback.find(ctx, replace(asked, code=code), 0, DEPTH) if code else []
    return [hit.product_id for hit in hits or await fallback.find(ctx, asked, 0, DEPTH)]


async def by_defaults(ctx: RequestContext, index: str, words: str) -> list[UUID]:
    """What the engine finds by itself in `index`, asked as its manual says."""
    answer = await ctx.part(SearchClient).ask(index, {"q": words, "limit": DEPTH, "attributesToRetrieve": ["id"]})
    return [UUID(hex=hit["id"]) for hit in answer["hits"]]


@asynccontextmanager
async def defaults_index(ctx: RequestContext) -> AsyncIterator[str]:
    """An index with the words of the same products in the language of this place, and the engine's own settings, for
    as long as the block runs."""
    client = ctx.part(SearchClient)
    index = await client.new_draft(client.index_name(ctx.place.language_tag), MeilisearchSettings())
    try:
        async for product_ids in all_public_products(ctx.db):
            lines = [json.dumps(each).encode() for each in await _plain_documents(ctx, product_ids)]
            if lines:
                await client.finish(await client.add(index, lines))
        yield index
    finally:
        await client.discard([index])


async def _plain_documents(ctx: RequestContext, product_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    tag = ctx.place.language_tag
    source = Source.of(ctx.db, await ctx.part(AtlasCache).get(), await ctx.part(PriceBookCache).get())
    source = replace(source, chains={tag: source.chains[tag]})
    documents = await load_documents(source, product_ids, ctx.now)
    return [{name: document[name] for name in _PLAIN if name in document} for document in documents[tag]]
