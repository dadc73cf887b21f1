"""What a question means in the words that products have: with synonyms, corrections, and in which language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from app.core.context import RequestContext
from app.core.db import Database
from app.fulltext import (
    NOTHING,
    Lexemes,
    all_of,
    any_of,
    code_query,
    is_compounding,
    lexemes_of,
    matching_queries,
    none_of,
    phrase_query,
    similar_words,
    word_query,
)
from app.markets import AtlasCache
from app.merchandising import LanguageWords, search_words
from search.fallback.words import Phrase, Question, asked_words, is_pair, read_question
from search.languages import is_unspaced, is_written_otherwise, respelled, synonyms_of
from search.questions.question import ProductSearch

_MOST_CORRECTED: Final = 4
_SHORTEST_IN_COMPOUNDS: Final = 4
_SHORTEST_BY_EAR: Final = 4
_SHORTEST_HALF: Final = 3
_SHORTEST_BEGINNING: Final = 2
"""Letters. A single one begins so many words that they would take long to look up."""
_LONGEST_SPLIT: Final = 24

_Words = tuple[str, ...]
_Synonyms = Mapping[_Words, Sequence[_Words]]


@dataclass(frozen=True)
class Understood:
    """A question in Postgres' language of text queries. None: there is none, and everything is a hit."""

    language_tag: str
    every: str | None = None
    """What says all that was asked for."""
    widest: str | None = None
    """What every hit meets: by relevance, one of the words, all phrases, and nothing that is not wanted."""
    terms: tuple[str, ...] = ()
    """Each word and phrase by itself: the more of them a product says, the better it answers."""
    marked: str = NOTHING
    """The single words that stand out in a text."""

    @classmethod
    def nothing(cls, language_tag: str) -> "Understood":
        """The question that nothing answers."""
        return cls(language_tag, NOTHING, NOTHING, (NOTHING,))


async def understand(ctx: RequestContext, asked: ProductSearch, *, in_a_hurry: bool = False) -> Understood:
    """The question in the language of the page; in another one that is offered, where only that says all of it.

    In a hurry, as it was typed: nobody looks whether products have the words.
    """
    tag = ctx.place.language_tag
    if asked.code is not None:
        code = code_query(asked.code)
        return Understood(tag, code, code, (code,))
    if not asked.words:
        return Understood(tag)
    if in_a_hurry:
        return await _read(ctx.db, asked, tag, looks=False)
    own = await _read(ctx.db, asked, tag, corrects=True)
    if not own.terms or await _says_all(ctx.db, own):
        return own
    for language_tag, words in await _other_readings(ctx, asked.words):
        found = await _read(ctx.db, replace(asked, words=words), language_tag)
        if await _says_all(ctx.db, found):
            return found
    return own


async def _says_all(database: Database, understood: Understood) -> bool:
    """Whether some product says all of it."""
    return (await matching_queries(database, understood.language_tag, [understood.every or NOTHING]))[0]


async def _other_readings(ctx: RequestContext, words: str) -> list[tuple[str, str]]:
    """Languages and words: in which, and as what, the words may make more sense, the likeliest first.

    Spelled otherwise in the language of the page; as they are in the other languages in which somebody can shop, those
    of this market first; and by ear in those that are written in other letters.
    """
    tag = ctx.place.language_tag
    atlas = await ctx.part(AtlasCache).get()
    here = atlas.market_by_code(ctx.place.market_code)
    tags = [*(here.language_tags if here else ()), *(each for market in atlas.markets for each in market.language_tags)]
    others = [each for each in dict.fromkeys(tags) if each != tag]
    unchanged = [(each, words) for each in others]
    question = read_question(words, tag)
    if question.phrases or question.without:
        return unchanged  # spellings are of words, and know no signs
    by_ear = [
        (each, way)
        for each in others
        if is_written_otherwise(each)
        for way in respelled(words, each)
        if len(way) >= _SHORTEST_BY_EAR or not way.isascii()
    ]
    return [*((tag, way) for way in respelled(words, tag)), *unchanged, *by_ear]


async def _read(
    database: Database, asked: ProductSearch, tag: str, *, looks: bool = True, corrects: bool = False
) -> Understood:
    said = (await search_words(database)).get(tag, LanguageWords())
    question = read_question(asked.words, tag, said.stop_words)
    synonyms = _synonyms(said, tag)
    reading = await _Reading.of(database, tag, question, synonyms)
    terms = [reading.term(place) for place in range(len(question.words))]
    known = [True] * len(terms)
    if looks:
        known = await matching_queries(database, tag, [term or NOTHING for term in terms])
    if corrects:
        await _correct(database, reading, terms, known)
    phrases = [phrase for phrase in map(reading.phrase, question.phrases) if phrase]
    always = all_of([*phrases, none_of(map(reading.phrase, question.without))])
    # Pairs of letters that stand nowhere are no words, but the end of one and the beginning of another.
    wanted = [
        term
        for word, term, is_known in zip(question.words, terms, known, strict=True)
        if term and (is_known or not is_pair(word) or not any(known))
    ]
    if not wanted and always is None:
        return Understood.nothing(tag)
    every = all_of([*wanted, always])
    return Understood(
        tag,
        every,
        every if asked.matches_every_word else all_of([any_of(wanted), always]),
        (*wanted, *phrases),
        any_of([*terms, *(reading.word(word) for each in question.phrases for word in each.words)]) or NOTHING,
    )


