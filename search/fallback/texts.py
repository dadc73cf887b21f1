"""The words of documents, kept in Postgres as well."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from app import fulltext
from app.core.db import Database
from app.fulltext import ProductWords, shortened
from search.engine.settings import SPELLINGS
from search.fallback.words import said_words

_BETWEEN: Final = " | "
"""What keeps texts apart, and is no word."""
_SHORT: Final = 80
"""Letters of a text of which it is remembered what its words are."""


async def write_texts(
    database: Database, documents: Mapping[str, Sequence[Mapping[str, Any]]], product_ids: Iterable[UUID]
) -> set[UUID]:
    """Let Postgres find these products by what their documents say, by language; those without a document are found no
    more. Returns the products whose words have changed.

    To be called before the engine is told: where it is away then, they are found all the same.
    """
    texts = {tag: [_words_of(document, tag) for document in found] for tag, found in documents.items()}
    written = await fulltext.write_texts(database, texts)
    gone = set(product_ids) - {each.product_id for found in texts.values() for each in found}
    if gone:
        async with database.transaction() as session:
            await fulltext.forget_texts(session, sorted(gone))
    return written


async def forget_languages(database: Database, kept: Iterable[str]) -> None:
    """Let nothing be found in languages that no market offers any more."""
    async with database.transaction() as session:
        await fulltext.forget_languages(session, sorted(kept))


def _words_of(document: Mapping[str, Any], tag: str) -> ProductWords:
    brand = document["brand"] or ""
    facts, numbers = [*document["tags"], *document["attribute_words"]], [*document["skus"], *document["gtins"]]
    return ProductWords(
        product_id=UUID(hex=document["id"]),
        name=_said(document["name"], tag),
        kinds=shortened(_repeated([brand, *document["categories"]], tag)),
        facts=shortened([*_repeated(facts, tag), *said_words(_BETWEEN.join(numbers), tag)]),
        description=_said(document["description"], tag),
        spellings=_said(document.get(SPELLINGS, ""), tag),
        codes=tuple(document["codes"]),
    )


def _said(text: str, tag: str) -> str:
    return shortened(said_words(text, tag))


def _repeated(texts: Iterable[str], tag: str) -> Iterator[str]:
    """The words of texts that many products have in common."""
    for text in texts:
        yield from _short_words(text, tag) if len(text) <= _SHORT else said_words(text, tag)


@lru_cache(maxsize=20_000)
def _short_words(text: str, tag: str) -> tuple[str, ...]:
    return tuple(said_words(text, tag))
