"""Single values: how each is written, and what its problem is where it is not."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.drafts import Texts
from app.catalog.rules.names import ENGLISH, clean_name, is_language_tag
from app.core.errors import Problem

Path = tuple[str, ...]

_SLUG = re.compile(r"[^\W_]+(-[^\W_]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SWATCH = re.compile(r"#[0-9A-Fa-f]{3,8}|[a-z]{3,20}|(rgb|hsl)a?\([0-9., %/deg-]{5,40}\)")
_MOST: Final = 2**31 - 1
_THREE_DECIMALS: Final = Decimal("0.001")
_MOST_CONTENT: Final = 10**9


def invalid(path: Path, value: object) -> Problem:
    """The value is not written as such values are."""
    return Problem(CatalogErrorCode.VALUE_INVALID, path, {"field": path[-1], "value": str(value)})


def slug_problems(slug: str, path: Path = ("slug",)) -> Iterator[Problem]:
    """Whether the slug is words of letters and digits, joined by single hyphens."""
    if not _SLUG.fullmatch(slug):
        yield invalid(path, slug)


def name_problems(translations: Mapping[str, Texts]) -> Iterator[Problem]:
    """Whether there is a name at all, and each language is one."""
    if not translations:
        yield Problem(CatalogErrorCode.NO_NAME, ("translations",))
    yield from tag_problems(translations, ("translations",))


def label_problems(names: Mapping[str, str], path: Path) -> Iterator[Problem]:
    """Whether a short text is there in English, which every other language falls back to."""
    if ENGLISH not in names:
        yield Problem(CatalogErrorCode.NO_NAME, path)
    yield from tag_problems(names, path)


def tag_problems(texts: Mapping[str, object], path: Path) -> Iterator[Problem]:
    """Whether the keys are language tags."""
    for tag in texts:
        if not is_language_tag(tag):
            yield invalid((*path, tag), tag)


def code_problems(code: str, path: Path) -> Iterator[Problem]:
    """Whether a code, SKU or name of another thing is plain text on one line."""
    if not code or code != clean_name(code):
        yield invalid(path, code)


def country_problems(code: str | None, path: Path) -> Iterator[Problem]:
    """Whether it is written as a country of ISO 3166-1 is."""
    if code is not None and not _COUNTRY.fullmatch(code):
        yield invalid(path, code)


def swatch_problems(swatch: str | None, path: Path) -> Iterator[Problem]:
    """Whether it is a colour of CSS."""
    if swatch is not None and not _SWATCH.fullmatch(swatch):
        yield invalid(path, swatch)


def number_problems(number: int | None, least: int, path: Path) -> Iterator[Problem]:
    """Whether a whole number lies in a column's range."""
    if number is not None and not least <= number <= _MOST:
        yield invalid(path, number)


def amount_problems(amount: Decimal | None, path: Path) -> Iterator[Problem]:
    """Whether an amount of content is more than nothing, with at most three decimals."""
    if amount is not None and not (
        amount.is_finite() and 0 < amount < _MOST_CONTENT and amount == amount.quantize(_THREE_DECIMALS)
    ):
        yield invalid(path, amount)


def span_problems(starts_at: datetime | None, ends_at: datetime | None, path: Path) -> Iterator[Problem]:
    """Whether both moments say their offset from UTC, and the end comes after the start."""
    for name, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        if moment is not None and moment.tzinfo is None:
            yield invalid((*path, name), moment.isoformat())
            return
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        yield Problem(CatalogErrorCode.ENDS_BEFORE_START, (*path, "ends_at"))


def document_problems(document: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Whether metadata are JSON that a column can hold."""
    if not document:
        return
    try:
        written = json.dumps(document, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (TypeError, ValueError, RecursionError):
        yield invalid(path, "")
        return
    if "\\u0000" in written:
        yield invalid(path, "\\u0000")


def repeated(value: str, path: Path) -> Problem:
    """The same thing is named a second time."""
    return Problem(CatalogErrorCode.REPEATED, path, {"value": value})
