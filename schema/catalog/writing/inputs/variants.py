"""Inputs of variants and options."""

from collections.abc import Sequence
from typing import Any, Final

import strawberry
from strawberry import UNSET

from app.catalog.commands.products import Places
from app.catalog.rules.changes import Chosen, OptionChange, ValueChange, VariantChange
from schema.catalog.writing.inputs.values import (
    AttributeInput,
    BundleComponentInput,
    ContentInput,
    MetadataInput,
    NationalHsCodeInput,
    TranslatedTextInput,
    by_country,
    read_attributes,
    read_stored_texts,
    stored_metadata,
)
from schema.core.codes import CountryCode

_PLAIN: Final = (
    "weight_grams",
    "length_mm",
    "width_mm",
    "height_mm",
    "hs_code",
    "origin_country_code",
    "gtin",
    "barcode",
    "external_id",
)
"""Fields that a draft has under the same name; null takes their value away."""
_PLACES: Final[Places] = {("choices",): ("options",), ("media",): ("mediaSources",)}


@strawberry.input(description="A value of an option.")
class VariantOptionInput:
    name: str = strawberry.field(description="The option's name in any language, such as Size, or its code.")
    value: str = strawberry.field(
        description="The value's name in any language, such as M, or its code. A new one is added to the option."
    )


@strawberry.input(description="What of a variant can be left out.")
class VariantFieldsInput:
    options: list[VariantOptionInput] | None = strawberry.field(
        default=UNSET, description="Its value of each option of the product."
    )
    attributes: list[AttributeInput] | None = strawberry.field(
        default=UNSET, description="Its attributes. Those that are not named here stay as they are."
    )
    weight_grams: int | None = strawberry.field(default=UNSET, description="The weight with its package, in grams.")
    length_mm: int | None = strawberry.field(default=UNSET, description="The length of the package, in millimetres.")
    width_mm: int | None = strawberry.field(default=UNSET, description="The width of the package, in millimetres.")
    height_mm: int | None = strawberry.field(default=UNSET, description="The height of the package, in millimetres.")
    content: ContentInput | None = strawberry.field(
        default=UNSET, description="How much is in it, where the law wants a price per unit of that."
    )
    hs_code: str | None = strawberry.field(
        default=UNSET, description="The customs tariff number: six digits, or eight or ten."
    )
    national_hs_codes: list[NationalHsCodeInput] | None = strawberry.field(
        default=UNSET, description="Tariff numbers that countries have of their own: all of them."
    )
    origin_country_code: CountryCode | None = strawberry.field(default=UNSET, description="Where it was made.")
    customs_descriptions: list[TranslatedTextInput] | None = strawberry.field(
        default=UNSET, description="What it is, as a customs declaration says it, in all its languages."
    )
    gtin: str | None = strawberry.field(
        default=UNSET, description="A Global Trade Item Number of 8, 12, 13 or 14 digits, with its check digit."
    )
    barcode: str | None = strawberry.field(default=UNSET, description="What is printed on it, where that is no GTIN.")
    external_id: str | None = strawberry.field(default=UNSET, description="Its id in another system.")
    media_sources: list[str] | None = strawberry.field(
        default=UNSET, description="The sources of those of the product's media that show it, all of them."
    )
    components: list[BundleComponentInput] | None = strawberry.field(
        default=UNSET, description="What it consists of, where it is a bundle: all of it."
    )
    metadata: list[MetadataInput] | None = strawberry.field(
        default=UNSET, description="Values for your own programs, for all to see: all of them."
    )
    private_metadata: list[MetadataInput] | None = strawberry.field(
        default=UNSET, description="Values for your own programs, for staff only: all of them."
    )


@strawberry.input(description="A variant to make.")
class ProductVariantInput(VariantFieldsInput):
    sku: str = strawberry.field(description="Its stock keeping unit, unique in the shop.")


@strawberry.input(description="What to change of a variant. What is left out stays as it is.")
class ProductVariantUpdateInput(VariantFieldsInput):
    id: strawberry.ID = strawberry.field(description="The variant.")
    sku: str | None = strawberry.field(
        default=UNSET, description="Another SKU. Carts, orders and stock go on knowing the variant."
    )


def read_variant(given: VariantFieldsInput) -> tuple[VariantChange, Places]:
    """The change, and where its parts stand within the variant."""
    fields: dict[str, Any] = {name: _plain(getattr(given, name)) for name in _PLAIN if _is_given(given, name)}
    sku = getattr(given, "sku", UNSET)
    if isinstance(sku, str):
        fields["sku"] = sku.strip()
    if _is_given(given, "content"):
        fields["content"] = given.content.to_draft() if given.content else None
    if _is_given(given, "national_hs_codes"):
        fields["national_hs_codes"] = by_country(given.national_hs_codes)
    if _is_given(given, "customs_descriptions"):
        fields["customs_descriptions"] = read_stored_texts(given.customs_descriptions)
    if _is_given(given, "media_sources"):
        fields["media"] = tuple(given.media_sources or ())
    if _is_given(given, "components"):
        fields["components"] = tuple(each.to_draft() for each in given.components or ())
    for name in ("metadata", "private_metadata"):
        if _is_given(given, name):
            fields[name] = stored_metadata(getattr(given, name))
    attributes, places = read_attributes(given.attributes or ())
    chosen = [Chosen(each.name, each.value) for each in given.options] if given.options else None
    return VariantChange(fields, chosen, attributes), {**_PLACES, **places}


def read_variants(given: Sequence[VariantFieldsInput]) -> tuple[list[VariantChange], list[Places]]:
    """The changes, and the places within each."""
    read = [read_variant(each) for each in given]
    return [change for change, _ in read], [places for _, places in read]


@strawberry.input(description="A value of an option, as it is to be.")
class OptionValueInput:
    name: str = strawberry.field(description="The name in the product's source language.")
    code: str | None = strawberry.field(
        default=UNSET,
        description="Which value this is, if there is one already. Left out: the one of the same name, or a new one.",
    )
    translations: list[TranslatedTextInput] | None = strawberry.field(
        default=UNSET, description="The name in other languages, all of them."
    )
    swatch: str | None = strawberry.field(
        default=UNSET, description="A CSS colour such as `#1f2a44`. Left out: as it is; null: none."
    )


@strawberry.input(description="An option, as it is to be, with all its values in their order.")
class OptionInput:
    name: str = strawberry.field(description="The name in the product's source language.")
    values: list[OptionValueInput] = strawberry.field(description="What can be chosen, in its order.")
    code: str | None = strawberry.field(
        default=UNSET,
        description="Which option this is, if there is one already. Left out: the one of the same name, or a new one.",
    )
    translations: list[TranslatedTextInput] | None = strawberry.field(
        default=UNSET, description="The name in other languages, all of them."
    )
    value_of_others: str | None = strawberry.field(
        default=UNSET,
        description="Of a new option of a product that has variants: which of the values, by name or code, they have.",
    )

    def to_change(self) -> OptionChange:
        values = [
            ValueChange(
                value.name,
                read_stored_texts(value.translations or ()),
                value.code or None,
                value.swatch or None,
                keeps_swatch=value.swatch is UNSET,
            )
            for value in self.values
        ]
        translations = read_stored_texts(self.translations or ())
        return OptionChange(self.name, values, translations, self.code or None, self.value_of_others or None)


def _is_given(given: object, name: str) -> bool:
    return getattr(given, name) is not UNSET


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
