"""Inputs of products as a whole."""

from collections.abc import Mapping
from typing import Any, Final

import strawberry
from strawberry import UNSET

from app.catalog import STANDARD_TAX_CLASS, slugify
from app.catalog.commands.products import Places, WantedProduct
from app.catalog.rules.changes import ProductChange, add_variants, change_options, change_texts
from app.catalog.rules.drafts import ProductDraft
from schema.catalog.writing.inputs.media import MediaInput
from schema.catalog.writing.inputs.values import (
    DESCRIPTION,
    SEO_DESCRIPTION,
    SEO_TITLE,
    WARNINGS,
    AttributeInput,
    CertificateInput,
    MetadataInput,
    ProductTranslationInput,
    RestrictionInput,
    given_texts,
    read_attributes,
    read_translations,
    stored_metadata,
)
from schema.catalog.writing.inputs.variants import OptionInput, ProductVariantInput, read_variants
from schema.core.codes import LanguageCode

_IN_DRAFT: Final = {
    "product_type": "product_type",
    "brand_slug": "brand",
    "category_slug": "category",
    "manufacturer_code": "manufacturer",
    "responsible_person_code": "responsible_person",
    "tax_class_code": "tax_class",
    "external_id": "external_id",
}
"""Fields that name something, and how drafts call them. Null names nothing."""
_PLACES: Final[Places] = {
    ("slug",): ("slug",),
    ("product_type",): ("productType",),
    ("brand",): ("brandSlug",),
    ("category",): ("categorySlug",),
    ("manufacturer",): ("manufacturerCode",),
    ("responsible_person",): ("responsiblePersonCode",),
    ("tax_class",): ("taxClassCode",),
    ("external_id",): ("externalId",),
    ("tags",): ("tags",),
    ("attributes",): ("attributes",),
    ("certificates",): ("certificates",),
    ("restrictions",): ("restrictions",),
    ("media",): ("media",),
    ("options",): ("options",),
    ("variants",): ("variants",),
    ("translations",): ("name",),
    ("metadata",): ("metadata",),
    ("private_metadata",): ("privateMetadata",),
    ("source_language_tag",): ("sourceLanguageCode",),
    ("version",): ("version",),
}
_SOURCE: Final = "The language of `name` and the texts beside it, which the others are translated from."


@strawberry.input(description="What of a product can be left out.")
class ProductFieldsInput:
    description: str | None = strawberry.field(default=UNSET, description=DESCRIPTION)
    seo_title: str | None = strawberry.field(default=UNSET, description=SEO_TITLE)
    seo_description: str | None = strawberry.field(default=UNSET, description=SEO_DESCRIPTION)
    warnings: str | None = strawberry.field(default=UNSET, description=WARNINGS)
    translations: list[ProductTranslationInput] | None = strawberry.field(
        default=UNSET, description="Its words in other languages."
    )
    brand_slug: str | None = strawberry.field(default=UNSET, description="The brand; null for none.")
    category_slug: str | None = strawberry.field(default=UNSET, description="The category; null for none.")
    manufacturer_code: str | None = strawberry.field(
        default=UNSET, description="The economic operator that made it; null for none."
    )
    responsible_person_code: str | None = strawberry.field(
        default=UNSET,
        description="The economic operator in the EU that answers for it, where the manufacturer is elsewhere.",
    )
    tax_class_code: str | None = strawberry.field(
        default=UNSET,
        description="The code of its tax class, which decides the rates of tax that it bears: see `taxClasses`. "
        "Null, or left out of a new product, is `standard`.",
    )
    tags: list[str] | None = strawberry.field(default=UNSET, description="Words to find it by; all of them.")
    attributes: list[AttributeInput] | None = strawberry.field(
        default=UNSET, description="Its attributes. Those that are not named stay as they are."
    )
    certificates: list[CertificateInput] | None = strawberry.field(
        default=UNSET, description="Its marks and certificates; all of them."
    )
    restrictions: list[RestrictionInput] | None = strawberry.field(
        default=UNSET, description="The countries that it does not go to; all of them."
    )
    external_id: str | None = strawberry.field(
        default=UNSET, description="Where it came from, as `<source>:<handle>`, unique in the shop."
    )
    metadata: list[MetadataInput] | None = strawberry.field(
        default=UNSET, description="Values for your own programs, for all to see: all of them."
    )
    private_metadata: list[MetadataInput] | None = strawberry.field(
        default=UNSET, description="Values for your own programs, for staff only: all of them."
    )

    def fields(self) -> dict[str, Any]:
        """What is given, by field of the draft, apart from words and attributes."""
        values = {name: getattr(self, name, UNSET) for name in _IN_DRAFT}
        fields: dict[str, Any] = {
            _IN_DRAFT[name]: value or None for name, value in values.items() if value is not UNSET
        }
        if values["product_type"] == "":  # it cannot be none: an empty one is refused as unknown
            fields["product_type"] = ""
        if "tax_class" in fields:  # nor can this: null is the class of whatever names no other
            fields["tax_class"] = STANDARD_TAX_CLASS if values["tax_class_code"] is None else values["tax_class_code"]
        if self.tags is not UNSET:
            fields["tags"] = tuple(self.tags or ())
        for name in ("certificates", "restrictions"):
            given = getattr(self, name)
            if given is not UNSET:
                fields[name] = tuple(each.to_draft() for each in given or ())
        for name in ("metadata", "private_metadata"):
            if getattr(self, name) is not UNSET:
                fields[name] = stored_metadata(getattr(self, name))
        return fields


