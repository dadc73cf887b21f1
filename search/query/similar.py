"""Products like others: by the meaning of their texts where they have vectors, else by category and words.

All that is asked of one level is asked together: each product's question of the engine is a part of one call, and what
the shopper may see of all of it is one statement.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.catalog import Audience, ProductList, ProductRow, list_products_of, products_by_ids
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.logging import log
from search.documents.vectors import EMBEDDER
from search.engine.client import SearchClient, SearchUnavailableError
from search.query.asking import DEGRADED_SECONDS
from search.query.bodies import question_body
from search.query.conditions import text, visible_to
from search.questions.question import ProductSearch, printable

MOST: Final = 20
"""Similar products of one: nobody looks at more."""


class Original(NamedTuple):
    """A product of which similar ones are wanted."""

    id: UUID
    name: str
    category_id: UUID | None


async def similar_products(ctx: RequestContext, originals: Sequence[Original], limit: int) -> list[list[ProductRow]]:
    """For each product, at most `limit` that are like it and that the shopper may see, the likest first."""
    if not 1 <= limit <= MOST:
        raise RequestError("PAGE_SIZE_OUT_OF_RANGE", f"`limit` must be between 1 and {MOST}; it was {limit}.")
    try:
        found = await _ask(ctx, originals, limit)
    except SearchUnavailableError as error:
        log.warning("similar products come from the database", reason=str(error))
        ctx.keep_at_most(DEGRADED_SECONDS)
        return await _of_categories(ctx, originals, limit)
    wanted = list(dict.fromkeys(product_id for ids in found for product_id in ids))
    rows = await products_by_ids(ctx.db, wanted, ctx.place.language_chain, Audience.of(ctx.place, ctx.now))
    shown = {row.id: row for row in rows if row}
    return [[shown[product_id] for product_id in ids if product_id in shown] for ids in found]


async def _ask(ctx: RequestContext, originals: Sequence[Original], limit: int) -> list[list[UUID]]:
    by_meaning = await _by_meaning(ctx, originals, limit) if ctx.settings.search_embedder else [[] for _ in originals]
    others = [original for original, found in zip(originals, by_meaning, strict=True) if not found]
    bodies = [body for original in others for body in _bodies(ctx, original, limit)]
    answers = iter(await ctx.part(SearchClient).ask_many(bodies) if bodies else ())
    by_words = {original.id: _merged(next(answers), next(answers), limit) for original in others}
    return [found or by_words[original.id] for original, found in zip(originals, by_meaning, strict=True)]


async def _by_meaning(ctx: RequestContext, originals: Sequence[Original], limit: int) -> list[list[UUID]]:
    """Nothing for those that have no vector yet."""
    client, tag = ctx.part(SearchClient), ctx.place.language_tag
    asked = {
        "embedder": EMBEDDER,
        "limit": limit,
        "filter": visible_to(Audience.of(ctx.place, ctx.now)),
        "attributesToRetrieve": ["id"],
    }
    questions = (client.ask_similar(client.index_name(tag), asked | {"id": each.id.hex}) for each in originals)
    return [_ids(answer) for answer in await asyncio.gather(*questions)]


def _bodies(ctx: RequestContext, original: Original, limit: int) -> list[dict[str, Any]]:
    """Two questions: what of its category has words of its name, the rarest first; and what else is in the category."""
    another = f"NOT id = {text(original.id.hex)}"
    conditions = [another]
    if original.category_id is not None:
        conditions.append(f"category_ids = {text(original.category_id.hex)}")
    options: dict[str, Any] = {"limit": limit, "attributesToRetrieve": ["id"]}
    tag = ctx.place.language_tag
    named = question_body(ctx, ProductSearch(_plain(original.name)), tag, conditions, **options)
    fellows = question_body(ctx, ProductSearch(""), tag, conditions, **options)
    if original.category_id is None:
        fellows["limit"] = 0  # everything would be its fellow
    return [named | {"matchingStrategy": "frequency"}, fellows]


def _plain(name: str) -> str:
    """Words only: what the engine reads as an order (`-`, quotes) is part of a name."""
    return printable("".join(letter if letter.isalnum() else " " for letter in name))


def _merged(named: dict[str, Any], fellows: dict[str, Any], limit: int) -> list[UUID]:
    return list(dict.fromkeys([*_ids(named), *_ids(fellows)]))[:limit]


def _ids(answer: dict[str, Any]) -> list[UUID]:
    return [UUID(hex=hit["id"]) for hit in answer["hits"]]


async def _of_categories(ctx: RequestContext, originals: Sequence[Original], limit: int) -> list[list[ProductRow]]:
    """The newest of each one's category, which the database knows alone."""
    categories = list(dict.fromkeys(each.category_id for each in originals if each.category_id))
    asked = ProductList(ctx.place.language_chain, Audience.of(ctx.place, ctx.now), limit + 1)
    pages = await list_products_of(ctx.db, categories, asked) if categories else []
    fellows = {category_id: page.items for category_id, page in zip(categories, pages, strict=True)}
    return [
        [row for row in fellows.get(each.category_id, []) if row.id != each.id][:limit] if each.category_id else []
        for each in originals
    ]
