"""Who answers for a product, what to beware of, and where it does not go."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol, Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import ProductPart
from app.catalog.models import RestrictionReason
from app.core.context import RequestContext
from app.execution import batched
from i18n import country_name
from schema.catalog.types.localization import ContentLocalization
from schema.catalog.types.reading import product_parts
from schema.core.caching import INHERITED
from schema.core.codes import CountryCode, enumeration
from schema.core.scalars import URL

enumeration(RestrictionReason)


class _Product(Protocol):
    @property
    def key(self) -> UUID: ...


@strawberry.type(
    description="One who answers for a product, as Regulation (EU) 2023/988 on product safety wants it told.",
    directives=[INHERITED],
)
class EconomicOperator:
    name: str = strawberry.field(description="The name, registered trade name or trade mark.")
    address_lines: list[str] = strawberry.field(description="The postal address, without the country.")
    country_code: CountryCode = strawberry.field(description="The country of the address.")
    country_name: str = strawberry.field(description="The same as the request's language calls it.")
    email: str | None = strawberry.field(description="Where to write to; null where there is only a website.")
    website: str | None = strawberry.field(description="Where to find a contact form; null where there is only e-mail.")

    @classmethod
    def of(cls, facts: Mapping[str, Any] | None, language_tag: str) -> Self | None:
        if facts is None:
            return None
        return cls(**facts, country_name=country_name(facts["country_code"], language_tag))


@strawberry.type(description="A mark or certificate, such as CE or GOTS.", directives=[INHERITED])
class Certificate:
    kind: str = strawberry.field(description="What it is, such as `CE`.")
    number: str | None = strawberry.field(description="Its number; null where it has none.")
    issuer: str | None = strawberry.field(description="Who gave it.")
    url: URL | None = strawberry.field(description="Where it can be read.")
    valid_until: date | None = strawberry.field(description="Its last day; null where it does not end.")

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        until, url = facts.get("valid_until"), facts.get("url")
        return cls(
            kind=facts["kind"],
            number=facts.get("number"),
            issuer=facts.get("issuer"),
            url=URL(url) if url else None,
            valid_until=date.fromisoformat(until) if until else None,
        )


@strawberry.type(description="A country that a product does not go to.", directives=[INHERITED])
class DestinationRestriction:
    country_code: CountryCode = strawberry.field(description="The country.")
    reason: RestrictionReason = strawberry.field(description="Why.")
    legal_ground: str | None = strawberry.field(description="The law, such as `Regulation (EU) 2019/1148`.")


@strawberry.type(description="Safety warnings.", directives=[INHERITED])
class ProductWarnings:
    text: str = strawberry.field(description="What to beware of, as plain text.")
    localization: ContentLocalization = strawberry.field(description="Which language it is in.")


@strawberry.type
class ProductSafety:
    """Fields of products. One statement, whichever of them are asked for."""

    @batched(description="Who made it; null where the merchant has not said so.")
    @staticmethod
    async def manufacturer(ctx: RequestContext, parents: Sequence[_Product]) -> Sequence[EconomicOperator | None]:
        keys = [product.key for product in parents]
        found = await product_parts(ctx, keys, ProductPart.SAFETY)
        return [EconomicOperator.of(found[key].manufacturer, ctx.place.language_tag) for key in keys]

    @batched(description="Who answers for it in the EU, where its manufacturer is outside; null where nobody is named.")
    @staticmethod
    async def responsible_person(ctx: RequestContext, parents: Sequence[_Product]) -> Sequence[EconomicOperator | None]:
        keys = [product.key for product in parents]
        found = await product_parts(ctx, keys, ProductPart.SAFETY)
        return [EconomicOperator.of(found[key].responsible_person, ctx.place.language_tag) for key in keys]

    @batched(description="Safety warnings; null for none.")
    @staticmethod
    async def warnings(ctx: RequestContext, parents: Sequence[_Product]) -> Sequence[ProductWarnings | None]:
        keys = [product.key for product in parents]
        found = await product_parts(ctx, keys, ProductPart.WARNINGS)
        return [_warnings(found[key].warnings, ctx.place.language_tag) for key in keys]

    @batched(description="Its marks and certificates.", hints=[at_most(5)])
    @staticmethod
    async def certificates(ctx: RequestContext, parents: Sequence[_Product]) -> Sequence[list[Certificate]]:
        keys = [product.key for product in parents]
        found = await product_parts(ctx, keys, ProductPart.SAFETY)
        return [[Certificate.of(each) for each in found[key].certificates or ()] for key in keys]

    @batched(description="The countries that it does not go to, by their codes.", hints=[at_most(10)])
    @staticmethod
    async def restrictions(ctx: RequestContext, parents: Sequence[_Product]) -> Sequence[list[DestinationRestriction]]:
        keys = [product.key for product in parents]
        found = await product_parts(ctx, keys, ProductPart.RESTRICTIONS)
        return [
            [
                DestinationRestriction(
                    country_code=str(country), reason=RestrictionReason(str(reason)), legal_ground=legal_ground
                )
                for country, reason, legal_ground in found[key].restrictions or ()
            ]
            for key in keys
        ]


def _warnings(found: list[str] | None, request_tag: str) -> ProductWarnings | None:
    if found is None:
        return None
    tag, text = found
    return ProductWarnings(text=text, localization=ContentLocalization.of(tag, request_tag))
