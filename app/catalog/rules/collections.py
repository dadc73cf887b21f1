"""Rules of collections: what the products of a collection have in common.

A rule is kept and exchanged as JSON, `{"all": [condition, …]}` or `{"any": [condition, …]}`. A condition is an object
with one key:

| condition | the product |
|---|---|
| `{"category": ["shirts"]}` | stands in one of these categories, or in any below them |
| `{"brand": ["nordlicht"]}` | is of one of these brands |
| `{"productType": ["clothing"]}` | is of one of these types |
| `{"tag": ["sale"]}` | has one of these tags |
| `{"attribute": {"code": "material", "values": ["linen"]}}` | or a variant of it has one of these values |
| `{"attribute": {"code": "power", "minimum": "10", "maximum": "20.5"}}` | has a number in this range, ends included |
| `{"attribute": {"code": "vegan", "isTrue": true}}` | says so |
| `{"createdSince": "2026-01-01T00:00:00+00:00"}` | was made then or later |
| `{"publishedSince": "2026-01-01T00:00:00+00:00"}` | has a publication that begins then or later |

Categories and brands are named by their slugs, which follow when those are renamed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.attributes import decimal_of
from app.catalog.rules.taxonomy import LONGEST_NAME, is_storable
from app.core.described import DescribedEnum
from app.core.errors import Problem, Refusal

MOST_CONDITIONS: Final = 30
MOST_KEYS: Final = 200
"""Values of one condition."""


class ConditionKind(DescribedEnum):
    """What a condition asks for. The values are its keys in the JSON of a rule."""

    CATEGORY = "category", "The category, or one above it."
    BRAND = "brand", "The brand."
    PRODUCT_TYPE = "productType", "The product type."
    TAG = "tag", "One of the tags."
    ATTRIBUTE = "attribute", "The value of an attribute."
    CREATED_SINCE = "createdSince", "When it was made."
    PUBLISHED_SINCE = "publishedSince", "When it was published."


NAMED: Final = (ConditionKind.CATEGORY, ConditionKind.BRAND, ConditionKind.PRODUCT_TYPE, ConditionKind.TAG)
"""Conditions that list names, of which the product has one."""


@dataclass(frozen=True)
class Condition:
    """One thing that products have in common."""

    kind: ConditionKind
    keys: tuple[str, ...] = ()
    """Slugs, codes, tags or values of the attribute: one of them."""
    code: str | None = None
    """The attribute's."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    is_true: bool | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Rule:
    """What decides which products are in a collection."""

    conditions: tuple[Condition, ...]
    needs_all: bool
    """Whether all of the conditions must hold, or any one."""

    def names(self, kind: ConditionKind) -> list[str]:
        """What the conditions of this kind name: slugs of categories, codes of attributes."""
        found = [condition for condition in self.conditions if condition.kind is kind]
        if kind is ConditionKind.ATTRIBUTE:
            return list(dict.fromkeys(str(condition.code) for condition in found))
        return list(dict.fromkeys(key for condition in found for key in condition.keys))

    def renamed(self, kind: ConditionKind, old: str, new: str) -> "Rule":
        """The rule where something has another slug now."""
        conditions = tuple(
            replace(each, keys=tuple(new if key == old else key for key in each.keys)) if each.kind is kind else each
            for each in self.conditions
        )
        return replace(self, conditions=conditions)


def read_rule(document: Mapping[str, Any]) -> Rule:
    """The rule that the JSON says. `Refusal` with `RULE_INVALID` and the place where it says none."""
    if len(document) != 1 or not document.keys() <= {"all", "any"}:
        raise _invalid()
    ((mode, conditions),) = document.items()
    if not isinstance(conditions, list | tuple) or not 0 < len(conditions) <= MOST_CONDITIONS:
        raise _invalid(mode)
    read = tuple(_condition(each, (mode, str(place))) for place, each in enumerate(conditions))
    return Rule(read, needs_all=mode == "all")


