"""What staff read of brands, categories, collections and economic operators: whole, in every language."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID
from app.catalog.ids import OPERATOR_ID
from app.catalog.queries.taxonomy_staff import (
    Stored,
    stored_brands,
    stored_categories,
    stored_collections,
    stored_operators,
)
from app.catalog.rules.drafts import BrandDraft, CategoryDraft, CollectionDraft, OperatorDraft
from app.core.context import RequestContext
from schema.catalog.taxonomy.rules import CollectionRule
from schema.catalog.writing.types.values import CatalogMetadata, CatalogText, CatalogTranslation
from schema.core.codes import CountryCode, LanguageCode

_FEW = [at_most(5)]
_VERSION = "How often it was written: send it with an update."
_METADATA = "What you keep on it for your own programs, for all to see."
_PRIVATE = "What you keep on it for your own programs, for staff only."


@strawberry.type(description="A brand, whole.")
class CatalogBrand:
    id: strawberry.ID = strawberry.field(description="The global id.")
    version: int = strawberry.field(description=_VERSION)
    slug: str = strawberry.field(description="A readable key, unique among brands.")
    name: str = strawberry.field(description="The name, the same in every language.")
    descriptions: list[CatalogText] = strawberry.field(
        description="What is said of it, by language: safe HTML.", directives=_FEW
    )
    website: str | None = strawberry.field(description="Its website.")
    metadata: list[CatalogMetadata] = strawberry.field(description=_METADATA, directives=_FEW)
    private_metadata: list[CatalogMetadata] = strawberry.field(description=_PRIVATE, directives=_FEW)

    @classmethod
    def of(cls, stored: Stored[BrandDraft]) -> Self:
        draft = stored.draft
        return cls(
            id=strawberry.ID(BRAND_ID.encode(stored.id)),
            version=stored.version,
            slug=draft.slug,
            name=draft.name,
            descriptions=CatalogText.all_of(draft.descriptions),
            website=draft.website,
            metadata=CatalogMetadata.all_of(draft.metadata),
            private_metadata=CatalogMetadata.all_of(draft.private_metadata),
        )


@strawberry.type(description="One who answers for products: a manufacturer, or a responsible person in the EU.")
class CatalogEconomicOperator:
    id: strawberry.ID = strawberry.field(description="The global id.")
    version: int = strawberry.field(description=_VERSION)
    code: str = strawberry.field(description="By which products name it.")
    name: str = strawberry.field(description="Its name, registered trade name or trade mark.")
    address_lines: list[str] = strawberry.field(description="The postal address, without the country.", directives=_FEW)
    country_code: CountryCode = strawberry.field(description="The country.")
    email: str | None = strawberry.field(description="Its e-mail address.")
    website: str | None = strawberry.field(description="Its website.")

    @classmethod
    def of(cls, stored: Stored[OperatorDraft]) -> Self:
        draft = stored.draft
        return cls(
            id=strawberry.ID(OPERATOR_ID.encode(stored.id)),
            version=stored.version,
            code=draft.code,
            name=draft.name,
            address_lines=list(draft.address_lines),
            country_code=draft.country_code,
            email=draft.email,
            website=draft.website,
        )


@strawberry.type(description="A category, whole.")
class CatalogCategory:
    id: strawberry.ID = strawberry.field(description="The global id.")
    version: int = strawberry.field(description=_VERSION)
    slug: str = strawberry.field(description="Its handle: the slug of every language that has none of its own.")
    parent_slug: str | None = strawberry.field(description="The category above; null at the top of the tree.")
    position: int = strawberry.field(description="Its place among its siblings, the lowest first.")
    source_language_code: LanguageCode = strawberry.field(
        description="The language that the others are translated from."
    )
    translations: list[CatalogTranslation] = strawberry.field(
        description="Its words in every language that it has.", directives=_FEW
    )
    metadata: list[CatalogMetadata] = strawberry.field(description=_METADATA, directives=_FEW)
    private_metadata: list[CatalogMetadata] = strawberry.field(description=_PRIVATE, directives=_FEW)

    @classmethod
    def of(cls, stored: Stored[CategoryDraft]) -> Self:
        draft = stored.draft
        return cls(
            id=strawberry.ID(CATEGORY_ID.encode(stored.id)),
            version=stored.version,
            slug=draft.slug,
            parent_slug=draft.parent,
            position=draft.position,
            source_language_code=draft.source_language_tag,
            translations=CatalogTranslation.all_of(draft),
            metadata=CatalogMetadata.all_of(draft.metadata),
            private_metadata=CatalogMetadata.all_of(draft.private_metadata),
        )


@strawberry.type(description="A collection, whole, apart from its products.")
class CatalogCollection:
    id: strawberry.ID = strawberry.field(description="The global id.")
    version: int = strawberry.field(description=_VERSION)
    slug: str = strawberry.field(description="Its handle: the slug of every language that has none of its own.")
    rule: CollectionRule | None = strawberry.field(
        description="What decides which products are in it; null where it is put together by hand."
    )
    source_language_code: LanguageCode = strawberry.field(
        description="The language that the others are translated from."
    )
    translations: list[CatalogTranslation] = strawberry.field(
        description="Its words in every language that it has.", directives=_FEW
    )
    metadata: list[CatalogMetadata] = strawberry.field(description=_METADATA, directives=_FEW)
    private_metadata: list[CatalogMetadata] = strawberry.field(description=_PRIVATE, directives=_FEW)

    @classmethod
    def of(cls, stored: Stored[CollectionDraft]) -> Self:
        draft = stored.draft
        return cls(
            id=strawberry.ID(COLLECTION_ID.encode(stored.id)),
            version=stored.version,
            slug=draft.slug,
            rule=CollectionRule.of(draft.rule) if draft.rule is not None else None,
            source_language_code=draft.source_language_tag,
            translations=CatalogTranslation.all_of(draft),
            metadata=CatalogMetadata.all_of(draft.metadata),
            private_metadata=CatalogMetadata.all_of(draft.private_metadata),
        )


async def catalog_brands(ctx: RequestContext, ids: Sequence[UUID]) -> list[CatalogBrand]:
    """The brands that there are of these, in their order."""
    found = await stored_brands(ctx.db, ids)
    return [CatalogBrand.of(found[each]) for each in ids if each in found]


async def catalog_operators(ctx: RequestContext, ids: Sequence[UUID]) -> list[CatalogEconomicOperator]:
    """The operators that there are of these, in their order."""
    found = await stored_operators(ctx.db, ids)
    return [CatalogEconomicOperator.of(found[each]) for each in ids if each in found]


async def catalog_categories(ctx: RequestContext, ids: Sequence[UUID]) -> list[CatalogCategory]:
    """The categories that there are of these, in their order."""
    found = await stored_categories(ctx.db, ids)
    return [CatalogCategory.of(found[each]) for each in ids if each in found]


async def catalog_collections(ctx: RequestContext, ids: Sequence[UUID]) -> list[CatalogCollection]:
    """The collections that there are of these, in their order."""
    found = await stored_collections(ctx.db, ids)
    return [CatalogCollection.of(found[each]) for each in ids if each in found]
