"""Inputs of what is done to products, beside changing them."""

from typing import Final

import strawberry
from strawberry import UNSET

from schema.catalog.writing.codes import BulkMode
from schema.catalog.writing.inputs.products import ProductWriteInput
from schema.catalog.writing.inputs.values import AttributeTranslationInput, MetadataInput, ProductTranslationInput
from schema.catalog.writing.inputs.variants import OptionInput, ProductVariantInput, ProductVariantUpdateInput
from schema.core.codes import LanguageCode

_PRODUCT: Final = "The product."
_VERSION: Final = "The version of the product that you read; another one is refused."


@strawberry.input(description="A product to delete.")
class ProductDeleteInput:
    id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="What the copy of a variant is called.")
class CopiedSkuInput:
    sku: str = strawberry.field(description="The SKU of the original.")
    new_sku: str = strawberry.field(description="The SKU of the copy.")


@strawberry.input(description="A product to make a copy of.")
class ProductDuplicateInput:
    id: strawberry.ID = strawberry.field(description="The original.")
    slug: str = strawberry.field(description="The handle of the copy.")
    name: str | None = strawberry.field(
        default=UNSET, description="The name of the copy, in the source language; the original's if left out."
    )
    sku_suffix: str = strawberry.field(
        default="-COPY", description="What is put behind the SKUs of the original to make those of the copy."
    )
    skus: list[CopiedSkuInput] = strawberry.field(
        default_factory=list, description="SKUs of the copy that are made in another way."
    )
    copy_prices: bool = strawberry.field(
        default=True, description="Whether the copy costs what the original does; else it has no prices yet."
    )


@strawberry.input(description="A product to put into another category.")
class ProductMoveInput:
    id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    category_slug: str | None = strawberry.field(description="The category; null for none.")


@strawberry.input(description="The value of a localisable attribute in some languages.")
class TranslatedAttributeInput:
    key: str = strawberry.field(description="The attribute's code.")
    translations: list[AttributeTranslationInput] = strawberry.field(
        description="The value by language. Languages that are not named stay as they are."
    )


@strawberry.input(description="A product to translate.")
class ProductTranslateInput:
    id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    translations: list[ProductTranslationInput] = strawberry.field(
        default_factory=list, description="Its words. What is left out, and languages that are not named, stay."
    )
    attributes: list[TranslatedAttributeInput] = strawberry.field(
        default_factory=list, description="Values of localisable attributes."
    )
    remove_language_codes: list[LanguageCode] = strawberry.field(
        default_factory=list, description="Languages in which its words are removed."
    )


@strawberry.input(description="Tags of a product.")
class ProductTagsInput:
    id: strawberry.ID = strawberry.field(description=_PRODUCT)
    tags: list[str] = strawberry.field(description="The tags.")


@strawberry.input(description="Values that you keep for your own programs.")
class MetadataSetInput:
    id: strawberry.ID = strawberry.field(description="A product, or a variant.")
    metadata: list[MetadataInput] = strawberry.field(
        default_factory=list, description="Values for all to see. Keys that are not named stay as they are."
    )
    private_metadata: list[MetadataInput] = strawberry.field(
        default_factory=list, description="Values for staff only. Keys that are not named stay as they are."
    )


@strawberry.input(description="Variants to add to a product, behind those that it has.")
class ProductVariantsCreateInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    variants: list[ProductVariantInput] = strawberry.field(description="The variants, in their order.")


@strawberry.input(description="Variants of a product to change.")
class ProductVariantsUpdateInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    variants: list[ProductVariantUpdateInput] = strawberry.field(description="The variants, each with what changes.")


@strawberry.input(description="Variants to take off a product.")
class ProductVariantsDeleteInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    variant_ids: list[strawberry.ID] = strawberry.field(description="The variants; one stays at least.")


@strawberry.input(description="Variants of a product to put first.")
class ProductVariantsReorderInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    variant_ids: list[strawberry.ID] = strawberry.field(
        description="The variants that come first, in this order; the others follow as they were."
    )


@strawberry.input(description="What a product offers to choose.")
class ProductOptionsUpdateInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    options: list[OptionInput] = strawberry.field(
        description="All of its options with all their values, in their order. One that is left out is removed."
    )


@strawberry.input(description="Products to make or change.")
class ProductsWriteInput:
    products: list[ProductWriteInput] = strawberry.field(description="The products, at most 100.")
    mode: BulkMode = strawberry.field(
        default=BulkMode.ALL_OR_NOTHING, description="What becomes of the others where one is refused."
    )
