"""Whether a translation still says what its source says."""

import hashlib
from functools import lru_cache
from typing import NamedTuple

from app.catalog.rules.drafts.words import Texts

_DIGITS = 32


class StoredTexts(NamedTuple):
    """What is stored of a thing in a language."""

    texts: Texts
    source_digest: str | None
    """Of what it was translated from; None where that is not known, and of a source."""


@lru_cache(maxsize=64)
def source_digest(source: Texts) -> str:
    """Of the texts that translators work from. A translation that was made from other ones is stale.

    Slugs do not count: they are made for each language anew. `app.translations` has PostgreSQL compute the same. The
    last ones are remembered: every language of a product asks for that of the same source.
    """
    digest = hashlib.sha256()
    for text in (source.name, source.description, source.seo_title, source.seo_description, source.warnings):
        digest.update(b"\0" if text is None else text.encode() + b"\1")
    return digest.hexdigest()[:_DIGITS]


def says_the_same(one: Texts, other: Texts) -> bool:
    """Whether two versions of a translation have the same texts."""
    return one == other or source_digest(one) == source_digest(other)


def digest_to_store(
    texts: Texts, source: Texts | None, before: StoredTexts | None, source_before: Texts | None
) -> str | None:
    """What a translation is to be remembered as made from.

    One whose own words change, or that is new, is of the source as it is now; the others stay of what they were of.
    Where that is not known, it is the source as it was (`source_before`) once that changes: whoever translated had
    nothing newer.
    """
    if source is None:
        return None
    if before is None or not says_the_same(texts, before.texts):
        return source_digest(source)
    if before.source_digest is None and source_before is not None and not says_the_same(source, source_before):
        return source_digest(source_before)
    return before.source_digest
