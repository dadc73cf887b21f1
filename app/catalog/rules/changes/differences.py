"""What differs between two drafts, as the audit log writes it down."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from pydantic_core import to_jsonable_python

from app.catalog.rules.drafts import ProductDraft

_LONGEST_TEXT: Final = 300
"""Characters of a text that the log keeps: enough to know it again."""
_NOTHING: Final = object()

_KEYS: Final = {
    "variants": "sku",
    "options": "code",
    "media": "source",
    "publications": "channel",
    "restrictions": "country_code",
}
"""Lists whose items are known by a name: an item that moves or changes is not another one."""


def difference(
    before: ProductDraft | None, after: ProductDraft | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The fields that differ, as JSON values before and after. None: there was, or is, no such product."""
    if before is None or after is None:
        return (_shortened(_plain(before)) if before else None, _shortened(_plain(after)) if after else None)
    old, new = _differing(_plain(before), _plain(after))
    return _shortened(old), _shortened(new)


def _plain(draft: ProductDraft) -> dict[str, Any]:
    """The draft as JSON, with lists of named items as mappings, and their order beside them where it says anything."""
    plain: dict[str, Any] = {}
    for each in fields(draft):
        value: Any = to_jsonable_python(getattr(draft, each.name))
        key = _KEYS.get(each.name)
        if key is not None:
            plain[f"order_of_{each.name}"] = [item[key] for item in value]
            value = {item[key]: {name: part for name, part in item.items() if name != key} for item in value}
        plain[each.name] = value
    return plain


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name in [*before, *(name for name in after if name not in before)]:
        was, becomes = before.get(name, _NOTHING), after.get(name, _NOTHING)
        if was == becomes:
            continue
        if isinstance(was, dict) and isinstance(becomes, dict):
            was, becomes = _differing(was, becomes)
        if was is not _NOTHING:
            old[name] = was
        if becomes is not _NOTHING:
            new[name] = becomes
    return old, new


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if isinstance(value, dict):
        return {name: _shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_shortened(each) for each in value]
    return value
