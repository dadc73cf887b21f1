"""How inputs are read: what of them is given, which ids they name, where their languages stand."""

from typing import Any, Final
from uuid import UUID

from strawberry import UNSET

from app.core.ids import IdKind
from schema.catalog.taxonomy.payloads import Languages

_NOBODY: Final = UUID(int=0)


def given(source: Any, *names: str, with_null: bool = False) -> dict[str, Any]:
    """Those of an input's fields that are given. Null is as if left out, unless it says something."""
    values = {name: getattr(source, name) for name in names}
    return {name: value for name, value in values.items() if value is not UNSET and (with_null or value is not None)}


def read_id(kind: IdKind, text: str | None) -> UUID | None:
    """The id; None where none is given. A text that is no id of the kind becomes one that nothing has."""
    return (kind.decode(text) or _NOBODY) if text else None


def languages_of(source: Any, *fields: str) -> Languages:
    """The languages of these lists of an input, in their order."""
    return {
        field: [str(each.language_code) for each in getattr(source, field, None) or ()]
        for field in fields or ("translations",)
    }
