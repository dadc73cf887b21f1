"""What searching in a language needs to know: words that mean the same or nothing, letters that are the same, where
words end, and how a word is written in Latin letters.

Facts about languages only, nothing about a shop: everything here is as true of another merchant's goods.
"""

from search.languages.cutting import cut, is_unspaced
from search.languages.engine_words import engine_stop_words, engine_synonyms
from search.languages.folding import folded
from search.languages.spelling import asked, is_written_otherwise, respelled, spelled, spellings, wording
from search.languages.transliteration import latin
from search.languages.words import dictionary_of, stop_words_of, synonyms_of

__all__ = [
    "asked",
    "cut",
    "dictionary_of",
    "engine_stop_words",
    "engine_synonyms",
    "folded",
    "is_unspaced",
    "is_written_otherwise",
    "latin",
    "respelled",
    "spelled",
    "spellings",
    "stop_words_of",
    "synonyms_of",
    "wording",
]
