"""What products and variants with a value of an attribute contain, as other domains find them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from app.catalog.models import AttributeKind
from app.catalog.rules.attributes import decimal_of
from app.catalog.rules.drafts import AttributeDraft
from app.core.texts import is_line

_LONGEST_TEXT: Final = 1_000


def attribute_document(attribute: AttributeDraft, value: str) -> dict[str, Any] | None:
    """The JSON document that the attributes of a product or variant contain exactly if they have the value.

    The value is written as text: the code of one that can be selected, `true`, a number in the attribute's unit, a day,
    words. None for what the attribute cannot have, and for kinds that nothing is found by: rich text, files,
    references, and words that differ from language to language.
    """
    read = None if attribute.is_localizable else _READERS.get(attribute.kind)
    stored = read(attribute, value.strip()) if read else None
    return None if stored is None else {attribute.code: stored}


def _select(attribute: AttributeDraft, value: str) -> str | None:
    return value if any(each.code == value for each in attribute.values) else None


def _multi_select(attribute: AttributeDraft, value: str) -> list[str] | None:
    return [value] if _select(attribute, value) else None


def _number(_attribute: AttributeDraft, value: str) -> str | None:
    number = decimal_of(value)
    return None if number is None else format(number, "f")


def _boolean(_attribute: AttributeDraft, value: str) -> bool | None:
    return {"true": True, "false": False}.get(value)


def _date(_attribute: AttributeDraft, value: str) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _text(_attribute: AttributeDraft, value: str) -> str | None:
    return value if is_line(value, _LONGEST_TEXT) else None


_READERS: Final[Mapping[AttributeKind, Callable[[AttributeDraft, str], Any]]] = {
    AttributeKind.TEXT: _text,
    AttributeKind.NUMBER: _number,
    AttributeKind.BOOLEAN: _boolean,
    AttributeKind.DATE: _date,
    AttributeKind.SELECT: _select,
    AttributeKind.SWATCH: _select,
    AttributeKind.MULTI_SELECT: _multi_select,
}
