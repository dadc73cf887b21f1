"""Reads of words. Queries are Postgres' own text queries, as `app.fulltext.rules` writes them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.fulltext.models import ProductText, ProductTextWord
from app.fulltext.rules import (
    NOTHING,
    PLAIN_CONFIGURATION,
    Lexemes,
    any_of,
    configuration_of,
    errors_allowed,
    is_compounding,
    nearest,
)

_MOST_CANDIDATES: Final = 2_000
"""Words that are compared letter by letter with a misspelt one."""
_SHORTEST_PIECE: Final = 4
_MOST_COMPOUNDS: Final = 20

_WEIGHTS: Final = "'{0.05, 0.25, 0.5, 1.0}'"
"""Of D, C, B, A: a word in a name counts for more than all that a description says."""

_text = table_of(ProductText)
_word = table_of(ProductTextWord)
_configuration = cast(bindparam("configuration", type_=Text()), REGCONFIG)
_plain = literal_column(f"'{PLAIN_CONFIGURATION}'", REGCONFIG)
_tag = bindparam("tag", type_=Text())
_kept: LRUCache[tuple[str, str], Lexemes] = LRUCache(20_000)
"""What words come to, which never changes."""


class Ranked(NamedTuple):
    """How well a product says what was asked for."""

    product_id: UUID
    terms: int
    """How many it says."""
    rank: float
    """The more often, and in the weightier texts, the greater."""


class TextCount(NamedTuple):
    """How many products have words in a language."""

    language_tag: str
    products: int


class _Product(NamedTuple):
    product_id: UUID


class _Analysed(NamedTuple):
    word: str
    whole: list[str]
    stems: list[str]


class _Met(NamedTuple):
    ordinal: int


class _Known(NamedTuple):
    word: str


def _unnested(name: str, *columns: str) -> Any:
    return (
        func.unnest(array_parameter(name, Text()))
        .table_valued(*columns, with_ordinality="ordinal")
        .render_derived("given")
    )


def _vector(configuration: ColumnElement[Any], words: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.to_tsvector(configuration, words)


_given = _unnested("words", "word")
_lexemes = Read(
    select(
        _given.c.word.label("word"),
        func.tsvector_to_array(_vector(_plain, _given.c.word), type_=ARRAY(Text())).label("whole"),
        func.tsvector_to_array(_vector(_configuration, _given.c.word), type_=ARRAY(Text())).label("stems"),
    ),
    _Analysed,
)
_asked = _unnested("queries", "query")


def _meets(query: ColumnElement[Any]) -> ColumnElement[bool]:
    return _text.c.document.op("@@", return_type=Boolean())(cast(query, TSQUERY))


_met = Read(
    select(_asked.c.ordinal.label("ordinal")).where(
        select(_text.c.product_id).where(_text.c.language_tag == _tag, _meets(_asked.c.query)).limit(1).exists()
    ),
    _Met,
)
_terms = func.unnest(array_parameter("terms", Text())).table_valued("query").render_derived("asked")
_ranked = Read(
    select(
        _text.c.product_id.label("product_id"),
        select(func.count()).where(_meets(_terms.c.query)).correlate(_text).scalar_subquery().label("terms"),
        func.ts_rank(literal_column(_WEIGHTS), _text.c.document, cast(bindparam("query", type_=Text()), TSQUERY)).label(
            "rank"
        ),
    ).where(_text.c.language_tag == _tag, _text.c.product_id == any_(array_parameter("ids", Uuid()))),
    Ranked,
)
_alike = Read(
    select(_word.c.word.label("word"))
    .where(
        _word.c.language_tag == _tag,
        or_(
            _word.c.word.op("%", return_type=Boolean())(bindparam("word", type_=Text())),
            _word.c.word.like(bindparam("beginning", type_=Text())),
        ),
        func.length(_word.c.word).between(
            bindparam("shortest", type_=Integer()), bindparam("longest", type_=Integer())
        ),
    )
    .limit(literal_column(str(_MOST_CANDIDATES))),
    _Known,
)
_compounds = Read(
    select(_word.c.word.label("word"))
    .where(_word.c.language_tag == _tag, _word.c.word.like(bindparam("within", type_=Text())))
    .order_by(func.length(_word.c.word), _word.c.word)
    .limit(literal_column(str(_MOST_COMPOUNDS))),
    _Known,
)
_matched = Read(
    select(_given.c.word.label("word")).where(
        _vector(_plain, _given.c.word)
        .op("||")(_vector(_configuration, _given.c.word))
        .op("@@", return_type=Boolean())(cast(bindparam("query", type_=Text()), TSQUERY))
    ),
    _Known,
)
_counted = Read(
    select(_text.c.language_tag.label("language_tag"), func.count().label("products"))
    .group_by(_text.c.language_tag)
    .order_by(_text.c.language_tag),
    TextCount,
)

_lacking = func.unnest(array_parameter("ids", Uuid())).table_valued("product_id").render_derived("asked")
_without_texts = Read(
    select(_lacking.c.product_id.label("product_id")).where(
        select(func.count())
        .where(
            _text.c.product_id == _lacking.c.product_id, _text.c.language_tag == any_(array_parameter("tags", Text()))
        )
        .correlate(_lacking)
        .scalar_subquery()
        < func.cardinality(array_parameter("tags", Text()))
    ),
    _Product,
)
_with_texts = Read(
    select(_text.c.product_id.label("product_id"))
    .distinct()
    .where(_text.c.product_id > bindparam("after", type_=Uuid()))
    .order_by(_text.c.product_id)
    .limit(bindparam("limit", type_=Integer())),
    _Product,
)


def matches(product_id: ColumnElement[Any], tag: ColumnElement[Any], query: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition of lists of products (`ProductCondition`) that the product says this in the language.

    Found by the index of words and joined, where conditions usually are looked up product by product: a word is in few
    of them.
    """
    said = table_of(ProductText).alias()
    meets = said.c.document.op("@@", return_type=Boolean())(cast(cast(query, Text()), TSQUERY))
    return product_id.in_(select(said.c.product_id).where(said.c.language_tag == cast(tag, Text()), meets))


