"""Values of attributes: read from drafts into the form in which they are stored, and back.

What is stored under an attribute's code, by its kind, as JSON:

| kind | stored |
|---|---|
| `TEXT`, `RICH_TEXT` | a string; `{language tag: string}` where the attribute is localizable |
| `NUMBER` | the decimal as a string without exponent or trailing zeros, in the attribute's unit: `"12.5"` |
| `BOOLEAN` | `true` or `false` |
| `DATE` | `"2027-03-31"` |
| `SELECT`, `SWATCH` | the code of a value |
| `MULTI_SELECT` | a list of codes, in the order of the attribute's values |
| `FILE` | `{"source": …, "name": … or null}`; `{language tag: that}` where localizable |
| `REFERENCE` | `{"kind": "product", "id": "<UUID>"}`; or category, collection, brand |

A draft has the same, except that a number with a unit is `{"amount": "12.5", "unit": "centimeter"}` (any unit of the
same dimension is taken, and a bare number is in the attribute's own), and that a reference has a `slug` for its id.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import AttributeKind, AttributeScope
from app.catalog.rules.html import clean_html
from app.catalog.rules.media import is_source
from app.catalog.rules.names import clean_name, is_language_tag
from app.catalog.rules.units import converted, plain
from app.core.errors import Problem

REFERENCE_KINDS: Final = ("product", "category", "collection", "brand")
_MOST_DIGITS: Final = 18
_MOST_DECIMALS: Final = 9
_LOCALIZABLE: Final = frozenset({AttributeKind.TEXT, AttributeKind.RICH_TEXT, AttributeKind.FILE})


class Reference(NamedTuple):
    """Something of the catalog, by its name."""

    kind: str
    slug: str


@dataclass(frozen=True)
class AttributeDefinition:
    """An attribute as products of a type have it."""

    code: str
    kind: AttributeKind
    scope: AttributeScope
    is_required: bool = False
    unit: str | None = None
    is_localizable: bool = False
    values: tuple[str, ...] = ()
    """The codes that can be selected, in their order."""


class _WrongError(Exception):
    """A value that the attribute cannot have."""

    def __init__(self, code: CatalogErrorCode, **facts: object) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class AttributeReader:
    """Reads the values of one draft."""

    product_type: str
    language_tag: str
    """Of texts that do not say in which language they are."""
    references: Mapping[Reference, UUID]

    def read(
        self, definitions: Sequence[AttributeDefinition], given: Mapping[str, Any], path: tuple[str, ...]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The values as they are stored, by code in the type's order, and what is wrong with what was given."""
        known = {definition.code: definition for definition in definitions}
        problems = [
            Problem(
                CatalogErrorCode.ATTRIBUTE_UNKNOWN,
                (*path, code),
                {"attribute": code, "product_type": self.product_type},
            )
            for code in given
            if code not in known
        ]
        stored = {}
        for code, definition in known.items():
            try:
                value = self._value(definition, given.get(code))
            except _WrongError as wrong:
                problems.append(Problem(wrong.code, (*path, code), {"attribute": code, **wrong.facts}))
                continue
            if value is not None:
                stored[code] = value
            elif definition.is_required:
                problems.append(Problem(CatalogErrorCode.ATTRIBUTE_MISSING, (*path, code), {"attribute": code}))
        return stored, problems

    def _value(self, definition: AttributeDefinition, given: Any) -> Any:
        if definition.is_localizable and definition.kind in _LOCALIZABLE:
            return self._localized(definition, given)
        return self._single(definition, given)

    def _localized(self, definition: AttributeDefinition, given: Any) -> dict[str, Any] | None:
        if isinstance(given, str) or (isinstance(given, Mapping) and "source" in given):
            given = {self.language_tag: given}
        if given is None:
            return None
        if not isinstance(given, Mapping) or not all(is_language_tag(tag) for tag in given):
            raise _not_of(definition)
        read = {tag: self._single(definition, value) for tag, value in given.items()}
        return {tag: value for tag, value in read.items() if value is not None} or None

    def _single(self, definition: AttributeDefinition, given: Any) -> Any:
        if given is None or given == "" or given == []:
            return None
        if definition.kind is AttributeKind.REFERENCE:
            return self._reference(definition, given)
        return _READERS[definition.kind](definition, given)

    def _reference(self, definition: AttributeDefinition, given: Any) -> dict[str, str]:
        reference = reference_of(given)
        if reference is None:
            raise _not_of(definition)
        found = self.references.get(reference)
        if found is None:
            raise _WrongError(CatalogErrorCode.REFERENCE_UNKNOWN, field=reference.kind, value=reference.slug)
        return {"kind": reference.kind, "id": str(found)}


