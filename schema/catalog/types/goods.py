"""What a variant is as a thing: weight, measures, content, numbers, what customs ask."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final, Protocol, Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import VariantDetails, VariantPart, pick, plain_number
from app.core.context import RequestContext
from app.execution import batched
from i18n import format_quantity
from schema.catalog.types.attributes import AttributeKeys, ProductAttribute, attributes_shown
from schema.catalog.types.metadata import MetadataKeys, of_keys
from schema.catalog.types.reading import variant_parts
from schema.core.caching import INHERITED
from schema.core.codes import CountryCode
from schema.core.scalars import JSON

_GRAMS_PER_KILOGRAM: Final = 1000
_MILLIMETRES_PER_CENTIMETRE: Final = 10

HsCountry = Annotated[
    CountryCode | None,
    strawberry.argument(description="Whose tariff is asked for. Omitted: the number that holds in general."),
]


class _Variant(Protocol):
    @property
    def key(self) -> UUID: ...
    @property
    def weight_grams(self) -> int | None: ...
    @property
    def general_hs_code(self) -> str | None: ...


@strawberry.type(description="A measure of something.", directives=[INHERITED])
class Measurement:
    amount: Decimal = strawberry.field(description="How much, in the unit.")
    unit: str = strawberry.field(description="The unit's name in CLDR, such as `centimeter`.")
    formatted: str = strawberry.field(description="Both as they are written here, such as `12,5 cm`.")

    @classmethod
    def of(cls, amount: Decimal, unit: str, locale: str) -> Self:
        """The measure as it is written in this locale."""
        shortest = plain_number(amount)
        return cls(amount=shortest, unit=unit, formatted=format_quantity(shortest, unit, locale))


@strawberry.type(
    description="The measures of a variant, packed; each null where it is not known.", directives=[INHERITED]
)
class Dimensions:
    length: Measurement | None = strawberry.field(description="The longest side of its base.")
    width: Measurement | None = strawberry.field(description="The other side of its base.")
    height: Measurement | None = strawberry.field(description="How high it is.")


@strawberry.type(description="How much is in a variant, such as 250 ml.", directives=[INHERITED])
class Content:
    quantity: Measurement = strawberry.field(description="What is in it.")
    reference: Measurement | None = strawberry.field(
        description="What its unit price is for, such as 100 ml; null where it is as is usual for the unit."
    )


@strawberry.type
class VariantGoods:
    """Fields of variants. One statement, whichever of them are asked for."""

    @batched(description="The weight, in grams, or in kilograms from one on; null where it is not known.")
    @staticmethod
    async def weight(ctx: RequestContext, parents: Sequence[_Variant]) -> Sequence[Measurement | None]:
        return [_weight(variant.weight_grams, ctx.place.locale) for variant in parents]

    @batched(description="Its measures, packed; null where none is known.")
    @staticmethod
    async def dimensions(ctx: RequestContext, parents: Sequence[_Variant]) -> Sequence[Dimensions | None]:
        keys = [variant.key for variant in parents]
        found = await variant_parts(ctx, keys, VariantPart.MEASURES)
        return [_dimensions(found[key], ctx.place.locale) for key in keys]

    @batched(description="How much is in it; null where that is not what it is sold by.")
    @staticmethod
    async def content(ctx: RequestContext, parents: Sequence[_Variant]) -> Sequence[Content | None]:
        keys = [variant.key for variant in parents]
        found = await variant_parts(ctx, keys, VariantPart.MEASURES)
        return [_content(found[key], ctx.place.locale) for key in keys]

    @batched(description="The Global Trade Item Number (GTIN, EAN, UPC); null where it has none.")
    @staticmethod
    async def gtin(ctx: RequestContext, parents: Sequence[_Variant]) -> Sequence[str | None]:
        keys = [variant.key for variant in parents]
        found = await variant_parts(ctx, keys, VariantPart.MEASURES)
        return [found[key].gtin for key in keys]

    @batched(description="What is printed on it as a barcode: its own, else the GTIN; null where it has neither.")
    @staticmethod
    async def barcode(ctx: RequestContext, parents: Sequence[_Variant]) -> Sequence[str | None]:
        keys = [variant.key for variant in parents]
        found = await variant_parts(ctx, keys, VariantPart.MEASURES)
        return [found[key].barcode or found[key].gtin for key in keys]

    @batched(
        description="The customs tariff number (Harmonized System): six digits, or eight or ten national ones. Null "
        "where it is not known."
    )
    @staticmethod
    async def hs_code(
        ctx: RequestContext, parents: Sequence[_Variant], country_code: HsCountry = strawberry.UNSET
    ) -> Sequence[str | None]:
        if not isinstance(country_code, str):
            return [variant.general_hs_code for variant in parents]
        found = await variant_parts(ctx, [variant.key for variant in parents], VariantPart.CUSTOMS)
        return [
            (found[variant.key].national_hs_codes or {}).get(country_code) or variant.general_hs_code
            for variant in parents
        ]

    @batched(description="What it is, as a customs declaration says it, in the request's language; null for nothing.")
    @staticmethod
    async def customs_description(ctx: RequestContext, parents: Sequence[_Variant]) -> Sequence[str | None]:
        keys = [variant.key for variant in parents]
        found = await variant_parts(ctx, keys, VariantPart.CUSTOMS)
        picked = [pick(found[key].customs_descriptions or {}, ctx.place.language_chain) for key in keys]
        return [text[1] if text else None for text in picked]

    @batched(description="What sets it apart beyond its options, in the order of its type.", hints=[at_most(10)])
    @staticmethod
    async def attributes(
        ctx: RequestContext, parents: Sequence[_Variant], keys: AttributeKeys = strawberry.UNSET
    ) -> Sequence[list[ProductAttribute]]:
        found = await variant_parts(ctx, [variant.key for variant in parents], VariantPart.ATTRIBUTES)
        rows = [found[variant.key] for variant in parents]
        return await attributes_shown(ctx, [(row.definitions or [], row.attributes or {}) for row in rows], keys)

    @batched(description="What the merchant keeps here for its own programs, as a JSON object.")
    @staticmethod
    async def metadata(
        ctx: RequestContext, parents: Sequence[_Variant], keys: MetadataKeys = strawberry.UNSET
    ) -> Sequence[JSON]:
        found = await variant_parts(ctx, [variant.key for variant in parents], VariantPart.METADATA)
        return [JSON(of_keys(found[variant.key].metadata or {}, keys)) for variant in parents]


def _weight(grams: int | None, locale: str) -> Measurement | None:
    if grams is None:
        return None
    if grams < _GRAMS_PER_KILOGRAM:
        return Measurement.of(Decimal(grams), "gram", locale)
    return Measurement.of(Decimal(grams) / _GRAMS_PER_KILOGRAM, "kilogram", locale)


def _dimensions(row: VariantDetails, locale: str) -> Dimensions | None:
    def side(millimetres: int | None) -> Measurement | None:
        if millimetres is None:
            return None
        return Measurement.of(Decimal(millimetres) / _MILLIMETRES_PER_CENTIMETRE, "centimeter", locale)

    if row.length_mm is None and row.width_mm is None and row.height_mm is None:
        return None
    return Dimensions(length=side(row.length_mm), width=side(row.width_mm), height=side(row.height_mm))


def _content(row: VariantDetails, locale: str) -> Content | None:
    if row.content_quantity is None or row.content_unit is None:
        return None
    unit, reference = row.content_unit, row.content_reference
    return Content(
        quantity=Measurement.of(row.content_quantity, unit, locale),
        reference=None if reference is None else Measurement.of(reference, unit, locale),
    )
