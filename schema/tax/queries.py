"""Root fields of tax, for staff. What a shopper pays of it is part of each price."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from app.admission import at_most
from app.catalog import load_tax_classes
from app.core.context import RequestContext
from app.core.paging import DEFAULT_PAGE, Page, page_size, read_cursor, write_cursor
from app.execution import root
from app.identity import Scope
from app.tax import DatedRate, check_vat_id, list_rates, load_registrations
from schema.core.access import scope
from schema.core.codes import CountryCode
from schema.core.connections import After, Connection, First
from schema.tax.types import TaxClass, TaxRate, TaxRegistration, VatIdCheckType

_NEEDS = "Needs a token with the scope `pricing:read`."
_READ = scope(Scope.PRICING_READ)

Country = Annotated[CountryCode | None, strawberry.argument(description="Only those of this country.")]
ClassCode = Annotated[str | None, strawberry.argument(description="Only those of this class of goods.")]
VatIdText = Annotated[str, strawberry.argument(description="The VAT id, as somebody wrote it.")]
Issuer = Annotated[
    CountryCode | None, strawberry.argument(description="Whose it is, where it is written without a prefix.")
]


@strawberry.type
class TaxQueries:
    @root(
        description="The rates of tax, those of other days included: by country, region (the whole country last), "
        f"class, tax and first day. {_NEEDS}",
        access=_READ,
    )
    @staticmethod
    async def tax_rates(
        ctx: RequestContext,
        country: Country = UNSET,
        tax_class_code: ClassCode = UNSET,
        first: First = DEFAULT_PAGE,
        after: After = UNSET,
    ) -> Connection[TaxRate]:
        size = page_size(first, ctx.settings.limit_page_size)
        asked = [country if country else None, tax_class_code if tax_class_code else None]
        rates = [
            rate
            for rate in sorted(await list_rates(ctx.db), key=_place)
            if asked[0] in (None, rate.country_code) and asked[1] in (None, rate.tax_class_code)
        ]
        context = f"taxRates {asked}"
        if after:
            last = tuple(read_cursor(after, context, 5))
            rates = [rate for rate in rates if _place(rate) > last]
        page = Page(rates[:size], len(rates) > size, bool(after))
        return Connection.of(page, TaxRate.of, lambda rate: write_cursor(context, *_place(rate)))

    @root(
        description=f"The classes of goods, by their codes. {_NEEDS}",
        access=_READ,
        hints=[at_most(20)],
    )
    @staticmethod
    async def tax_classes(ctx: RequestContext) -> list[TaxClass]:
        return [TaxClass.of(row) for row in await load_tax_classes(ctx.db)]

    @root(
        description=f"Where the seller is, was and will be registered, by country and first day. {_NEEDS}",
        access=_READ,
        hints=[at_most(20)],
    )
    @staticmethod
    async def tax_registrations(ctx: RequestContext) -> list[TaxRegistration]:
        return [TaxRegistration.of(each) for each in await load_registrations(ctx.db)]

    @root(
        description="Whether this is the VAT id of a business. What a register said in the last month is believed; "
        f"else the register is asked, where the shop has one. {_NEEDS}",
        access=_READ,
    )
    @staticmethod
    async def vat_id_check(ctx: RequestContext, vat_id: VatIdText, country: Issuer = UNSET) -> VatIdCheckType:
        check = await check_vat_id(ctx, vat_id, str(country) if country else None)
        return VatIdCheckType.of(ctx, check)


def _place(rate: DatedRate) -> tuple[str, str, str, str, str]:
    """Where a rate stands in the list. The whole country comes after its regions."""
    return (
        rate.country_code,
        rate.region_code or "~",
        rate.tax_class_code,
        rate.component,
        rate.valid_from.isoformat(),
    )
