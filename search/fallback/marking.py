"""Where the words of a question stand in the texts of a page of hits."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from app.catalog import (
    attributes_of_products,
    breadcrumbs,
    indexed_attributes,
    indexed_variants,
    plain_text,
    product_descriptions,
    products_of_variants,
)
from app.core.context import RequestContext
from app.fulltext import NOTHING, matched_words
from app.markets import AtlasCache
from search.documents.described import words_of
from search.documents.marks import END, START, without_marks
from search.fallback.understanding import Understood
from search.fallback.words import said_words
from search.languages import is_unspaced

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_SNIPPET: Final = 160
"""Letters of a description around the first match."""
_SNIPPET_UNSPACED: Final = 60

Texts = Mapping[str, Any]
"""By the names of highlighted fields: a text, or several."""


async def marked_texts(ctx: RequestContext, understood: Understood, product_ids: Sequence[UUID]) -> dict[UUID, Texts]:
    """Of each product: its texts in the language in which it was found, with marks around what matched."""
    tag = understood.language_tag
    if understood.marked == NOTHING or not product_ids:
        return {}
    texts = await _texts(ctx, tag, product_ids)
    words = {word for each in texts.values() for text in _all(each) for word in said_words(text, tag)}
    matched = await matched_words(ctx.db, tag, sorted(words), understood.marked)
    return {
        product_id: {name: _marked(value, matched, tag, name) for name, value in found.items()}
        for product_id, found in texts.items()
    }


async def _texts(ctx: RequestContext, tag: str, product_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """As documents have them, in one language."""
    chain = (await ctx.part(AtlasCache).get()).language_chain(tag)
    products = [row for row in await products_of_variants(ctx.db, product_ids, chain) if row]
    descriptions = await product_descriptions(ctx.db, product_ids, chain)
    ways = await breadcrumbs(ctx.db, sorted({row.category_id for row in products if row.category_id}), chain)
    attributes = await indexed_attributes(ctx.db)
    said = await attributes_of_products(ctx.db, product_ids)
    variants = await indexed_variants(ctx.db, product_ids)
    return {
        row.id: {
            "name": without_marks(row.name),
            "skus": [variant.sku for variant in variants[row.id]],
            "gtins": [variant.gtin for variant in variants[row.id] if variant.gtin],
            "brand": without_marks(row.brand_name or ""),
            "categories": [without_marks(each.name) for each in (ways[row.category_id] if row.category_id else ())],
            "tags": [without_marks(each) for each in row.tags],
            "attribute_words": words_of(
                attributes, [said[row.id], *(variant.attributes for variant in variants[row.id])], chain
            ),
            "description": without_marks(plain_text(descriptions.get(row.id, ""))),
        }
        for row in products
    }


def _all(texts: Texts) -> Iterator[str]:
    for value in texts.values():
        yield from [value] if isinstance(value, str) else value


def _marked(value: Any, matched: frozenset[str], tag: str, name: str) -> Any:
    if not isinstance(value, str):
        return [_mark(text, matched, tag) for text in value]
    marked = _mark(value, matched, tag)
    return _snippet(marked) if name == "description" else marked


def _mark(text: str, matched: frozenset[str], tag: str) -> str:
    """The text with marks around the words that matched; in scripts without spaces, around the letters."""
    return _TOKEN.sub(lambda found: _mark_token(found[0], matched, tag), text)


def _mark_token(token: str, matched: frozenset[str], tag: str) -> str:
    if not is_unspaced(token):
        is_match = any(word in matched for word in said_words(token, tag))
        return f"{START}{token}{END}" if is_match else token
    letters = [False] * len(token)
    for place in range(len(token)):
        for size in (1, 2):
            piece = token[place : place + size]
            if len(piece) == size and any(word in matched for word in said_words(piece, tag)[:1]):
                letters[place : place + size] = [True] * size
    return "".join(
        f"{START}{letter}{END}" if is_match else letter for letter, is_match in zip(token, letters, strict=True)
    )


def _snippet(marked: str) -> str:
    """What stands around the first match, cut between words."""
    first = marked.find(START)
    size = _SNIPPET_UNSPACED if is_unspaced(marked) else _SNIPPET
    if first < 0 or len(without_marks(marked)) <= size:
        return marked
    start, end = max(first - size // 3, 0), first + size
    if start and not is_unspaced(marked):
        start = marked.find(" ", start, first) + 1 or first
    if end < len(marked):
        end = max(marked.rfind(" ", first, end), first + 1) if not is_unspaced(marked) else end
        while end < len(marked) and marked.rfind(START, 0, end) > marked.rfind(END, 0, end):
            end += 1  # not within a match
    piece = marked[start:end]
    return f"{'…' if start else ''}{piece.strip()}{'…' if end < len(marked) else ''}"
