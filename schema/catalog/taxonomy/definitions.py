"""Attributes and product types: what describes products, for staff and for those who build filters."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog.ids import ATTRIBUTE_ID
from app.catalog.queries.taxonomy_staff import Stored, stored_attributes, stored_types
from app.catalog.rules.drafts import AttributeDraft, AttributeValueDraft, ProductTypeDraft, TypeAttributeDraft
from app.core.context import RequestContext
from schema.catalog.taxonomy.codes import AttributeKind, AttributeScope
from schema.catalog.writing.types.values import CatalogText
from schema.core.caching import INHERITED, cached
from schema.core.nodes import Node, register_node
from schema.core.texts import in_language

_FEW = [at_most(5)]


@strawberry.type(description="One of the values that can be selected of an attribute.", directives=[INHERITED])
class AttributeDefinitionValue:
    code: str = strawberry.field(description="By which filters name it.")
    name: str = strawberry.field(description="Its name in the request's language.")
    swatch: str | None = strawberry.field(description="A CSS colour such as `#1f2a44` to show it by; null for none.")


@strawberry.type(
    description="Something that products are described by, such as their material.", directives=[cached(300)]
)
class AttributeDefinition(Node):
    cache_tag = "key"

    code: str = strawberry.field(description="By which filters and products name it.")
    name: str = strawberry.field(description="Its name in the request's language.")
    kind: AttributeKind = strawberry.field(description="What its values are.")
    unit: str | None = strawberry.field(description="Of numbers: a unit of CLDR; null for plain numbers.")
    is_localizable: bool = strawberry.field(description="Whether each language has a value of its own.")
    is_filterable: bool = strawberry.field(description="Whether lists and searches can be narrowed down by it.")
    is_searchable: bool = strawberry.field(description="Whether the search finds products by its words.")
    values: list[AttributeDefinitionValue] = strawberry.field(
        description="What can be selected, in its order; empty for attributes of other kinds.",
        directives=[at_most(20)],
    )
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, ctx: RequestContext, stored: Stored[AttributeDraft]) -> Self:
        draft, chain = stored.draft, ctx.place.language_chain
        return cls(
            id=strawberry.ID(ATTRIBUTE_ID.encode(stored.id)),
            code=draft.code,
            name=in_language(draft.names, chain),
            kind=draft.kind,
            unit=draft.unit,
            is_localizable=draft.is_localizable,
            is_filterable=draft.is_filterable,
            is_searchable=draft.is_searchable,
            values=[
                AttributeDefinitionValue(code=value.code, name=in_language(value.names, chain), swatch=value.swatch)
                for value in draft.values
            ],
            key=stored.id,
        )


@strawberry.type(description="One of the values that can be selected of an attribute, whole.")
class CatalogAttributeDefinitionValue:
    code: str = strawberry.field(description="By which filters and products name it.")
    names: list[CatalogText] = strawberry.field(description="Its name by language.", directives=_FEW)
    swatch: str | None = strawberry.field(description="A CSS colour such as `#1f2a44` to show it by; null for none.")

    @classmethod
    def of(cls, draft: AttributeValueDraft) -> Self:
        return cls(code=draft.code, names=CatalogText.all_of(draft.names), swatch=draft.swatch)


@strawberry.type(description="An attribute, whole.")
class CatalogAttributeDefinition:
    id: strawberry.ID = strawberry.field(description="The global id.")
    code: str = strawberry.field(description="By which filters and products name it.")
    version: int = strawberry.field(description="How often it was written: send it with an update.")
    names: list[CatalogText] = strawberry.field(description="Its name by language.", directives=_FEW)
    kind: AttributeKind = strawberry.field(description="What its values are.")
    unit: str | None = strawberry.field(description="Of numbers: a unit of CLDR; null for plain numbers.")
    is_localizable: bool = strawberry.field(description="Whether each language has a value of its own.")
    is_filterable: bool = strawberry.field(description="Whether lists and searches can be narrowed down by it.")
    is_searchable: bool = strawberry.field(description="Whether the search finds products by its words.")
    values: list[CatalogAttributeDefinitionValue] = strawberry.field(
        description="What can be selected, in its order; empty for attributes of other kinds.",
        directives=[at_most(20)],
    )

    @classmethod
    def of(cls, stored: Stored[AttributeDraft]) -> Self:
        draft = stored.draft
        return cls(
            id=strawberry.ID(ATTRIBUTE_ID.encode(stored.id)),
            code=draft.code,
            version=stored.version,
            names=CatalogText.all_of(draft.names),
            kind=draft.kind,
            unit=draft.unit,
            is_localizable=draft.is_localizable,
            is_filterable=draft.is_filterable,
            is_searchable=draft.is_searchable,
            values=[CatalogAttributeDefinitionValue.of(value) for value in draft.values],
        )


@strawberry.type(description="An attribute that products of a type, or their variants, are described by.")
class CatalogTypeAttribute:
    code: str = strawberry.field(description="The attribute.")
    scope: AttributeScope = strawberry.field(description="What it describes.")
    is_required: bool = strawberry.field(description="Whether each must have a value of it.")

    @classmethod
    def of(cls, draft: TypeAttributeDraft) -> Self:
        return cls(code=draft.attribute, scope=draft.scope, is_required=draft.is_required)


@strawberry.type(description="A product type, whole.")
class CatalogProductType:
    code: str = strawberry.field(description="By which products name it.")
    version: int = strawberry.field(description="How often it was written: send it with an update.")
    names: list[CatalogText] = strawberry.field(description="Its name by language.", directives=_FEW)
    attributes: list[CatalogTypeAttribute] = strawberry.field(
        description="What its products are described by, in the order in which it is shown.", directives=[at_most(10)]
    )

    @classmethod
    def of(cls, version: int, draft: ProductTypeDraft) -> Self:
        return cls(
            code=draft.code,
            version=version,
            names=CatalogText.all_of(draft.names),
            attributes=[CatalogTypeAttribute.of(each) for each in draft.attributes],
        )


async def attribute_definitions(ctx: RequestContext, ids: Sequence[UUID]) -> list[AttributeDefinition]:
    """The attributes that there are of these, in their order."""
    found = await stored_attributes(ctx.db, ids)
    return [AttributeDefinition.of(ctx, found[each]) for each in ids if each in found]


async def catalog_attributes(ctx: RequestContext, ids: Sequence[UUID]) -> list[CatalogAttributeDefinition]:
    """The same, whole."""
    found = await stored_attributes(ctx.db, ids)
    return [CatalogAttributeDefinition.of(found[each]) for each in ids if each in found]


async def catalog_product_types(ctx: RequestContext, codes: Sequence[str]) -> list[CatalogProductType]:
    """The product types that there are of these, in their order."""
    found = await stored_types(ctx.db, codes)
    return [CatalogProductType.of(*found[code]) for code in codes if code in found]


async def _load_attributes(ctx: RequestContext, ids: Sequence[UUID]) -> list[AttributeDefinition | None]:
    found = await stored_attributes(ctx.db, ids)
    return [AttributeDefinition.of(ctx, found[each]) if each in found else None for each in ids]


register_node(ATTRIBUTE_ID, _load_attributes)
