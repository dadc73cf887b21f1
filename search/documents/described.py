"""What attributes say of a product, as words to find it by and as values to narrow a search down to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.catalog import AttributeKind, IndexedAttribute, OptionValueRow, plain_text
from search.documents.marks import without_marks
from search.documents.numbers import day_number
from search.languages import spelled

_SELECTED: Final = frozenset({AttributeKind.SELECT, AttributeKind.MULTI_SELECT, AttributeKind.SWATCH})

Stored = Mapping[str, Any]
"""`{attribute code: value}`, as `app.catalog.rules.attributes` stores values."""


def words_of(attributes: Sequence[IndexedAttribute], said: Sequence[Stored], chain: Sequence[str]) -> list[str]:
    """The words of the attributes that are searched, in a language, each once."""
    words = (
        without_marks(word)
        for attribute in attributes
        if attribute.is_searchable
        for value in _values(attribute, said)
        for word in _words(attribute, value, chain)
    )
    return list(dict.fromkeys(word for word in words if word))


def values_of(attributes: Sequence[IndexedAttribute], said: Sequence[Stored]) -> dict[str, list[str | float | int]]:
    """The values that can be filtered by, by the attribute's code. The engine compares numbers as floats do."""
    found: dict[str, list[str | float | int]] = defaultdict(list)
    for attribute in attributes:
        if attribute.is_filterable:
            for value in _values(attribute, said):
                for comparable in _comparable(attribute.kind, value):
                    if comparable not in found[attribute.code]:
                        found[attribute.code].append(comparable)
    return dict(found)


def option_words(options: Iterable[OptionValueRow]) -> list[str]:
    """The names of what can be chosen of a product: who looks for a blue shirt names the value of an option."""
    return list(dict.fromkeys(without_marks(option.value_name) for option in options))


def spelled_too(texts: dict[str, Any], brand: str | None, language_tag: str) -> dict[str, Any]:
    """The words of a document with their other spellings, but for those of the description: it says too much."""
    said = (texts["name"], brand or "", *texts["categories"], *texts["tags"], *texts["attribute_words"])
    return texts | {"spellings": " ".join(spelled(said, language_tag))}


def _values(attribute: IndexedAttribute, said: Iterable[Stored]) -> Iterator[Any]:
    for attributes in said:
        if (value := attributes.get(attribute.code)) is not None:
            yield value


def _words(attribute: IndexedAttribute, value: Any, chain: Sequence[str]) -> Iterator[str]:
    if attribute.kind in _SELECTED:
        names = attribute.value_names or {}
        for code in value if isinstance(value, list) else [value]:
            yield _in_language(names.get(code, {}), chain) or code
    elif attribute.kind in (AttributeKind.TEXT, AttributeKind.RICH_TEXT):
        text = _in_language(value, chain) if isinstance(value, Mapping) else value
        yield plain_text(text or "")
    elif attribute.kind is AttributeKind.NUMBER:
        yield str(value)


def _comparable(kind: AttributeKind, value: Any) -> Iterator[str | float | int]:
    if kind in _SELECTED:
        yield from value if isinstance(value, list) else [value]
    elif kind is AttributeKind.NUMBER:
        yield float(Decimal(value))
    elif kind is AttributeKind.BOOLEAN:
        yield "true" if value else "false"
    elif kind is AttributeKind.DATE:
        yield day_number(date.fromisoformat(value))


def _in_language(texts: Mapping[str, str], chain: Sequence[str]) -> str | None:
    return next((texts[tag] for tag in chain if tag in texts), None)