def is_one_of(product_id: ColumnElement[Any], ids: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition of lists that the product is one of these."""
    return product_id == any_(cast(ids, ARRAY(Uuid())))


async def lexemes_of(database: Database, language_tag: str, words: Iterable[str]) -> Mapping[str, Lexemes]:
    """What each word comes to in this language."""
    configuration = configuration_of(language_tag)
    found: dict[str, Lexemes] = {}
    unknown: list[str] = []
    for word in dict.fromkeys(words):
        kept = _kept.get((configuration, word))
        if kept is None:
            unknown.append(word)
        else:
            found[word] = kept
    if unknown:
        for row in await _lexemes.all(database, words=unknown, configuration=configuration):
            lexemes = Lexemes(tuple(row.whole), tuple(row.stems))
            found[row.word] = _kept[configuration, row.word] = lexemes
    return found


async def matching_queries(database: Database, language_tag: str, queries: Sequence[str]) -> list[bool]:
    """Of each query, whether any product meets it in this language, whoever may see it."""
    if not queries:
        return []
    rows = await _met.all(database, queries=list(queries), tag=language_tag)
    met = {row.ordinal for row in rows}
    return [ordinal in met for ordinal in range(1, len(queries) + 1)]


async def rank_products(
    database: Database, language_tag: str, product_ids: Sequence[UUID], terms: Sequence[str]
) -> list[Ranked]:
    """How well each of these products answers a question of these terms."""
    query = any_of(terms) or NOTHING
    return await _ranked.all(database, tag=language_tag, ids=list(product_ids), terms=list(terms), query=query)


async def similar_words(
    database: Database, language_tag: str, word: str, *, is_prefix: bool = False
) -> tuple[str, ...]:
    """The known words that this one may have been meant to be: with as few errors as any, and not too many.

    In languages that write compounds, also those that have it within.
    """
    allowed = errors_allowed(word)
    found: tuple[str, ...] = ()
    if allowed:
        rows = await _alike.all(
            database,
            tag=language_tag,
            word=word,
            beginning=f"{word[:2]}%",
            shortest=len(word) - allowed,
            longest=2**15 if is_prefix else len(word) + allowed,
        )
        found = nearest(word, [row.word for row in rows], is_prefix=is_prefix)
    if not found and is_compounding(language_tag) and word.isalpha() and len(word) >= _SHORTEST_PIECE:
        rows = await _compounds.all(database, tag=language_tag, within=f"%{word}%")
        found = tuple(row.word for row in rows)
    return found


async def matched_words(database: Database, language_tag: str, words: Sequence[str], query: str) -> frozenset[str]:
    """Which of these words, cut and folded, the query is met by."""
    if not words:
        return frozenset()
    rows = await _matched.all(
        database, words=list(dict.fromkeys(words)), configuration=configuration_of(language_tag), query=query
    )
    return frozenset(row.word for row in rows)


async def count_texts(database: Database) -> dict[str, int]:
    """By language: how many products can be found."""
    return {row.language_tag: row.products for row in await _counted.all(database)}


async def products_without_texts(
    database: Database, product_ids: Sequence[UUID], language_tags: Sequence[str]
) -> list[UUID]:
    """Those of these products that cannot be found in some of the languages."""
    rows = await _without_texts.all(database, ids=list(product_ids), tags=list(language_tags))
    return sorted(row.product_id for row in rows)


async def products_with_texts(database: Database, limit: int, after: UUID) -> list[UUID]:
    """The first so many products behind this one that can be found in some language, by their ids."""
    return [row.product_id for row in await _with_texts.all(database, after=after, limit=limit)]