def rule_document(rule: Rule) -> dict[str, Any]:
    """The rule as JSON; reading it gives the rule again."""
    return {"all" if rule.needs_all else "any": [_document(condition) for condition in rule.conditions]}


def condition_rows(rules: Iterable[tuple[UUID, Rule]]) -> list[dict[str, Any]]:
    """The conditions of these collections' rules as rows, in JSON, for `app.catalog.queries.sorting`."""
    return [
        {
            "collection_id": str(collection_id),
            "number": number,
            "needed": len(rule.conditions) if rule.needs_all else 1,
            "kind": condition.kind.value,
            "wanted": list(condition.keys),
            "code": condition.code,
            "minimum": None if condition.minimum is None else str(condition.minimum),
            "maximum": None if condition.maximum is None else str(condition.maximum),
            "is_true": condition.is_true,
            "since": None if condition.since is None else condition.since.isoformat(),
        }
        for collection_id, rule in rules
        for number, condition in enumerate(rule.conditions)
    ]


def _condition(document: Any, path: tuple[str, ...]) -> Condition:
    if not isinstance(document, Mapping) or len(document) != 1:
        raise _invalid(*path)
    ((key, value),) = document.items()
    if key not in {kind.value for kind in ConditionKind}:
        raise _invalid(*path)
    kind, place = ConditionKind(key), (*path, key)
    if kind in NAMED:
        return Condition(kind, keys=_keys(value, place))
    if kind is ConditionKind.ATTRIBUTE:
        return _attribute(value, place)
    return Condition(kind, since=_moment(value, place))


def _attribute(document: Any, path: tuple[str, ...]) -> Condition:
    fields = document if isinstance(document, Mapping) else {}
    code, asked = fields.get("code"), fields.keys() - {"code"}
    if not isinstance(code, str) or not _is_key(code):
        raise _invalid(*path, "code")
    condition = Condition(ConditionKind.ATTRIBUTE, code=code)
    if asked == {"values"}:
        return replace(condition, keys=_keys(fields["values"], (*path, "values")))
    if asked == {"isTrue"} and isinstance(fields["isTrue"], bool):
        return replace(condition, is_true=fields["isTrue"])
    if not asked or not asked <= {"minimum", "maximum"}:
        raise _invalid(*path)
    ends = {name: _number(fields[name], (*path, name)) for name in asked}
    condition = replace(condition, minimum=ends.get("minimum"), maximum=ends.get("maximum"))
    if condition.minimum is not None and condition.maximum is not None and condition.minimum > condition.maximum:
        raise _invalid(*path)
    return condition


def _keys(value: Any, path: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not 0 < len(value) <= MOST_KEYS or not all(map(_is_key, value)):
        raise _invalid(*path)
    return tuple(dict.fromkeys(value))


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and is_storable(value)


def _number(value: Any, path: tuple[str, ...]) -> Decimal:
    number = decimal_of(value) if isinstance(value, str | Decimal) else None
    if number is None:
        raise _invalid(*path)
    return number


def _moment(value: Any, path: tuple[str, ...]) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise _invalid(*path)
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise _invalid(*path) from None


def _document(condition: Condition) -> dict[str, Any]:
    if condition.kind in NAMED:
        return {condition.kind.value: list(condition.keys)}
    if condition.since is not None:
        return {condition.kind.value: condition.since.isoformat()}
    asked: dict[str, Any] = {"code": condition.code}
    if condition.keys:
        asked["values"] = list(condition.keys)
    if condition.is_true is not None:
        asked["isTrue"] = condition.is_true
    for name, end in (("minimum", condition.minimum), ("maximum", condition.maximum)):
        if end is not None:
            asked[name] = format(end, "f")
    return {condition.kind.value: asked}


def _invalid(*path: str) -> Refusal:
    place = ".".join(path) or "all, any"
    return Refusal(Problem(CatalogErrorCode.RULE_INVALID, ("rule", *path), {"place": place}))
