"""What staff read of the parts of a product."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

import strawberry
from strawberry.scalars import JSON

from app.admission import at_most
from app.catalog.rules.drafts import (
    CategoryDraft,
    CertificateDraft,
    CollectionDraft,
    OptionDraft,
    ProductDraft,
    PublicationDraft,
    RestrictionDraft,
    Texts,
)
from schema.catalog.writing.codes import RestrictionReason, SafetyGap
from schema.core.codes import CountryCode, LanguageCode

_FEW = [at_most(5)]


@strawberry.type(description="A short text in one language.")
class CatalogText:
    language_code: LanguageCode = strawberry.field(description="The language.")
    text: str = strawberry.field(description="The text.")

    @classmethod
    def all_of(cls, texts: Mapping[str, str]) -> list[Self]:
        return [cls(language_code=tag, text=text) for tag, text in sorted(texts.items())]


@strawberry.type(description="A value that the merchant keeps for programs.")
class CatalogMetadata:
    key: str = strawberry.field(description="The name.")
    value: JSON = strawberry.field(description="Any JSON.")

    @classmethod
    def all_of(cls, values: Mapping[str, Any]) -> list[Self]:
        return [cls(key=key, value=value) for key, value in values.items()]


@strawberry.type(description="The words of a product, category or collection in one language.")
class CatalogTranslation:
    language_code: LanguageCode = strawberry.field(description="The language.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag.")
    is_source: bool = strawberry.field(description="Whether the other languages are translated from it.")
    name: str = strawberry.field(description="The name.")
    description: str = strawberry.field(description="What it is: safe HTML; may be empty.")
    slug: str | None = strawberry.field(description="For addresses in this language; null where that is the handle.")
    seo_title: str | None = strawberry.field(description="The title for search engines; null for the name.")
    seo_description: str | None = strawberry.field(description="What search engines show below the title.")
    warnings: str | None = strawberry.field(description="Safety warnings; of products only.")

    @classmethod
    def all_of(cls, draft: ProductDraft | CategoryDraft | CollectionDraft) -> list[Self]:
        source = draft.source_language_tag
        order = sorted(draft.translations, key=lambda tag: (tag != source, tag))
        return [cls._of(tag, draft.translations[tag], source) for tag in order]

    @classmethod
    def _of(cls, tag: str, texts: Texts, source_tag: str) -> Self:
        return cls(
            language_code=tag,
            language_tag=tag,
            is_source=tag == source_tag,
            name=texts.name,
            description=texts.description,
            slug=texts.slug,
            seo_title=texts.seo_title,
            seo_description=texts.seo_description,
            warnings=texts.warnings,
        )


@strawberry.type(description="The value of an attribute, as it is stored.")
class CatalogAttribute:
    key: str = strawberry.field(description="The attribute's code.")
    value: JSON = strawberry.field(
        description="By the kind: a text or `{language tag: text}`; a number as text, or `{amount, unit}`; true or "
        "false; a day; the code of a value, or several; `{source, name}` of a file; `{kind, slug}` of a reference."
    )

    @classmethod
    def all_of(cls, values: Mapping[str, Any]) -> list[Self]:
        return [cls(key=key, value=value) for key, value in values.items()]


@strawberry.type(description="A value of an option.")
class CatalogOptionValue:
    code: str = strawberry.field(description="By which it is known to programs.")
    names: list[CatalogText] = strawberry.field(description="Its name by language.", directives=_FEW)
    swatch: str | None = strawberry.field(description="A CSS colour such as `#1f2a44`; null for none.")


@strawberry.type(description="A choice that a product offers.")
class CatalogOption:
    code: str = strawberry.field(description="By which it is known to programs.")
    names: list[CatalogText] = strawberry.field(description="Its name by language.", directives=_FEW)
    values: list[CatalogOptionValue] = strawberry.field(
        description="What can be chosen, in its order.", directives=[at_most(10)]
    )

    @classmethod
    def of(cls, draft: OptionDraft) -> Self:
        values = [
            CatalogOptionValue(code=value.code, names=CatalogText.all_of(value.names), swatch=value.swatch)
            for value in draft.values
        ]
        return cls(code=draft.code, names=CatalogText.all_of(draft.names), values=values)


@strawberry.type(description="A mark or certificate.")
class CatalogCertificate:
    kind: str = strawberry.field(description="What it is, such as `CE`.")
    number: str | None = strawberry.field(description="Its number.")
    issuer: str | None = strawberry.field(description="Who gave it.")
    url: str | None = strawberry.field(description="Where it can be read.")
    valid_until: date | None = strawberry.field(description="Its last day; null where it has none.")

    @classmethod
    def of(cls, draft: CertificateDraft) -> Self:
        return cls(
            kind=draft.kind,
            number=draft.number,
            issuer=draft.issuer,
            url=draft.url,
            valid_until=draft.valid_until,
        )


@strawberry.type(description="A country that a product does not go to.")
class CatalogRestriction:
    country_code: CountryCode = strawberry.field(description="The country.")
    reason: RestrictionReason = strawberry.field(description="Why.")
    legal_ground: str | None = strawberry.field(description="The law; null where none is named.")

    @classmethod
    def of(cls, draft: RestrictionDraft) -> Self:
        return cls(country_code=draft.country_code, reason=draft.reason, legal_ground=draft.legal_ground)


@strawberry.type(description="A market of a publication.")
class CatalogPublicationMarket:
    code: str = strawberry.field(description="The market's code.")
    starts_at: datetime | None = strawberry.field(description="From when on; null: as the publication has it.")
    ends_at: datetime | None = strawberry.field(description="Before when; null: as the publication has it.")


@strawberry.type(description="Through which channel a product is seen, when, and where.")
class CatalogPublication:
    channel_code: str = strawberry.field(description="The channel's code.")
    starts_at: datetime = strawberry.field(description="From when on.")
    ends_at: datetime | None = strawberry.field(description="Before when; null for ever.")
    markets: list[CatalogPublicationMarket] | None = strawberry.field(
        description="The only markets that show it; null for every market of the channel.", directives=_FEW
    )

    @classmethod
    def of(cls, draft: PublicationDraft) -> Self:
        markets = None
        if draft.markets is not None:
            markets = [
                CatalogPublicationMarket(code=code, starts_at=window.starts_at, ends_at=window.ends_at)
                for code, window in draft.markets.items()
            ]
        return cls(channel_code=draft.channel, starts_at=draft.starts_at, ends_at=draft.ends_at, markets=markets)


@strawberry.type(description="A piece count of another variant, in a bundle.")
class CatalogComponent:
    sku: str = strawberry.field(description="The SKU of the variant.")
    quantity: int = strawberry.field(description="How many pieces.")


@strawberry.type(description="How much is in a variant.")
class CatalogContent:
    quantity: Decimal = strawberry.field(description="How much is in it.")
    unit: str = strawberry.field(description="A unit of CLDR, or `piece`.")
    reference: Decimal | None = strawberry.field(
        description="How much of the unit the unit price is for; null: as is usual."
    )


@strawberry.type(description="A customs tariff number that a country has of its own.")
class CatalogNationalHsCode:
    country_code: CountryCode = strawberry.field(description="The country.")
    hs_code: str = strawberry.field(description="Its digits.")


@strawberry.type(description="A variant's value of an option.")
class CatalogChoice:
    option_code: str = strawberry.field(description="The option.")
    value_code: str = strawberry.field(description="The value.")


@strawberry.type(description="A point of a picture.")
class CatalogFocalPoint:
    x: Decimal = strawberry.field(description="From the left edge, 0, to the right one, 1.")
    y: Decimal = strawberry.field(description="From the upper edge, 0, to the lower one, 1.")


@strawberry.type(description="Something that keeps a product from being offered somewhere.")
class CatalogProblem:
    code: SafetyGap = strawberry.field(description="What it is.")
    message: str = strawberry.field(description="The same in the request's language.")


def countries(values: Mapping[str, str]) -> Sequence[CatalogNationalHsCode]:
    """Tariff numbers by country, as a list."""
    return [CatalogNationalHsCode(country_code=country, hs_code=digits) for country, digits in values.items()]
