"""Types of tax."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import TaxClassRow
from app.core.context import RequestContext
from app.identity import Scope
from app.tax import (
    TAX_RATE_ID,
    TAX_REGISTRATION_ID,
    DatedRate,
    RateConfidence,
    RateOrigin,
    Registration,
    VatIdCheck,
    VatIdStatus,
    list_rates,
    load_registrations,
)
from i18n import translate
from schema.core.codes import CountryCode, LanguageCode, enumeration
from schema.core.nodes import Node, register_node

enumeration(RateConfidence)
enumeration(RateOrigin)
enumeration(VatIdStatus)


@strawberry.type(description="One tax on a class of goods in a country, or in a region of it, from a day on.")
class TaxRate(Node):
    country_code: CountryCode = strawberry.field(description="The country.")
    region_code: str | None = strawberry.field(
        description="The region: the part of its ISO 3166-2 code after the hyphen, such as `QC`; null for the country."
    )
    tax_class_code: str = strawberry.field(description="The code of the class of goods.")
    component: str = strawberry.field(description="What the tax is called in short, such as `VAT`, `GST` or `STATE`.")
    rate: Decimal = strawberry.field(description="The rate as a fraction of the price without tax: 0.19 is 19 %.")
    valid_from: date = strawberry.field(description="The first day on which it holds.")
    valid_to: date | None = strawberry.field(
        description="The first day on which it no longer holds; null while no end is known."
    )
    source: str = strawberry.field(description="Where the rate is written.")
    confidence: RateConfidence = strawberry.field(description="How sure it is.")
    origin: RateOrigin = strawberry.field(description="Who keeps it.")

    @classmethod
    def of(cls, rate: DatedRate) -> Self:
        return cls(
            id=strawberry.ID(TAX_RATE_ID.encode(rate.id)),
            country_code=rate.country_code,
            region_code=rate.region_code,
            tax_class_code=rate.tax_class_code,
            component=rate.component,
            rate=rate.rate.normalize(),
            valid_from=rate.valid_from,
            valid_to=rate.valid_to,
            source=rate.source,
            confidence=rate.confidence,
            origin=rate.origin,
        )


@strawberry.type(description="A name of a tax class in one language.")
class TaxClassName:
    language_code: LanguageCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name.")

    @classmethod
    def all_of(cls, names: Mapping[str, str]) -> list[Self]:
        return [cls(language_code=tag, name=name) for tag, name in sorted(names.items())]


@strawberry.type(
    description="A kind of goods that laws of tax treat alike. Without rates of its own, it has the standard."
)
class TaxClass:
    code: str = strawberry.field(
        description="A short name that does not change: by it, products and rates name the class."
    )
    names: list[TaxClassName] = strawberry.field(description="Its name by language.", directives=[at_most(10)])
    version: int = strawberry.field(description="How often it was written: send it with `taxClassUpdate`.")

    @classmethod
    def of(cls, row: TaxClassRow) -> Self:
        return cls(code=row.code, names=TaxClassName.all_of(row.names), version=row.version)


@strawberry.type(description="Where the seller is registered for tax.")
class TaxRegistration(Node):
    country_code: CountryCode = strawberry.field(description="The country.")
    number: str = strawberry.field(description="The VAT id, or whatever number the country gives.")
    is_home: bool = strawberry.field(description="Whether the seller is established there.")
    valid_from: date = strawberry.field(description="The first day on which it holds.")
    valid_to: date | None = strawberry.field(
        description="The first day on which it no longer holds; null while no end is known."
    )
    version: int = strawberry.field(description="How often it was written: send it with `taxRegistrationSet`.")

    @classmethod
    def of(cls, registration: Registration) -> Self:
        return cls(
            id=strawberry.ID(TAX_REGISTRATION_ID.encode(registration.id)),
            country_code=registration.country_code,
            number=registration.number,
            is_home=registration.is_home,
            valid_from=registration.valid_from,
            valid_to=registration.valid_to,
            version=registration.version,
        )


@strawberry.type(name="VatIdCheck", description="Whether a VAT id is one, as far as that is known.")
class VatIdCheckType:
    status: VatIdStatus = strawberry.field(description="What is known, for programs.")
    message: str = strawberry.field(description="The same in the request's language.")
    vat_id: str | None = strawberry.field(description="The id as it is written in full; null for a malformed one.")
    country_code: CountryCode | None = strawberry.field(description="Whose it is; null for a malformed one.")
    checked_at: datetime | None = strawberry.field(
        description="When a register said so; null where none did: the format and the check digits were judged."
    )
    is_retryable: bool = strawberry.field(description="Whether the same check may say otherwise in a while.")

    @classmethod
    def of(cls, ctx: RequestContext, check: VatIdCheck) -> Self:
        return cls(
            status=check.status,
            message=translate(f"VatIdStatus.{check.status.value}", ctx.place.language_chain),
            vat_id=str(check.vat_id) if check.vat_id else None,
            country_code=check.vat_id.country_code if check.vat_id else None,
            checked_at=check.checked_at,
            is_retryable=check.is_retryable,
        )


async def _load_rates(ctx: RequestContext, ids: Sequence[UUID]) -> list[TaxRate | None]:
    """For staff; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.PRICING_READ):
        return [None] * len(ids)
    found = {each.id: each for each in await list_rates(ctx.db)}
    return [TaxRate.of(found[each]) if each in found else None for each in ids]


async def _load_registrations(ctx: RequestContext, ids: Sequence[UUID]) -> list[TaxRegistration | None]:
    """The same."""
    if not ctx.viewer.may(Scope.PRICING_READ):
        return [None] * len(ids)
    found = {each.id: each for each in await load_registrations(ctx.db)}
    return [TaxRegistration.of(found[each]) if each in found else None for each in ids]


register_node(TAX_RATE_ID, _load_rates)
register_node(TAX_REGISTRATION_ID, _load_registrations)
