"""A question in another language than the page's, or in another spelling than the shop's: it is answered in the way
in which it makes the most sense."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from app.core.context import RequestContext
from app.core.logging import log
from app.markets import AtlasCache
from search.engine.answers import read_part
from search.engine.client import SearchClient, SearchUnavailableError
from search.languages import is_written_otherwise, spellings, synonyms_of, wording
from search.query.bodies import question_body
from search.questions.question import ProductSearch

Json = Mapping[str, Any]

_EXACT: Final = 1.0
_MISSPELT: Final = 0.5
_BY_EAR: Final = 0.4
"""Of what is found as it sounds in another language: less than what is misspelt in the page's, for many words sound
alike."""
_SHORTEST_BY_EAR: Final = 3
"""Latin letters."""


class Reading(NamedTuple):
    """How a question is understood."""

    language_tag: str
    """As words of which language."""
    spelling: int
    """In which of the spellings of `search.languages.wording`."""


async def better_reading(
    ctx: RequestContext, asked: ProductSearch, conditions: Sequence[str], hits: Sequence[Json]
) -> Reading | None:
    """The language of the shop, and the spelling, in which more of the words are found than as typed, in the page's.

    `hits` are those of the page's language, as typed. None: it stays with them, which costs nothing where the best has
    every word as it was typed.
    """
    here = ctx.place.language_tag
    own = _own_fit(asked.words, here, hits)
    if own >= _EXACT:
        return None
    readings = [Reading(here, spelling) for spelling in _telling(asked.words, here)]
    others = [tag for tag in await language_tags(ctx) if tag != here]
    readings += [Reading(tag, spelling) for tag in others for spelling in (0, *_by_ear(asked.words, tag))]
    if not readings:
        return None
    options = {"limit": 1, "attributesToRetrieve": ["id"], "showRankingScoreDetails": True}
    bodies = [
        question_body(ctx, replace(asked, spelling=reading.spelling), reading.language_tag, conditions, **options)
        for reading in readings
    ]
    bodies.append(question_body(ctx, asked, here, (), **options))
    try:
        *answers, unfiltered = await ctx.part(SearchClient).ask_many(bodies)
    except SearchUnavailableError as error:  # an index is not there yet, or it took too long: there is an answer anyway
        log.info("search in other languages and spellings failed", reason=str(error))
        return None
    if _own_fit(asked.words, here, unfiltered["hits"]) >= _EXACT:
        return None  # they are words of the page's language: it is the filters that leave out what they find
    fits = [
        (_fit_by_ear if reading.spelling and reading.language_tag != here else _fit)(_details(answer["hits"]))
        for reading, answer in zip(readings, answers, strict=True)
    ]
    best = max(fits)
    return readings[fits.index(best)] if best > own else None


def _by_ear(words: str, tag: str) -> Sequence[int]:
    """The spellings to try of words that may be of another language: only where that is written in other letters."""
    return _telling(words, tag) if is_written_otherwise(tag) else ()


def _telling(words: str, tag: str) -> list[int]:
    """The spellings of which something is left: every word that begins with `q` would be found by `qqqq`."""
    ways = {spelling: wording(words, tag, spelling) for spelling in spellings(words, tag)}
    return [spelling for spelling, way in ways.items() if not way.isascii() or len(way) >= _SHORTEST_BY_EAR]


async def language_tags(ctx: RequestContext) -> list[str]:
    """The languages in which somebody can shop, each of which has an index; those of this market first."""
    atlas = await ctx.part(AtlasCache).get()
    here = atlas.market_by_code(ctx.place.market_code)
    tags = [*(here.language_tags if here else ()), *(tag for market in atlas.markets for tag in market.language_tags)]
    return list(dict.fromkeys(tags))


def _own_fit(words: str, tag: str, hits: Sequence[Json]) -> float:
    """Phrases that are found by a synonym count as misspelt to the engine."""
    details = _details(hits)
    if hits and ("words" not in details or wording(words, tag).casefold() in synonyms_of(tag)):
        return _EXACT
    return _fit(details)


def _fit(details: Json) -> float:
    """The part of the words that the best hit has, and half of it where some of them are misspelt. Nothing where the
    index takes none of them for a word: it shows everything then."""
    words = details.get("words")
    if not words:
        return 0.0
    part = float(words["matchingWords"] / words["maxMatchingWords"])
    return part * _MISSPELT if details.get("typo", {}).get("typoCount") else part


def _fit_by_ear(details: Json) -> float:
    """What only sounds nearly alike is chance."""
    return _BY_EAR if _fit(details) >= _EXACT else 0.0


def _details(hits: Sequence[Json]) -> Json:
    details: Json = read_part(hits[0].get("_rankingScoreDetails", {})) if hits else {}
    return details
