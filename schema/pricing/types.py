"""Prices with and without tax, as the place of the request shows them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Self

import strawberry

from app.core.context import Place, RequestContext
from app.core.money import Money as MoneyValue
from app.pricing import ListPrice, ShownPrice, shown_price
from app.pricing import PriceRange as ListPriceRange
from app.tax import TaxRatesCache
from schema.core.money import Money


@strawberry.type(description="The price of one piece. A part that is null is not known here, which is not zero.")
class Price:
    shown: strawberry.Private[ShownPrice]
    currency_code: strawberry.Private[str]
    locale: strawberry.Private[str]

    @strawberry.field(description="What is shown and charged here: with tax where `context.displaysTax`, else without.")
    def displayed(self) -> Money:
        return Money.of(MoneyValue(self.shown.displayed, self.currency_code), self.locale)

    @strawberry.field(description="With tax: `net` and `tax` together, exactly. Null where no rate is known.")
    def gross(self) -> Money | None:
        return Money.maybe(self.shown.gross, self.currency_code, self.locale)

    @strawberry.field(description="Without tax.")
    def net(self) -> Money | None:
        return Money.maybe(self.shown.net, self.currency_code, self.locale)

    @strawberry.field(description="The tax in `gross`. Null where no rate is known for the country.")
    def tax(self) -> Money | None:
        return Money.maybe(self.shown.tax, self.currency_code, self.locale)

    @strawberry.field(description="The rate as a fraction: 0.19 is 19 %. Null where none is known for the country.")
    def tax_rate(self) -> Decimal | None:
        return None if self.shown.rate is None else self.shown.rate.normalize()

    @classmethod
    def of(cls, shown: ShownPrice, currency_code: str, place: Place) -> Self:
        """The price as it is written at the place."""
        return cls(shown=shown, currency_code=currency_code, locale=place.locale)


@strawberry.type(description="What the variants of a product cost here.")
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
    rate = found.rate if found else None

    def show(amount: int, currency_code: str, tax_included: bool) -> Price:
        shown = shown_price(amount, tax_included=tax_included, rate=rate, displays_tax=ctx.place.displays_tax)
        return Price.of(shown, currency_code, ctx.place)

    return show