async def _correct(database: Database, reading: "_Reading", terms: list[str | None], known: list[bool]) -> None:
    """Words that nothing has are looked for as those that they are nearly, or as two that were written as one."""
    unknown = [place for place, is_known in enumerate(known) if not is_known][:_MOST_CORRECTED]
    for place in unknown:
        word = reading.question.words[place]
        if is_unspaced(word):
            continue
        similar = await _similar(database, reading, place)
        halves = [] if similar else await _halves(database, reading.tag, word)
        meant: list[_Words] = [(each,) for each in similar]
        meant += [other for each in meant for other in reading.synonyms.get(each, ())]
        parts = {part for words in [*meant, *halves] for part in words}
        reading.lexemes.update(await lexemes_of(database, reading.tag, parts))
        found = any_of(
            [
                *(reading.phrase(Phrase(each)) for each in meant),
                *(all_of(map(reading.word, pair)) for pair in halves),
            ]
        )
        if found:
            terms[place] = any_of([terms[place], found])
            known[place] = True


async def _similar(database: Database, reading: "_Reading", place: int) -> _Words:
    """What the word, or else its stem, may have been meant to be."""
    word = reading.question.words[place]
    for form in dict.fromkeys([word, *reading.lexemes[word].stems]):
        found = await similar_words(database, reading.tag, form, is_prefix=reading.is_open(place))
        if found:
            return found
    return ()


async def _halves(database: Database, tag: str, word: str) -> list[_Words]:
    """The ways to read a word as two that products have: `tshirt`, `Leinenhemd`."""
    if not word.isalpha() or not 2 * _SHORTEST_HALF <= len(word) <= _LONGEST_SPLIT:
        return []
    pairs = [(word[:place], word[place:]) for place in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)]
    lexemes = await lexemes_of(database, tag, [part for pair in pairs for part in pair])
    queries = [all_of(word_query(lexemes[part]) for part in pair) for pair in pairs]
    met = await matching_queries(database, tag, [query or NOTHING for query in queries])
    return [pair for pair, is_met in zip(pairs, met, strict=True) if is_met]


@dataclass
class _Reading:
    """A question while it is read."""

    tag: str
    question: Question
    synonyms: _Synonyms
    lexemes: dict[str, Lexemes]

    @classmethod
    async def of(cls, database: Database, tag: str, question: Question, synonyms: _Synonyms) -> "_Reading":
        phrases = [*question.phrases, *question.without]
        words = [*question.words, *(word for phrase in phrases for word in phrase.words)]
        words += [word for others in _of_spans(question.words, synonyms).values() for each in others for word in each]
        words += ["".join(pair) for pair in zip(question.words, question.words[1:], strict=False)]
        return cls(tag, question, synonyms, dict(await lexemes_of(database, tag, words)))

    def is_open(self, place: int) -> bool:
        """Whether the word may be the beginning of a longer one."""
        return self.question.is_last_open and place == len(self.question.words) - 1

    def term(self, place: int) -> str | None:
        """What finds the word at this place, or what is said instead of it."""
        word = self.question.words[place]
        is_prefix = (
            (self.is_open(place) and len(word) >= _SHORTEST_BEGINNING)
            or (is_compounding(self.tag) and len(word) >= _SHORTEST_IN_COMPOUNDS)
            or (len(word) == 1 and is_unspaced(word))
        )
        found = [word_query(self.lexemes[word], is_prefix=is_prefix)]
        for (start, end), others in _of_spans(self.question.words, self.synonyms).items():
            if start <= place < end:
                found += [self.phrase(Phrase(other)) for other in others]
        if not is_unspaced(word):
            words = self.question.words
            joined = [words[start : start + 2] for start in (place - 1, place) if 0 <= start < len(words) - 1]
            found += [self.word("".join(pair)) for pair in joined]
        return any_of(found)

    def word(self, word: str) -> str | None:
        """What finds exactly this word, or another form of it."""
        return word_query(self.lexemes[word])

    def phrase(self, phrase: Phrase) -> str | None:
        """What finds these words together."""
        if len(phrase.words) == 1:
            return self.word(phrase.words[0])
        return phrase_query([self.lexemes[word] for word in phrase.words])


def _of_spans(words: _Words, synonyms: _Synonyms) -> dict[tuple[int, int], Sequence[_Words]]:
    """By the places from which and up to which (excluded) words have synonyms: these."""
    found: dict[tuple[int, int], Sequence[_Words]] = {}
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if others := synonyms.get(words[start:end]):
                found[start, end] = others
    return found


def _synonyms(said: LanguageWords, tag: str) -> _Synonyms:
    """Those of the language, and those of the shop's staff."""
    own = _cut_synonyms(tag)
    if not said.synonyms:
        return own
    found = {words: list(others) for words, others in own.items()}
    for words, others in _cut(said.synonyms, tag):
        found.setdefault(words, []).extend(others)
    return found


@lru_cache(maxsize=64)
def _cut_synonyms(tag: str) -> _Synonyms:
    return dict(_cut(synonyms_of(tag), tag))


def _cut(synonyms: Mapping[str, Iterable[str]], tag: str) -> Iterable[tuple[_Words, list[_Words]]]:
    for word, others in synonyms.items():
        words = tuple(asked_words(word, tag))
        cut_others = [tuple(asked_words(other, tag)) for other in others]
        if words:
            yield words, [each for each in cut_others if each and each != words]
