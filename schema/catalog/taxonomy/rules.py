"""Rules of collections, as they are sent and as they are read back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Self

import strawberry
from strawberry import UNSET

from app.admission import at_most
from app.catalog.rules.collections import Condition, ConditionKind, read_rule

_FEW: Final = [at_most(5)]
_NAMES: Final[Mapping[str, ConditionKind]] = {
    "category_slugs": ConditionKind.CATEGORY,
    "brand_slugs": ConditionKind.BRAND,
    "product_types": ConditionKind.PRODUCT_TYPE,
    "tags": ConditionKind.TAG,
}
_CATEGORIES: Final = "In one of these categories, or in any category below them."
_BRANDS: Final = "Of one of these brands."
_TYPES: Final = "Of one of these product types."
_TAGS: Final = "With one of these tags."
_ATTRIBUTE: Final = "Described like this, as a whole or in one of its variants."
_CREATED: Final = "Made then or later."
_PUBLISHED: Final = "With a publication, through any channel, that begins then or later."


@strawberry.input(
    description="What the value of an attribute is. Give `values`, or `isTrue`, or one or both of `minimum` and "
    "`maximum`."
)
class CollectionAttributeConditionInput:
    code: str = strawberry.field(description="The attribute.")
    values: list[str] | None = strawberry.field(
        default=UNSET, description="One of these: codes of values to select, texts, days."
    )
    is_true: bool | None = strawberry.field(default=UNSET, description="Of yes or no: which.")
    minimum: Decimal | None = strawberry.field(
        default=UNSET, description="Of numbers, in the attribute's unit: this or more."
    )
    maximum: Decimal | None = strawberry.field(
        default=UNSET, description="Of numbers, in the attribute's unit: this or less."
    )

    def to_document(self) -> dict[str, Any]:
        given = {"values": self.values, "isTrue": self.is_true, "minimum": self.minimum, "maximum": self.maximum}
        return {"code": self.code, **{name: value for name, value in given.items() if value not in (UNSET, None)}}


@strawberry.input(one_of=True, description="One thing that the products of a collection have in common.")
class CollectionConditionInput:
    category_slugs: list[str] | None = strawberry.field(default=UNSET, description=_CATEGORIES)
    brand_slugs: list[str] | None = strawberry.field(default=UNSET, description=_BRANDS)
    product_types: list[str] | None = strawberry.field(default=UNSET, description=_TYPES)
    tags: list[str] | None = strawberry.field(default=UNSET, description=_TAGS)
    attribute: CollectionAttributeConditionInput | None = strawberry.field(default=UNSET, description=_ATTRIBUTE)
    created_since: datetime | None = strawberry.field(default=UNSET, description=_CREATED)
    published_since: datetime | None = strawberry.field(default=UNSET, description=_PUBLISHED)

    def to_document(self) -> dict[str, Any]:
        for name, kind in _NAMES.items():
            if isinstance(keys := getattr(self, name), list):
                return {kind.value: keys}
        if self.attribute:
            return {ConditionKind.ATTRIBUTE.value: self.attribute.to_document()}
        if isinstance(self.created_since, datetime):
            return {ConditionKind.CREATED_SINCE.value: self.created_since}
        return {ConditionKind.PUBLISHED_SINCE.value: self.published_since}


@strawberry.input(one_of=True, description="What decides which products are in a collection: 1 to 30 conditions.")
class CollectionRuleInput:
    all: list[CollectionConditionInput] | None = strawberry.field(
        default=UNSET, description="Products that meet all of these."
    )
    any: list[CollectionConditionInput] | None = strawberry.field(
        default=UNSET, description="Products that meet at least one of these."
    )

    def to_document(self) -> dict[str, Any]:
        """The rule as drafts have it."""
        if isinstance(self.all, list):
            return {"all": [condition.to_document() for condition in self.all]}
        return {"any": [condition.to_document() for condition in self.any or ()]}


@strawberry.type(description="What the value of an attribute is.")
class CollectionAttributeCondition:
    code: str = strawberry.field(description="The attribute.")
    values: list[str] | None = strawberry.field(description="One of these.", directives=_FEW)
    is_true: bool | None = strawberry.field(description="Of yes or no: which.")
    minimum: Decimal | None = strawberry.field(description="Of numbers: this or more.")
    maximum: Decimal | None = strawberry.field(description="Of numbers: this or less.")


@strawberry.type(
    description="One thing that the products of a collection have in common: the one field that is not null says what."
)
class CollectionCondition:
    category_slugs: list[str] | None = strawberry.field(description=_CATEGORIES, directives=_FEW)
    brand_slugs: list[str] | None = strawberry.field(description=_BRANDS, directives=_FEW)
    product_types: list[str] | None = strawberry.field(description=_TYPES, directives=_FEW)
    tags: list[str] | None = strawberry.field(description=_TAGS, directives=_FEW)
    attribute: CollectionAttributeCondition | None = strawberry.field(description=_ATTRIBUTE)
    created_since: datetime | None = strawberry.field(description=_CREATED)
    published_since: datetime | None = strawberry.field(description=_PUBLISHED)

    @classmethod
    def of(cls, condition: Condition) -> Self:
        kind = condition.kind
        named = {name: list(condition.keys) if kind is each else None for name, each in _NAMES.items()}
        attribute = None
        if kind is ConditionKind.ATTRIBUTE:
            attribute = CollectionAttributeCondition(
                code=condition.code or "",
                values=list(condition.keys) or None,
                is_true=condition.is_true,
                minimum=condition.minimum,
                maximum=condition.maximum,
            )
        return cls(
            **named,
            attribute=attribute,
            created_since=condition.since if kind is ConditionKind.CREATED_SINCE else None,
            published_since=condition.since if kind is ConditionKind.PUBLISHED_SINCE else None,
        )


@strawberry.type(description="What decides which products are in a collection: one of the two lists is not null.")
class CollectionRule:
    all: list[CollectionCondition] | None = strawberry.field(
        description="Products that meet all of these.", directives=_FEW
    )
    any: list[CollectionCondition] | None = strawberry.field(
        description="Products that meet at least one of these.", directives=_FEW
    )

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        rule = read_rule(document)
        conditions = [CollectionCondition.of(condition) for condition in rule.conditions]
        return cls(all=conditions if rule.needs_all else None, any=None if rule.needs_all else conditions)


INPUT_NAMES: Final = {kind.value: name for name, kind in _NAMES.items()}
"""How the input calls the conditions that list names, by their key in the JSON."""
