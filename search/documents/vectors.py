"""What texts mean, beside the texts: a vector in each document, where an embedder is configured."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from app.core.db import Database
from app.core.logging import log
from search.embedding import Embedder, EmbedderUnavailableError, KeptVector, Vector, keep_vectors, kept_vectors, rounded

Document = dict[str, Any]

EMBEDDER: Final = "meaning"
"""The engine's name of the vectors."""

_FIELD: Final = "_vectors"
_TEXTS: Final = ("name", "brand", "categories", "attribute_words", "description")
_DIGEST_BYTES: Final = 16


def embedder_settings(dimensions: int) -> dict[str, Any]:
    """What an index must know before documents with vectors come; nothing where there are none (0)."""
    return {EMBEDDER: {"source": "userProvided", "dimensions": dimensions}} if dimensions else {}


async def add_vectors(
    database: Database, embedder: Embedder | None, documents: Mapping[str, Sequence[Document]]
) -> None:
    """Give each document, by language, the vector of its texts.

    Kept vectors are used where they are of the same texts and model; the others are made in one go for each language,
    and kept. While the embedder fails, documents have none: they are found by their words, and `lacking_vectors` tells
    which they are.
    """
    if embedder is None:
        return
    is_away = False
    for tag, found in documents.items():
        kept = await kept_vectors(database, [UUID(hex=document["id"]) for document in found], tag)
        texts = {UUID(hex=document["id"]): _text_of(document) for document in found}
        digests = {product_id: _digest(embedder.name, text) for product_id, text in texts.items()}
        vectors: dict[UUID, Vector] = {
            product_id: kept[product_id].vector
            for product_id, digest in digests.items()
            if product_id in kept and kept[product_id].digest == digest
        }
        missing = [product_id for product_id in texts if product_id not in vectors]
        if missing and not is_away:
            try:
                made = await embedder.embed([texts[product_id] for product_id in missing])
            except EmbedderUnavailableError as error:
                log.warning("products are indexed without vectors", reason=str(error), products=len(missing))
                is_away = True
            else:
                new = {each: rounded(vector) for each, vector in zip(missing, made, strict=True)}
                async with database.transaction() as session:
                    await keep_vectors(session, tag, {each: KeptVector(digests[each], new[each]) for each in missing})
                vectors |= new
        for document in found:
            # Without one, it has to be said outright: the engine refuses a document that says nothing.
            document[_FIELD] = {EMBEDDER: vectors.get(UUID(hex=document["id"]))}


def lacking_vectors(documents: Mapping[str, Sequence[Document]]) -> set[UUID]:
    """The products that should have a vector in some language, and have none yet."""
    return {
        UUID(hex=document["id"])
        for found in documents.values()
        for document in found
        if _FIELD in document and document[_FIELD][EMBEDDER] is None
    }


def _text_of(document: Document) -> str:
    """The most telling words first: models read some hundred of them."""
    return "\n".join(text for name in _TEXTS for text in _lines(document.get(name)) if text)


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value:
        yield ", ".join(value)


def _digest(model: str, text: str) -> bytes:
    return hashlib.blake2b(f"{model}\n{text}".encode(), digest_size=_DIGEST_BYTES).digest()
