"""What is wanted of a search besides relevance, in the engine's language: groups of products, each with a weight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.merchandising import RuleTarget, TargetKind
from search.documents.numbers import tag_key
from search.query.conditions import NOTHING, any_of, text
from search.questions.merchandised import BRAND_WEIGHT, LEAST_WEIGHT, Wanted

_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")

_ID_FIELDS: Final = {
    TargetKind.PRODUCT: "id",
    TargetKind.CATEGORY: "category_ids",
    TargetKind.COLLECTION: "collection_ids",
    TargetKind.BRAND: "brand_id",
}


@dataclass(frozen=True)
class Group:
    """Products whose relevance is multiplied by a weight; no product is in two groups of a search."""

    condition: str | None
    weight: float


def groups_of(wanted: Wanted) -> list[Group]:
    """All that there is, in groups of one weight each, the weightiest first; empty where nothing is weighted."""
    weighted = [*wanted.merchandising.boosts, *wanted.merchandising.buries]
    named = [(any_of([condition_of(target) for target in each.targets]), each.weight) for each in weighted]
    groups = _disjoint(named)
    if wanted.brand_ids:
        brand = any_of([f"brand_id = {text(each.hex)}" for each in sorted(wanted.brand_ids)])
        groups = [
            part
            for group in groups or [Group(None, 1.0)]
            for part in (
                Group(_both(group.condition, brand), max(group.weight, LEAST_WEIGHT) * BRAND_WEIGHT),
                Group(_both(group.condition, f"NOT {brand}"), group.weight),
            )
        ]
    return sorted(groups, key=lambda group: -group.weight)


def condition_of(target: RuleTarget) -> str:
    """The condition that a product is named by this target."""
    if target.kind in _ID_FIELDS:
        return f"{_ID_FIELDS[target.kind]} = {text(target.value)}"
    if target.kind is TargetKind.TAG:
        return f"tag_keys = {text(tag_key(target.value))}"
    if target.kind is TargetKind.IN_STOCK:
        return f"in_stock = {'true' if target.value == 'true' else 'false'}"
    is_code = target.code is not None and _CODE.fullmatch(target.code)
    return f"attributes.{target.code} = {text(target.value)}" if is_code else NOTHING


def without(product_ids: Sequence[UUID]) -> list[str]:
    """The conditions that leave these products out."""
    return [f"NOT {within(product_ids)}"] if product_ids else []


def within(product_ids: Sequence[UUID]) -> str:
    """The condition that a product is one of these."""
    return f"id IN [{', '.join(text(each.hex) for each in product_ids)}]"


def _disjoint(weighted: Sequence[tuple[str, float]]) -> list[Group]:
    """Groups of what is named: where two name a product, the first counts. The rest has its own weight."""
    if not weighted:
        return []
    groups = []
    named: list[str] = []
    for condition, weight in weighted:
        groups.append(Group(_both(condition, *map(_not, named)), weight))
        named.append(condition)
    return [*groups, Group(_both(*map(_not, named)), 1.0)]


def _both(*conditions: str | None) -> str:
    return " AND ".join(f"({condition})" for condition in conditions if condition)


def _not(condition: str) -> str:
    return f"NOT ({condition})"
