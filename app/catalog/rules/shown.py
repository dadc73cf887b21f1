"""How stored values of attributes are shown: words in the shopper's language, numbers as CLDR writes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from app.catalog.models import AttributeKind
from i18n import format_date, format_list, format_number, format_quantity, translate, unit_symbol


class ShownChoice(NamedTuple):
    """One of an attribute's values that was selected."""

    code: str
    name: str
    swatch: str | None


class ShownFile(NamedTuple):
    """A file to load."""

    source: str
    name: str | None


class Target(NamedTuple):
    """What a reference leads to: a product, category, collection or brand."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class ShownAttribute:
    """An attribute with its value, as a page shows it."""

    key: str
    label: str
    kind: AttributeKind
    value: str
    """To read; empty for a reference, which is called as what it leads to."""
    raw: Any
    """For programs: as drafts have it, in one language."""
    text: str = ""
    """The value with its unit."""
    unit: str | None = None
    language_tag: str | None = None
    """Of words; None where there are none."""
    choices: tuple[ShownChoice, ...] = ()
    file: ShownFile | None = None
    target: Target | None = None


def pick(texts: Mapping[str, Any], chain: Iterable[str]) -> tuple[str, Any] | None:
    """The language and the text: of the first language of the chain that has one, else of the first by its tag."""
    tag = next((tag for tag in (*chain, *sorted(texts)) if tag in texts), None)
    return None if tag is None else (tag, texts[tag])


def shown_attributes(
    definitions: Sequence[Mapping[str, Any]], stored: Mapping[str, Any], chain: Sequence[str], locale: str
) -> list[ShownAttribute]:
    """The attributes in the order of their definitions. `stored` is by `app.catalog.rules.attributes`; a value that its
    attribute cannot have any more is left out."""
    shown = (_shown(definition, stored[definition["code"]], chain, locale) for definition in definitions)
    return [each for each in shown if each is not None]


def _shown(definition: Mapping[str, Any], stored: Any, chain: Sequence[str], locale: str) -> ShownAttribute | None:
    kind, value, tag = AttributeKind(definition["kind"]), stored, None
    if definition["isLocalizable"] and isinstance(stored, Mapping) and "source" not in stored:
        picked = pick(stored, chain)
        if picked is None:
            return None
        tag, value = picked
    label = pick(definition["names"], chain)
    plain = ShownAttribute(definition["code"], label[1] if label else definition["code"], kind, "", value)
    match kind:
        case AttributeKind.TEXT | AttributeKind.RICH_TEXT:
            return _read(replace(plain, language_tag=tag), str(value))
        case AttributeKind.NUMBER:
            return _number(plain, Decimal(value), definition["unit"], locale)
        case AttributeKind.BOOLEAN:
            return _read(plain, translate("AttributeKind.YES" if value else "AttributeKind.NO", tuple(chain)))
        case AttributeKind.DATE:
            return _read(plain, format_date(date.fromisoformat(value), locale))
        case AttributeKind.SELECT | AttributeKind.SWATCH | AttributeKind.MULTI_SELECT:
            return _choices(plain, definition["choices"] or {}, chain, locale)
        case AttributeKind.FILE:
            file = ShownFile(value["source"], value.get("name"))
            return _read(replace(plain, file=file, language_tag=tag), file.name or file.source)
        case AttributeKind.REFERENCE:
            return replace(plain, target=Target(value["kind"], UUID(value["id"])))


def _read(plain: ShownAttribute, value: str) -> ShownAttribute:
    return replace(plain, value=value, text=value)


def _number(plain: ShownAttribute, number: Decimal, unit: str | None, locale: str) -> ShownAttribute:
    value = format_number(number, locale)
    if unit is None:
        return _read(plain, value)
    return replace(
        plain,
        value=value,
        text=format_quantity(number, unit, locale),
        unit=unit_symbol(number, unit, locale),
        raw={"amount": plain.raw, "unit": unit},
    )


def _choices(
    plain: ShownAttribute, known: Mapping[str, Mapping[str, Any]], chain: Sequence[str], locale: str
) -> ShownAttribute | None:
    codes = [plain.raw] if isinstance(plain.raw, str) else list(plain.raw)
    picked = [(code, pick(known[code]["names"], chain) or ("", code)) for code in codes if code in known]
    if not picked:
        return None
    choices = tuple(ShownChoice(code, name, known[code]["swatch"]) for code, (_, name) in picked)
    value = format_list([choice.name for choice in choices], locale)
    tags = [tag for _, (tag, _) in picked]
    worst = next((tag for tag in tags if tag != chain[0]), tags[0])
    return _read(replace(plain, choices=choices, language_tag=worst or None), value)
