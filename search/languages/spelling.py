"""Other ways to write the same words: what documents are found by, and what is asked where nothing is found.

The engine forgives a letter or two. It does not know that `Kuechentuecher` are `Küchentücher`, that `くつした` is
`靴下`, or that who types `kafei` wants `咖啡`. Texts and questions are brought to the same forms: without endings,
compounds cut in pieces, and in Latin letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from search.languages.cutting import is_unspaced, pieces
from search.languages.folding import folded, primary_of, without_article
from search.languages.stemming import stemmed
from search.languages.transliteration import latin, skeleton
from search.languages.words import stop_words_of, words_of

_SHORTEST_PART: Final = 4
"""Letters. Shorter nouns are endings of too many other words (`Ohr`, `Öl`): they count beside another known one."""

_LINKS: Final = ("s", "n", "en", "es")
"""Letters that join the nouns of a compound: `Sonne-n-creme`, `Baumwoll-Strumpf`, `Schokolade-n-tafel`."""

_OTHER_SCRIPTS: Final = frozenset({"ar", "fa", "he", "hi", "ja", "ko", "ru", "th", "uk", "ur", "zh"})
"""Languages of which words are often written in Latin letters, by ear."""

PARTICLES: Final = ("을", "를", "이", "가", "은", "는", "의", "에", "에서", "와", "과", "로", "으로", "도", "만")
"""Of Korean: they say which part a noun has in a sentence, and are written onto it."""

_NOT_LATIN: Final = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")
_ELIDING: Final = frozenset({"ca", "fr", "it"})
_ELISION: Final = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu|dell|all|nell|sull|un)['’](?=\w)", re.IGNORECASE)
"""Articles and the like that are written onto the next word: `l'huile d'olive`."""

_MARKS: Final = re.compile("[\u064b-\u0652\u0640]")
"""Vowel signs of Arabic, and the stroke that makes a word longer."""


def asked(words: str, tag: str) -> str:
    """The words as the index of a language is asked for them: with nothing that the engine would stumble over.

    Letters of full width are plain ones; Arabic has neither vowel signs nor articles. Words that mean nothing are left
    out, where there are others and none are quoted: the engine would leave them out of documents as well, and could
    then not find `bed` and `linen` of a synonym with an `of` between them.
    """
    plain = unicodedata.normalize("NFKC", words)
    primary = primary_of(tag)
    if primary == "ar":
        plain = without_article(_MARKS.sub("", plain))
    elif primary in _ELIDING:
        plain = _ELISION.sub("", plain)
    if '"' in plain:
        return plain
    idle = frozenset(stop_words_of(tag))
    return " ".join(word for word in plain.split() if word.casefold() not in idle) or plain


def spelled(texts: Iterable[str], tag: str) -> list[str]:
    """Words by which these texts are found besides those in them, each once."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(_spelled(text, tag)))
    return list(found)


@lru_cache(maxsize=20_000)
def _spelled(text: str, tag: str) -> tuple[str, ...]:
    """Brands, categories and tags are the same on many products."""
    return tuple(form for piece in pieces(asked(text, tag)) for form in _forms(piece, primary_of(tag)))


def respelled(words: str, tag: str) -> tuple[str, ...]:
    """Other ways to ask for the same, the likeliest first: to be tried where nothing is found with all the words."""
    primary = primary_of(tag)
    said = asked(words, tag)
    ways = [" ".join(part for piece in pieces(said) for part in _plain_forms(folded(piece, tag), primary))]
    if primary == "ko" and said.endswith(PARTICLES):
        ways.insert(0, f"{said} ")  # the engine takes the end for the beginning of a word, unless a space follows it
    if _is_said_otherwise(said, primary):
        ways.append(latin(said, tag))
    if primary == "ar":
        ways.append(_skeletons(said, tag))
    return tuple(dict.fromkeys(way for way in ways if way and way != said))


def wording(words: str, tag: str, spelling: int = 0) -> str:
    """The words in one of the ways to ask the index of a language for them: 0 as they are (`asked`), then those of
    `respelled`. As they are, where there are not as many."""
    ways = respelled(words, tag) if spelling else ()
    return ways[spelling - 1] if 0 < spelling <= len(ways) else asked(words, tag)


def spellings(words: str, tag: str) -> range:
    """The numbers of the spellings of these words that `wording` knows, besides 0."""
    return range(1, 1 + len(respelled(words, tag)))


def is_written_otherwise(tag: str) -> bool:
    """Whether a language is written in other than Latin letters, and its words often in those, by ear."""
    return primary_of(tag) in _OTHER_SCRIPTS


def _skeletons(words: str, tag: str) -> str:
    """Empty where too many other words have the same consonants."""
    consonants = skeleton(words, tag).split()
    is_telling = len(consonants) == len(words.split()) and max(map(len, consonants), default=0) > 2
    return " ".join(consonants) if is_telling else ""


def _is_said_otherwise(text: str, primary: str) -> bool:
    """Whether there are Latin letters for it that it is not written in."""
    return primary in _OTHER_SCRIPTS or bool(_NOT_LATIN.search(text))


@lru_cache(maxsize=50_000)
def _forms(piece: str, primary: str) -> tuple[str, ...]:
    word = folded(piece, primary)
    plain = [form for form in _plain_forms(word, primary) if form != word]
    forms = list(plain)
    if _NOT_LATIN.search(piece):
        forms += [latin(each, primary) for each in (piece, *plain)]
    if primary == "ar":
        forms.append(skeleton(piece, primary))
    return tuple(form for form in forms if form)


def _plain_forms(piece: str, primary: str) -> list[str]:
    """The parts of a word without their endings."""
    if is_unspaced(piece):
        return list(_known_in(piece, words_of(primary).parts)) or [piece]
    return [stemmed(part, primary) for part in _compound(piece, primary)]


def _known_in(run: str, known: frozenset[str]) -> Iterator[str]:
    """The known words of a run of letters without spaces, the longest first at each place, and what is between them."""
    start = between = 0
    while start < len(run):
        end = next((end for end in range(min(len(run), start + 12), start + 1, -1) if run[start:end] in known), None)
        if end is None:
            start += 1
            continue
        if between < start:
            yield run[between:start]
        yield run[start:end]
        start = between = end
    if between < len(run) and between:
        yield run[between:]


def _compound(word: str, primary: str) -> list[str]:
    """The nouns of a compound, where they are known; else the word."""
    parts = words_of(primary).parts
    if not parts or len(word) < 2 * _SHORTEST_PART - 1 or word in parts:
        return [word]
    for start in range(3, len(word) - 2):
        first, last = word[:start], word[start:]
        if _is_known(last, parts, primary) and (len(last) >= _SHORTEST_PART or _is_known(first, parts, primary)):
            return [*_compound(_unlinked(first, parts), primary), last]
    return [word]


def _is_known(word: str, parts: frozenset[str], primary: str) -> bool:
    return word in parts or stemmed(word, primary) in parts


def _unlinked(word: str, parts: frozenset[str]) -> str:
    if word in parts:
        return word
    return next((word[: -len(link)] for link in _LINKS if word.endswith(link) and word[: -len(link)] in parts), word)
