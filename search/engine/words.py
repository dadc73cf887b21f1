"""The words of a language as its index goes by them: what the shop comes with, and what staff say beside it."""

from collections.abc import Mapping
from typing import Final

from app.core.db import Database
from app.merchandising import LanguageWords, search_words
from search.languages import engine_stop_words, engine_synonyms

NO_WORDS: Final = LanguageWords()


async def words_by_language(database: Database, language_tags: list[str]) -> Mapping[str, LanguageWords]:
    """For each of these languages: both together, as they are now."""
    said = await search_words(database)
    return {tag: with_own_words(tag, said.get(tag, NO_WORDS)) for tag in language_tags}


def with_own_words(language_tag: str, said: LanguageWords) -> LanguageWords:
    """What staff say, and what the shop comes with."""
    return LanguageWords(
        engine_synonyms(language_tag, said.synonyms),
        tuple(sorted({*engine_stop_words(language_tag), *said.stop_words})),
        said.field_order,
    )
