"""Finding products by words in Postgres, for when the search engine is away. Owns the words of products, by language.

Invariants: words come in as they are compared, cut and folded by whoever knows the language; a row that says what it
said before is not written again; nothing is found here that is not in these rows; rows of deleted products go with
them.
"""

from app.fulltext.commands import forget_languages, forget_texts, write_texts
from app.fulltext.queries import (
    Ranked,
    count_texts,
    is_one_of,
    lexemes_of,
    matched_words,
    matches,
    matching_queries,
    products_with_texts,
    products_without_texts,
    rank_products,
    similar_words,
)
from app.fulltext.rules import (
    NOTHING,
    Lexemes,
    ProductWords,
    all_of,
    any_of,
    code_query,
    is_compounding,
    none_of,
    phrase_query,
    shortened,
    word_query,
)

__all__ = [
    "NOTHING",
    "Lexemes",
    "ProductWords",
    "Ranked",
    "all_of",
    "any_of",
    "code_query",
    "count_texts",
    "forget_languages",
    "forget_texts",
    "is_compounding",
    "is_one_of",
    "lexemes_of",
    "matched_words",
    "matches",
    "matching_queries",
    "none_of",
    "phrase_query",
    "products_with_texts",
    "products_without_texts",
    "rank_products",
    "shortened",
    "similar_words",
    "word_query",
    "write_texts",
]