def reference_of(given: Any) -> Reference | None:
    """What the value of a reference names; None where it is no reference."""
    if not isinstance(given, Mapping) or given.keys() != {"kind", "slug"}:
        return None
    kind, slug = given["kind"], given["slug"]
    return Reference(kind, slug) if kind in REFERENCE_KINDS and isinstance(slug, str) else None


def references_in(definitions: Sequence[AttributeDefinition], given: Mapping[str, Any]) -> Iterator[Reference]:
    """What the values of these attributes refer to."""
    for definition in definitions:
        if definition.kind is AttributeKind.REFERENCE and (reference := reference_of(given.get(definition.code))):
            yield reference


def as_given(
    definitions: Sequence[AttributeDefinition], stored: Mapping[str, Any], slugs: Mapping[UUID, str]
) -> dict[str, Any]:
    """Stored values as a draft gives them, without what the type no longer has, and references to what is gone."""
    given = {}
    for definition in definitions:
        value = stored.get(definition.code)
        if definition.kind is AttributeKind.REFERENCE and value is not None:
            slug = slugs.get(UUID(value["id"]))
            value = None if slug is None else {"kind": value["kind"], "slug": slug}
        elif definition.unit is not None and value is not None:
            value = {"amount": value, "unit": definition.unit}
        if value is not None:
            given[definition.code] = value
    return given


def decimal_of(given: Any) -> Decimal | None:
    """The exact number that is meant; None for what is none, or is longer than 18 digits or 9 decimals.

    A float is what JSON readers make of `0.1`: its shortest form is what was written.
    """
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(given).strip()) if not isinstance(given, Decimal) else given
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() >= _MOST_DIGITS or number.adjusted() < -_MOST_DECIMALS:
        return None if not number.is_zero() else Decimal(0)
    number = plain(number)
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and -exponent <= _MOST_DECIMALS else None


def _not_of(definition: AttributeDefinition) -> _WrongError:
    return _WrongError(CatalogErrorCode.ATTRIBUTE_VALUE_INVALID, kind=definition.kind.value)


def _text(definition: AttributeDefinition, given: Any) -> str | None:
    if not isinstance(given, str):
        raise _not_of(definition)
    return clean_name(given) or None


def _rich_text(definition: AttributeDefinition, given: Any) -> str | None:
    if not isinstance(given, str):
        raise _not_of(definition)
    return clean_html(given) or None


def _number(definition: AttributeDefinition, given: Any) -> str:
    unit = definition.unit
    if isinstance(given, Mapping):
        if not given.keys() <= {"amount", "unit"} or not isinstance(given.get("unit"), str | None):
            raise _not_of(definition)
        given, unit = given.get("amount"), given.get("unit", unit)
    number = decimal_of(given)
    if number is None:
        raise _not_of(definition)
    if unit != definition.unit:
        found = converted(number, unit, definition.unit) if unit is not None and definition.unit is not None else None
        if found is None:
            raise _WrongError(CatalogErrorCode.WRONG_UNIT, unit=unit or "", expected=definition.unit or "")
        number = found
    return format(number, "f")


def _boolean(definition: AttributeDefinition, given: Any) -> bool:
    if not isinstance(given, bool):
        raise _not_of(definition)
    return given


def _date(definition: AttributeDefinition, given: Any) -> str:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()
    try:
        return date.fromisoformat(given).isoformat()
    except (TypeError, ValueError):
        raise _not_of(definition) from None


def _select(definition: AttributeDefinition, given: Any) -> str:
    if not isinstance(given, str) or given not in definition.values:
        raise _not_of(definition)
    return given


def _multi_select(definition: AttributeDefinition, given: Any) -> list[str]:
    chosen = [given] if isinstance(given, str) else given
    if not isinstance(chosen, list | tuple) or not all(code in definition.values for code in chosen):
        raise _not_of(definition)
    return [code for code in definition.values if code in chosen]


def _file(definition: AttributeDefinition, given: Any) -> dict[str, str | None]:
    if isinstance(given, str):
        given = {"source": given}
    if not isinstance(given, Mapping) or not given.keys() <= {"source", "name"}:
        raise _not_of(definition)
    source, name = given.get("source"), given.get("name")
    if not isinstance(source, str) or not is_source(source) or not isinstance(name, str | None):
        raise _not_of(definition)
    return {"source": source, "name": clean_name(name) or None if name is not None else None}


_READERS: Final[Mapping[AttributeKind, Callable[[AttributeDefinition, Any], Any]]] = {
    AttributeKind.TEXT: _text,
    AttributeKind.RICH_TEXT: _rich_text,
    AttributeKind.NUMBER: _number,
    AttributeKind.BOOLEAN: _boolean,
    AttributeKind.DATE: _date,
    AttributeKind.SELECT: _select,
    AttributeKind.SWATCH: _select,
    AttributeKind.MULTI_SELECT: _multi_select,
    AttributeKind.FILE: _file,
}
