"""Finding by meaning, beside finding by words, where an embedder is configured.

What is near in meaning is found first, by itself, and only so much of it; then the engine merges it with what the words
find, by relevance. So a page has all that matches, whatever it means, and the number of hits stays one that can be
counted: a vector alone is somehow near to everything there is.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cachetools import LRUCache

from app.core.context import RequestContext
from app.core.logging import log
from search.documents.vectors import EMBEDDER
from search.embedding import Embedder, EmbedderUnavailableError, Vector
from search.engine.breaker import Breaker, BreakerOpenError
from search.engine.client import SearchClient
from search.query.bodies import Body, question_body
from search.query.conditions import text
from search.questions.question import ProductSearch, SearchSort

EMBEDDING_SECONDS: Final = 0.3
"""How long a shopper waits for the meaning of a query. Without it the words alone are searched for."""

MOST_NEAR: Final = 50
"""Products that are found by their meaning alone."""

_REMEMBERED: Final = 1_000
"""Queries whose vectors a process keeps: while somebody pages, the model is not asked again."""


class QueryMeanings:
    """The vectors of queries. A part of the context: `ctx.part(QueryMeanings)`."""

    def __init__(self, embedder: Embedder | None, least_score: float, seconds: float = EMBEDDING_SECONDS) -> None:
        self._embedder = embedder
        self._seconds = seconds
        self._breaker = Breaker()
        self._known: LRUCache[str, Vector] = LRUCache(_REMEMBERED)
        self.least_score = least_score

    async def vector_of(self, words: str) -> Vector | None:
        """What these words mean; None where no model says so in time, for whatever reason."""
        if self._embedder is None or not words:
            return None
        if (known := self._known.get(words)) is not None:
            return known
        try:
            with self._breaker.guarding(EmbedderUnavailableError, TimeoutError):
                async with asyncio.timeout(self._seconds):
                    (vector,) = await self._embedder.embed([words])
        except BreakerOpenError:
            return None
        except (EmbedderUnavailableError, TimeoutError) as error:
            log.warning("searched by words alone", reason=str(error) or "the embedder took too long")
            return None
        self._known[words] = vector
        return vector


@dataclass(frozen=True)
class Near:
    """What is near to a query in meaning."""

    vector: Vector
    condition: str
    """The products, as a condition."""

    def body(self, question: Body) -> Body:
        """The question again, by meaning: of the same hits, those that are near."""
        return question | _meant(self.vector) | {"q": "", "filter": [*question["filter"], self.condition]}


async def near_in_meaning(
    ctx: RequestContext, asked: ProductSearch, language_tag: str, conditions: Sequence[str]
) -> Near | None:
    """What is near to the words, of what meets the conditions; None where nothing is, or no model says so.

    An order that was asked for, and article numbers, are about words only. Raises `SearchUnavailableError`.
    """
    if asked.code is not None or asked.sort is not SearchSort.RELEVANCE:
        return None
    meanings = ctx.part(QueryMeanings)
    vector = await meanings.vector_of(asked.words)
    if vector is None:
        return None
    question = question_body(ctx, asked, language_tag, conditions, limit=MOST_NEAR, attributesToRetrieve=["id"])
    question |= _meant(vector) | {"q": "", "rankingScoreThreshold": meanings.least_score}
    (answer,) = await ctx.part(SearchClient).ask_many([question])
    ids = sorted(hit["id"] for hit in answer["hits"])
    return Near(vector, f"id IN [{', '.join(map(text, ids))}]") if ids else None


def _meant(vector: Vector) -> dict[str, Any]:
    return {"vector": list(vector), "hybrid": {"embedder": EMBEDDER, "semanticRatio": 1.0}}
