"""Inputs of attributes and product types, and how they become drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import strawberry
from strawberry import UNSET

from app.catalog.rules.drafts import AttributeDraft, AttributeValueDraft, ProductTypeDraft, TypeAttributeDraft
from schema.catalog.taxonomy.codes import AttributeKind, AttributeScope
from schema.catalog.taxonomy.inputs import VERSION
from schema.catalog.taxonomy.reading import given
from schema.catalog.writing.inputs.values import TranslatedTextInput, read_stored_texts, read_texts

_CODE: Final = "By which it is known to programs: small letters and digits, joined by single hyphens or underscores."
_NAMES: Final = "Its name by language; English is needed."
_UNIT: Final = "Of numbers: the unit of CLDR that values are stored in, such as `centimeter`. Null: plain numbers."
_LOCALIZABLE: Final = "Of text, rich text and files: whether each language has a value of its own."
_FILTERABLE: Final = "Whether lists and searches can be narrowed down by it."
_SEARCHABLE: Final = "Whether the search finds products by its words."


@strawberry.input(description="One of the values that can be selected of an attribute.")
class AttributeDefinitionValueInput:
    code: str = strawberry.field(description=_CODE)
    names: list[TranslatedTextInput] = strawberry.field(description=_NAMES)
    swatch: str | None = strawberry.field(default=UNSET, description="A CSS colour such as `#1f2a44` to show it by.")

    def to_draft(self) -> AttributeValueDraft:
        return AttributeValueDraft(self.code, read_stored_texts(self.names), self.swatch or None)


@strawberry.input(description="An attribute to make.")
class AttributeCreateInput:
    code: str = strawberry.field(description=_CODE)
    names: list[TranslatedTextInput] = strawberry.field(description=_NAMES)
    kind: AttributeKind = strawberry.field(description="What its values are.")
    unit: str | None = strawberry.field(default=UNSET, description=_UNIT)
    is_localizable: bool = strawberry.field(default=False, description=_LOCALIZABLE)
    is_filterable: bool = strawberry.field(default=False, description=_FILTERABLE)
    is_searchable: bool = strawberry.field(default=False, description=_SEARCHABLE)
    values: list[AttributeDefinitionValueInput] = strawberry.field(
        default_factory=list,
        description="Of attributes that are selected from, and of swatches: what can be selected, in its order.",
    )

    def to_draft(self) -> AttributeDraft:
        return AttributeDraft(
            self.code,
            read_stored_texts(self.names),
            self.kind,
            unit=self.unit or None,
            is_localizable=self.is_localizable,
            is_filterable=self.is_filterable,
            is_searchable=self.is_searchable,
            values=tuple(value.to_draft() for value in self.values),
        )


@strawberry.input(
    description="What to change of an attribute. What is left out stays as it is. The kind, the unit and whether it is "
    "localisable change only while no product has a value of it."
)
class AttributeUpdateInput:
    id: strawberry.ID = strawberry.field(description="The attribute.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    names: list[TranslatedTextInput] | None = strawberry.field(default=UNSET, description="Its name by language.")
    kind: AttributeKind | None = strawberry.field(default=UNSET, description="What its values are.")
    unit: str | None = strawberry.field(default=UNSET, description=_UNIT)
    is_localizable: bool | None = strawberry.field(default=UNSET, description=_LOCALIZABLE)
    is_filterable: bool | None = strawberry.field(default=UNSET, description=_FILTERABLE)
    is_searchable: bool | None = strawberry.field(default=UNSET, description=_SEARCHABLE)
    values: list[AttributeDefinitionValueInput] | None = strawberry.field(
        default=UNSET,
        description="All that can be selected, in its order: a value that is left out is removed, which is refused "
        "while products have it.",
    )

    def changed(self, draft: AttributeDraft) -> AttributeDraft:
        values = given(self, "kind", "is_localizable", "is_filterable", "is_searchable")
        values |= given(self, "unit", with_null=True)
        if isinstance(self.values, list):
            values["values"] = tuple(value.to_draft() for value in self.values)
        return replace(draft, names=_renamed(draft.names, self.names), **values)


@strawberry.input(description="An attribute that products of a type, or their variants, are described by.")
class ProductTypeAttributeInput:
    code: str = strawberry.field(description="The attribute.")
    scope: AttributeScope = strawberry.field(default=AttributeScope.PRODUCT, description="What it describes.")
    is_required: bool = strawberry.field(
        default=False, description="Whether each must have a value of it, from when it is next written."
    )

    def to_draft(self) -> TypeAttributeDraft:
        return TypeAttributeDraft(self.code, self.scope, self.is_required)


@strawberry.input(description="A product type to make.")
class ProductTypeCreateInput:
    code: str = strawberry.field(description=_CODE)
    names: list[TranslatedTextInput] = strawberry.field(description=_NAMES)
    attributes: list[ProductTypeAttributeInput] = strawberry.field(
        default_factory=list, description="What its products are described by, in the order in which it is shown."
    )

    def to_draft(self) -> ProductTypeDraft:
        return ProductTypeDraft(
            self.code, read_stored_texts(self.names), tuple(each.to_draft() for each in self.attributes)
        )


@strawberry.input(description="What to change of a product type. What is left out stays as it is.")
class ProductTypeUpdateInput:
    code: str = strawberry.field(description="The type. Its code stays what it is.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    names: list[TranslatedTextInput] | None = strawberry.field(default=UNSET, description="Its name by language.")
    attributes: list[ProductTypeAttributeInput] | None = strawberry.field(
        default=UNSET,
        description="All that its products are described by, in its order: an attribute that is left out is taken "
        "away, which is refused while products of the type have a value of it.",
    )

    def changed(self, draft: ProductTypeDraft) -> ProductTypeDraft:
        attributes = draft.attributes
        if isinstance(self.attributes, list):
            attributes = tuple(each.to_draft() for each in self.attributes)
        return replace(draft, names=_renamed(draft.names, self.names), attributes=attributes)


@strawberry.input(description="A product type to delete.")
class ProductTypeDeleteInput:
    code: str = strawberry.field(description="The type. No product may be of it.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


def _renamed(names: Mapping[str, str], texts: Sequence[TranslatedTextInput] | None) -> dict[str, str]:
    return {tag: name for tag, name in {**names, **read_texts(texts)}.items() if name}
