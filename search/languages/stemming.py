"""Forms of the same word: the endings of number, gender and case cut off, and put on.

Light stemming, which touches endings only: it costs little precision, and finds most of what heavier rules find
(J. Savoy, "Light Stemming Approaches for the French, Portuguese, German and Hungarian Languages", 2006; D. Harman,
"How Effective Is Suffixing?", 1991; L. Larkey et al., "Improving Stemming for Arabic", 2002).
"""

from typing import Final, NamedTuple


class _Ending(NamedTuple):
    """Of folded words."""

    written: str
    instead: str
    """What stands for it."""
    before: int
    """How many letters must stand before it."""


def _endings(*rules: str) -> tuple[_Ending, ...]:
    """Of `ending>instead/letters before`."""
    read = []
    for rule in rules:
        change, _, before = rule.partition("/")
        written, _, instead = change.partition(">")
        read.append(_Ending(written, instead, int(before)))
    return tuple(read)


_CUT_OFF: Final = {
    "en": _endings(
        *("sses>ss/2", "ies>y/3", "ves>f/3", "xes>x/2", "ches>ch/2", "shes>sh/2"),
        *("ss>ss/1", "us>us/1", "is>is/1", "es>e/2", "s>/3"),
    ),
    "fr": _endings("eaux>eau/2", "aux>al/2", "ees>e/3", "es>/3", "ee>e/3", "s>/3", "x>/3", "e>/3"),
    "de": _endings("innen>in/3", "ern>/4", "en>/3", "er>/4", "em>/4", "es>/4", "e>/3", "n>/4", "s>/4"),
    "tr": _endings("larin>/3", "lerin>/3", "lari>/3", "leri>/3", "lar>/3", "ler>/3"),
    "ar": _endings("ات>/3", "ون>/3", "ين>/3", "يه>/3", "ه>/2", "ي>/3"),
}
"""By language: the first that fits is cut off, once."""

_PLURALS: Final = {
    "en": (
        *(("ss", "sses"), ("x", "xes"), ("ch", "ches"), ("sh", "shes"), ("ey", "eys"), ("ay", "ays"), ("oy", "oys")),
        *(("y", "ies"), ("s", ""), ("", "s")),
    ),
    "fr": (("eau", "eaux"), ("s", ""), ("x", ""), ("", "s")),
    "de": (("e", "en"), ("n", ""), ("s", ""), ("er", ""), ("el", ""), ("", "en")),
}
"""By language: how an ending is written in the plural; nothing where it stays the same, or is one already."""


def stemmed(word: str, primary: str) -> str:
    """A folded word without its ending: `lamps` → `lamp`, `hemden` → `hemd`. The word itself in languages of which no
    endings are known, and where it is too short to have one."""
    for ending in _CUT_OFF.get(primary, ()):
        if word.endswith(ending.written) and len(word) - len(ending.written) >= ending.before:
            return word.removesuffix(ending.written) + ending.instead
    return word


def inflected(word: str, primary: str) -> tuple[str, ...]:
    """A word as it is written in the plural, where that is made by a rule."""
    for ending, plural in _PLURALS.get(primary, ()):
        if word.endswith(ending):
            return (word.removesuffix(ending) + plural,) if plural else ()
    return ()
