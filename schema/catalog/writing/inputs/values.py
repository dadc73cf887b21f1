"""Inputs of what products and variants are described with."""

from collections.abc import Mapping, Sequence
from datetime import date as calendar_date
from decimal import Decimal
from typing import Any, Final

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from app.catalog.commands.products import Places
from app.catalog.rules.drafts import CertificateDraft, ComponentDraft, ContentDraft, RestrictionDraft
from schema.catalog.writing.codes import RestrictionReason
from schema.core.codes import CountryCode, LanguageCode
from schema.core.scalars import URL

SEO_TITLE: Final = "The title for search engines and tabs; the name if left out or null."
SEO_DESCRIPTION: Final = "What search engines show below the title."
WARNINGS: Final = "Safety warnings, which the law wants in the language of the place."
DESCRIPTION: Final = "What it is: HTML, of which the safe part is kept."

_TEXTS: Final = ("name", "description", "slug", "seo_title", "seo_description", "warnings")
_NEVER_NULL: Final = ("name", "description")


@strawberry.input(description="A product's words in one language. What is left out stays as it is.")
class ProductTranslationInput:
    language_code: LanguageCode = strawberry.field(description="The language.")
    name: str | None = strawberry.field(default=UNSET, description="The name. A language that is new needs one.")
    description: str | None = strawberry.field(default=UNSET, description=DESCRIPTION)
    slug: str | None = strawberry.field(
        default=UNSET, description="For addresses in this language; null for the product's own."
    )
    seo_title: str | None = strawberry.field(default=UNSET, description=SEO_TITLE)
    seo_description: str | None = strawberry.field(default=UNSET, description=SEO_DESCRIPTION)
    warnings: str | None = strawberry.field(default=UNSET, description=WARNINGS)


def given_texts(words: Any) -> dict[str, Any]:
    """Those of the fields of `Texts` that an input gives."""
    texts = {name: getattr(words, name) for name in _TEXTS if getattr(words, name, UNSET) is not UNSET}
    return {name: value or "" if name in _NEVER_NULL else value for name, value in texts.items()}


def read_translations(given: Sequence[ProductTranslationInput] | None) -> tuple[dict[str, dict[str, Any]], Places]:
    """The words by language tag, and where each language stands."""
    texts: dict[str, dict[str, Any]] = {}
    places: dict[tuple[str, ...], tuple[str, ...]] = {}
    for index, each in enumerate(given or ()):
        tag = str(each.language_code)
        texts[tag] = texts.get(tag, {}) | given_texts(each)
        places[("translations", tag)] = ("translations", str(index))
    return texts, places


@strawberry.input(description="A short text in one language.")
class TranslatedTextInput:
    language_code: LanguageCode = strawberry.field(description="The language.")
    text: str | None = strawberry.field(description="The text; null takes it away.")


def read_texts(given: Sequence[TranslatedTextInput] | None) -> dict[str, str | None]:
    """The texts by language tag."""
    return {str(each.language_code): each.text for each in given or ()}


def read_stored_texts(given: Sequence[TranslatedTextInput] | None) -> dict[str, str]:
    """The texts by language tag, without those that are taken away."""
    return {tag: text for tag, text in read_texts(given).items() if text is not None}


@strawberry.input(description="A number with its unit.")
class NumberInput:
    amount: Decimal = strawberry.field(description="The number.")
    unit: str | None = strawberry.field(
        default=UNSET,
        description="A unit of CLDR such as `centimeter`; the attribute's own if left out. Units of the same dimension "
        "are converted, others refused.",
    )


@strawberry.input(description="A file to load, such as a manual.")
class FileInput:
    source: str = strawberry.field(description="The name of a file in the media folder, or an https address.")
    name: str | None = strawberry.field(default=UNSET, description="What people read on the link.")

    def to_value(self) -> dict[str, str | None]:
        return {"source": self.source, "name": self.name or None}


@strawberry.input(one_of=True, description="Something of the catalog.")
class ReferenceInput:
    product_slug: str | None = strawberry.field(default=UNSET, description="The product of this slug.")
    category_slug: str | None = strawberry.field(default=UNSET, description="The category of this slug.")
    collection_slug: str | None = strawberry.field(default=UNSET, description="The collection of this slug.")
    brand_slug: str | None = strawberry.field(default=UNSET, description="The brand of this slug.")

    def to_value(self) -> dict[str, str]:
        kinds = ("product", "category", "collection", "brand")
        slugs = {kind: getattr(self, f"{kind}_slug") for kind in kinds}
        return next({"kind": kind, "slug": slug} for kind, slug in slugs.items() if slug)


@strawberry.input(description="The value of a localisable attribute in one language: a text or a file.")
class AttributeTranslationInput:
    language_code: LanguageCode = strawberry.field(description="The language.")
    text: str | None = strawberry.field(default=UNSET, description="The text; null takes it away.")
    file: FileInput | None = strawberry.field(default=UNSET, description="The file.")

    def to_value(self) -> Any:
        return self.file.to_value() if self.file else self.text or None