@strawberry.input(description="A product to make. No shopper sees it before it is published.")
class ProductCreateInput(ProductFieldsInput):
    product_type: str = strawberry.field(description="The code of the product type.")
    name: str = strawberry.field(description="The name, in the source language.")
    variants: list[ProductVariantInput] = strawberry.field(
        description="What can be bought of it, in its order; at least one."
    )
    slug: str | None = strawberry.field(
        default=UNSET, description="Its handle in addresses, unique among products; made of the name if left out."
    )
    source_language_code: LanguageCode = strawberry.field(default=LanguageCode.EN, description=_SOURCE)  # type: ignore[attr-defined] # made of code lists
    options: list[OptionInput] | None = strawberry.field(
        default=UNSET,
        description="What can be chosen, in its order. Options and values that only variants name follow these.",
    )
    media: list[MediaInput] | None = strawberry.field(default=UNSET, description="How it is shown, in its order.")

    def to_draft(self) -> tuple[ProductDraft, Places]:
        """The product, whole, and where in the input its parts stand."""
        tag = str(self.source_language_code)
        texts, places = self.texts(tag)
        attributes, attribute_places = read_attributes(self.attributes or ())
        changes, within = read_variants(self.variants)
        draft = ProductDraft(
            **{"slug": self.slug or slugify(self.name), "translations": {}, "variants": (), **self.fields()},
            source_language_tag=tag,
            media=tuple(each.to_draft() for each in self.media or ()),
            attributes={code: value for code, value in attributes.items() if value is not None},
        )
        draft = change_options(draft, [each.to_change() for each in self.options or ()])
        draft = add_variants(change_texts(draft, texts), changes)
        of_variants = {
            ("variants", str(index), *path): ("variants", str(index), *shown)
            for index, own in enumerate(within)
            for path, shown in own.items()
        }
        return draft, {**_PLACES, **places, **attribute_places, **of_variants}

    def texts(self, tag: str) -> tuple[dict[str, dict[str, Any]], Places]:
        """Its words by language, and where they stand."""
        translations, places = read_translations(self.translations or ())
        own = given_texts(self)
        own.pop("slug", None)  # the product's, and not the language's
        return {tag: {**own, **translations.pop(tag, {})}, **translations}, {("translations", tag): (), **places}


@strawberry.input(description="What to change of a product. What is left out stays as it is.")
class ProductUpdateInput(ProductFieldsInput):
    id: strawberry.ID = strawberry.field(description="The product.")
    version: int = strawberry.field(description="The version of it that you read; another one is refused.")
    name: str | None = strawberry.field(default=UNSET, description="The name, in the source language.")
    slug: str | None = strawberry.field(
        default=UNSET, description="Another handle. The old one goes on leading to the product."
    )
    product_type: str | None = strawberry.field(default=UNSET, description="The code of another product type.")
    source_language_code: LanguageCode | None = strawberry.field(default=UNSET, description=_SOURCE)

    def to_change(self) -> tuple[ProductChange, Places]:
        """The change, and where in the input its parts stand."""
        fields = self.fields()
        if fields.get("product_type", "") is None:
            del fields["product_type"]
        if self.slug:
            fields["slug"] = self.slug
        if self.source_language_code:
            fields["source_language_tag"] = str(self.source_language_code)
        own = given_texts(self)
        own.pop("slug", None)
        if self.name is None:
            own.pop("name")
        texts, places = read_translations(self.translations or ())
        attributes, attribute_places = read_attributes(self.attributes or ())
        change = ProductChange(fields, texts, attributes, own)
        return change, {**_PLACES, **places, **attribute_places}


@strawberry.input(
    description="A product to make, or to change where there is one of its external id or, without one, of its slug: "
    "then what is left out stays as it is, and variants that are not named do too."
)
class ProductWriteInput(ProductCreateInput):
    version: int | None = strawberry.field(
        default=UNSET, description="The version that you read, of one that is there; another one is refused."
    )

    def to_wanted(self) -> WantedProduct:
        draft, places = self.to_draft()
        texts, _ = self.texts(draft.source_language_tag)
        attributes, _ = read_attributes(self.attributes or ())
        changes, _ = read_variants(self.variants)
        fields: Mapping[str, Any] = self.fields() | {"slug": draft.slug}
        if self.media:
            fields = {**fields, "media": draft.media}
        by_sku = {change.fields["sku"]: change for change in changes}
        return WantedProduct(draft, ProductChange(fields, texts, attributes), by_sku, places, self.version or None)
