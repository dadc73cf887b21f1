"""Judged queries, from readable files: `<what is typed> | <of which kind> | <handle>=<grade> …`, one on each line."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_OF_THE_DEMO_SHOP: Final = Path(__file__).parent / "judged"
_CELL: Final = r"\s*([^|\s][^|]*?)\s*"
_LINE: Final = re.compile(rf"{_CELL}\|{_CELL}\|{_CELL}")
_GRADE: Final = re.compile(r"(?P<handle>\S+)=(?P<grade>[123])")


class JudgementsError(Exception):
    """A file of judged queries is not what it should be. The message says where, and what to do."""


class JudgedQuery(NamedTuple):
    """A query, and what should come of it."""

    words: str
    kind: str
    """What is difficult about it: a typo, a plural, a synonym …"""
    grades: dict[str, int]
    """By handle of product: 3 for what was meant, 2 for a good answer, 1 for a fair one. All others are 0."""


def languages_judged(folder: Path | None = None) -> list[str]:
    """The tags of the languages for which there are sets, in alphabetical order."""
    return sorted(path.stem for path in (folder or _OF_THE_DEMO_SHOP).glob("*.txt"))


def read_judged(language_tag: str, folder: Path | None = None) -> list[JudgedQuery]:
    """The set of a language. Raises `JudgementsError`."""
    path = (folder or _OF_THE_DEMO_SHOP) / f"{language_tag}.txt"
    if not path.is_file():
        known = ", ".join(languages_judged(folder)) or "none"
        raise JudgementsError(f"There are no judged queries in {language_tag}. There are in: {known}.")
    return list(_read(path))


def _read(path: Path) -> Iterator[JudgedQuery]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        grades = [_GRADE.fullmatch(each) for each in found[3].split()] if found else []
        if found is None or not all(grades):
            raise JudgementsError(
                f"{path.name}, line {number}: write `query | kind | handle=grade handle=grade`, grades from 1 to 3."
            )
        yield JudgedQuery(found[1], found[2], {each["handle"]: int(each["grade"]) for each in grades if each})
