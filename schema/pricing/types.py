"""Prices with and without tax, as the place of the request shows them."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Self

import strawberry

from app.core.context import RequestContext
from app.core.money import Money as MoneyValue
from app.pricing import ListPrice, ShownPrice, shown_price
from app.pricing import PriceRange as ListPriceRange
from app.tax import TaxRatesCache
from schema.core.caching import INHERITED, cached
from schema.core.money import Money


@strawberry.type(
    description="The price of one piece. A part that is null is not known here, which is not zero.",
    directives=[cached(60)],
)
class Price:
    displayed: Money = strawberry.field(
        description="What is shown and charged here: with tax where `context.displaysTax`, else without."
    )
    gross: Money | None = strawberry.field(
        description="With tax: `net` and `tax` together, exactly. Null where no rate is known."
    )
    net: Money | None = strawberry.field(description="Without tax.")
    tax: Money | None = strawberry.field(description="The tax in `gross`. Null where no rate is known for the country.")
    tax_rate: Decimal | None = strawberry.field(
        description="The rate as a fraction: 0.19 is 19 %. Null where none is known for the country."
    )

    @classmethod
    def of(cls, shown: ShownPrice, currency_code: str, locale: str) -> Self:
        """The price as it is written in this locale."""
        return cls(
            displayed=Money.of(MoneyValue(shown.displayed, currency_code), locale),
            gross=Money.maybe(shown.gross, currency_code, locale),
            net=Money.maybe(shown.net, currency_code, locale),
            tax=Money.maybe(shown.tax, currency_code, locale),
            tax_rate=None if shown.rate is None else shown.rate.normalize(),
        )


@strawberry.type(description="What the variants of a product cost here.", directives=[INHERITED])
class PriceRange:
    min: Price = strawberry.field(description="The lowest price.")
    max: Price = strawberry.field(description="The highest price; equal to `min` where all variants cost the same.")


async def price_reader(ctx: RequestContext) -> Callable[[ListPrice], Price]:
    """How prices of the market's list are shown to this request: its country's rate today decides the tax."""
    show = await _reader(ctx)
    return lambda price: show(price.amount, price.currency_code, price.tax_included)


async def price_range_reader(ctx: RequestContext) -> Callable[[ListPriceRange], PriceRange]:
    """The same for the ranges of products."""
    show = await _reader(ctx)
    return lambda each: PriceRange(
        min=show(each.lowest, each.currency_code, each.tax_included),
        max=show(each.highest, each.currency_code, each.tax_included),
    )


async def _reader(ctx: RequestContext) -> Callable[[int, str, bool], Price]:
    rates = await ctx.part(TaxRatesCache).get()
    found = rates.rate_of(ctx.place.country_code, ctx.now.date())
    rate, displays_tax, locale = found.rate if found else None, ctx.place.displays_tax, ctx.place.locale
    return lambda amount, currency_code, tax_included: _price(
        amount, currency_code, tax_included, rate, displays_tax, locale
    )


@lru_cache(maxsize=16_384)
def _price(
    amount: int, currency_code: str, tax_included: bool, rate: Decimal | None, displays_tax: bool, locale: str
) -> Price:
    """A price that follows from these alone. A page of 24 products shows a hundred of them, and merchants use few
    amounts: remembered, they cost a twentieth."""
    shown = shown_price(amount, tax_included=tax_included, rate=rate, displays_tax=displays_tax)
    return Price.of(shown, currency_code, locale)