@strawberry.input(one_of=True, description="The value of an attribute, by its kind.")
class AttributeValueInput:
    text: str | None = strawberry.field(default=UNSET, description="Of text and rich text, not translated.")
    number: NumberInput | None = strawberry.field(default=UNSET, description="Of numbers.")
    boolean: bool | None = strawberry.field(default=UNSET, description="Of yes or no.")
    date: calendar_date | None = strawberry.field(default=UNSET, description="Of dates.")
    choices: list[str] | None = strawberry.field(
        default=UNSET, description="Of what is selected, and of swatches: the codes of the values."
    )
    file: FileInput | None = strawberry.field(default=UNSET, description="Of files, not translated.")
    reference: ReferenceInput | None = strawberry.field(default=UNSET, description="Of references.")
    translations: list[AttributeTranslationInput] | None = strawberry.field(
        default=UNSET, description="Of localisable attributes: the value in every language that it has."
    )

    def to_value(self) -> Any:
        """As drafts give it."""
        if self.number:
            amount = str(self.number.amount)
            return {"amount": amount, "unit": self.number.unit} if self.number.unit else amount
        if self.choices:
            return self.choices[0] if len(self.choices) == 1 else self.choices
        if self.file or self.reference:
            return (self.file or self.reference).to_value()  # type: ignore[union-attr] # one of them is given
        if self.translations:
            values = {str(each.language_code): each.to_value() for each in self.translations}
            return {tag: value for tag, value in values.items() if value is not None}
        plain = (self.text, self.boolean, self.date)
        return next((value for value in plain if value is not UNSET), None)


@strawberry.input(description="An attribute with its value.")
class AttributeInput:
    key: str = strawberry.field(description="The attribute's code: one that the product type has.")
    value: AttributeValueInput | None = strawberry.field(
        default=UNSET, description="The value; it is taken away if left out or null."
    )


def read_attributes(given: Sequence[AttributeInput] | None) -> tuple[dict[str, Any], Places]:
    """The values by code, and where each stands."""
    values = {each.key: each.value.to_value() if each.value else None for each in given or ()}
    places: Places = {("attributes", each.key): ("attributes", str(index)) for index, each in enumerate(given or ())}
    return values, places


@strawberry.input(description="A value that you keep for your own programs.")
class MetadataInput:
    key: str = strawberry.field(description="The name, such as `erp.id`.")
    value: JSON | None = strawberry.field(description="Any JSON; null takes it away.")


def read_metadata(given: Sequence[MetadataInput] | None) -> dict[str, Any]:
    """The values by key."""
    return {each.key: each.value for each in given or ()}


def stored_metadata(given: Sequence[MetadataInput] | None) -> dict[str, Any]:
    """The values by key, without those that are taken away."""
    return {key: value for key, value in read_metadata(given).items() if value is not None}


@strawberry.input(description="A mark or certificate, such as CE, FCC or GOTS.")
class CertificateInput:
    kind: str = strawberry.field(description="What it is, such as `CE`.")
    number: str | None = strawberry.field(default=UNSET, description="Its number.")
    issuer: str | None = strawberry.field(default=UNSET, description="Who gave it.")
    url: URL | None = strawberry.field(default=UNSET, description="Where it can be read.")
    valid_until: calendar_date | None = strawberry.field(default=UNSET, description="Its last day.")

    def to_draft(self) -> CertificateDraft:
        return CertificateDraft(
            self.kind,
            self.number or None,
            self.issuer or None,
            str(self.url) if self.url else None,
            self.valid_until or None,
        )


@strawberry.input(description="A country that a product does not go to.")
class RestrictionInput:
    country_code: CountryCode = strawberry.field(description="The country.")
    reason: RestrictionReason = strawberry.field(description="Why.")
    legal_ground: str | None = strawberry.field(
        default=UNSET, description="The law, such as `Regulation (EU) 2019/1148`."
    )

    def to_draft(self) -> RestrictionDraft:
        return RestrictionDraft(str(self.country_code), self.reason, self.legal_ground or None)


@strawberry.input(description="How much is in a variant, and how much of it a unit price is for.")
class ContentInput:
    quantity: Decimal = strawberry.field(description="How much is in it, such as 250.")
    unit: str = strawberry.field(description="A unit of CLDR such as `milliliter` or `gram`, or `piece`.")
    reference: Decimal | None = strawberry.field(
        default=UNSET, description="How much of the unit the unit price is for, such as 100; as is usual if left out."
    )

    def to_draft(self) -> ContentDraft:
        return ContentDraft(self.quantity, self.unit, self.reference or None)


@strawberry.input(description="So many pieces of another variant, in a bundle.")
class BundleComponentInput:
    sku: str = strawberry.field(description="The SKU of the variant, which is no bundle itself.")
    quantity: int = strawberry.field(default=1, description="How many pieces.")

    def to_draft(self) -> ComponentDraft:
        return ComponentDraft(self.sku, self.quantity)


@strawberry.input(description="A customs tariff number that a country has of its own.")
class NationalHsCodeInput:
    country_code: CountryCode = strawberry.field(description="The country.")
    hs_code: str = strawberry.field(description="Its digits.")


def by_country(given: Sequence[NationalHsCodeInput] | None) -> Mapping[str, str]:
    """The numbers by country."""
    return {str(each.country_code): each.hs_code for each in given or ()}
