"""Prices with and without tax, as the place of the request shows them, and why they are what they are."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Self

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.core.money import Money as MoneyValue
from app.execution import batched
from app.identity import Scope
from app.pricing import PricedAmount, PriceSpan, Step, StepKind, Tier
from i18n import format_range
from schema.core.caching import INHERITED, cached
from schema.core.codes import enumeration
from schema.core.money import Money
from schema.core.taxes import TaxAmount
from schema.pricing.quotes import FxQuote
from schema.pricing.reading import PriceSource, discounts, fx_quotes, prior_prices, tiers_of, unit_prices

enumeration(StepKind, name="PriceStepKind")


@strawberry.type(description="What a fixed quantity costs (Directive 98/6/EC).", directives=[INHERITED])
class UnitPrice:
    amount: Money = strawberry.field(description="The price of the quantity, as it is displayed here.")
    per_quantity: Decimal = strawberry.field(description="How much of the unit it is for, such as 100.")
    per_unit: str = strawberry.field(description="The unit's name in CLDR, such as `milliliter`.")
    formatted: str = strawberry.field(description="All of it as it is written here, such as `3,98 €/100 ml`.")


@strawberry.type(description="What one piece costs from so many on.", directives=[INHERITED])
class PriceTier:
    min_quantity: int = strawberry.field(description="From how many pieces on.")
    price: "Price" = strawberry.field(description="What one piece costs then.")


@strawberry.type(description="A step on the way to a price.", directives=[INHERITED])
class PriceStep:
    step: StepKind = strawberry.field(description="What was done.")
    rule: str | None = strawberry.field(
        description="By which rule, with its figures. For staff with `pricing:read`; null for everybody else."
    )
    source: str | None = strawberry.field(
        description="Where the rule is written: a list's or a sale's code, who says the rate. For staff with "
        "`pricing:read`; null for everybody else."
    )
    before: Money | None = strawberry.field(description="The amount before it; null in the first step.")
    after: Money = strawberry.field(description="The amount after it.")

    @classmethod
    def of(cls, step: Step, locale: str, *, is_staff: bool) -> Self:
        before = None
        if step.before is not None and step.before_currency_code is not None:
            before = Money.of(MoneyValue(step.before, step.before_currency_code), locale)
        return cls(
            step=step.kind,
            rule=step.rule if is_staff else None,
            source=step.source if is_staff else None,
            before=before,
            after=Money.of(MoneyValue(step.after, step.after_currency_code), locale),
        )


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
    tax: Money | None = strawberry.field(description="The tax in `gross`. Null where no rate is known for the place.")
    tax_rate: Decimal | None = strawberry.field(
        description="All rates together as a fraction: 0.19 is 19 %. Null where none is known for the place."
    )
    taxes: list[TaxAmount] = strawberry.field(
        description="The part of each rate; together they are `tax`, exactly.", directives=[at_most(2)]
    )
    compare_at: Money | None = strawberry.field(
        description="What it costs without the reduction, to be struck through; null where it is not reduced."
    )
    valid_until: datetime | None = strawberry.field(
        description="When it may next change by the clock alone: a sale, a list or a tax rate begins or ends. Null: no "
        "such moment is planned."
    )
    priced: strawberry.Private[PricedAmount]
    currency_code: strawberry.Private[str]
    source: strawberry.Private[PriceSource | None]

    @batched(
        description="The lowest price of the 30 days before the reduction began, which the law of the EU wants to be "
        "shown beside it (Directive 98/6/EC, Article 6a). Null where no law asks for it, where nothing is reduced, and "
        "where it was not sold during all of these days."
    )
    @staticmethod
    async def prior_price(ctx: RequestContext, parents: Sequence["Price"]) -> Sequence[Money | None]:
        found = await prior_prices(ctx, [price.source for price in parents])
        prior = [found.get(price.source.variant.row.variant_id) if price.source else None for price in parents]
        return [
            Money.maybe(each.amount, price.currency_code, ctx.place.locale) if each else None
            for each, price in zip(prior, parents, strict=True)
        ]

    @batched(
        description="By how many percent it is reduced, rounded down: from `priorPrice` where the law asks for that, "
        "else from `compareAt`. Null for no reduction, and where there is nothing that it may be counted from."
    )
    @staticmethod
    async def discount_percent(ctx: RequestContext, parents: Sequence["Price"]) -> Sequence[int | None]:
        return await discounts(ctx, [(price.priced, price.source) for price in parents])

    @batched(description="What a fixed quantity costs; null where it is not sold by a measure.")
    @staticmethod
    async def unit_price(ctx: RequestContext, parents: Sequence["Price"]) -> Sequence[UnitPrice | None]:
        sources = [(price.priced, price.source) for price in parents]
        found = await unit_prices(ctx, sources, [price.currency_code for price in parents])
        return [
            UnitPrice(
                amount=Money.of(MoneyValue(each.amount, price.currency_code), ctx.place.locale),
                per_quantity=each.per_quantity,
                per_unit=each.per_unit,
                formatted=each.formatted,
            )
            if each
            else None
            for each, price in zip(found, parents, strict=True)
        ]

    @batched(
        description="What one piece costs when more are bought, the smallest quantity first; empty where that makes no "
        "difference.",
        hints=[at_most(3)],
    )
    @staticmethod
    async def tiers(ctx: RequestContext, parents: Sequence["Price"]) -> Sequence[list[PriceTier]]:
        found = await tiers_of(ctx, [price.source for price in parents])
        return [
            [PriceTier(min_quantity=tier.min_quantity, price=_of_tier(price, tier, ctx.place.locale)) for tier in own]
            for own, price in zip(found, parents, strict=True)
        ]

    @batched(
        description="The exchange rate that it was converted by, to be pinned by a cart; null where its price list is "
        "in this currency."
    )
    @staticmethod
    async def fx_quote(ctx: RequestContext, parents: Sequence["Price"]) -> Sequence[FxQuote | None]:
        quotes = await fx_quotes(ctx, [(price.priced, price.source) for price in parents])
        return [FxQuote.of(quote) if quote else None for quote in quotes]

    @batched(
        description="The steps that led to it, in their order; replayed, they give the price. Empty for a price that "
        "is not that of one variant.",
        hints=[at_most(7)],
    )
    @staticmethod
    async def explain(ctx: RequestContext, parents: Sequence["Price"]) -> Sequence[list[PriceStep]]:
        is_staff = ctx.viewer.may(Scope.PRICING_READ)
        steps = [each.source.tariff.explain(each.source.variant.row) if each.source else () for each in parents]
        return [[PriceStep.of(step, ctx.place.locale, is_staff=is_staff) for step in own] for own in steps]

    @classmethod
    def of(cls, priced: PricedAmount, currency_code: str, locale: str, source: PriceSource | None = None) -> Self:
        """The price as it is written in this locale. Without `source` it is not that of one variant here and now."""
        displayed, gross, net, tax, rate, taxes, compare_at = _shown(priced, currency_code, locale)
        return cls(
            displayed=displayed,
            gross=gross,
            net=net,
            tax=tax,
            tax_rate=rate,
            taxes=taxes,
            compare_at=compare_at,
            valid_until=source.variant.valid_until if source else None,
            priced=priced,
            currency_code=currency_code,
            source=source,
        )


@strawberry.type(description="What the variants of a product cost here.", directives=[INHERITED])
class PriceRange:
    min: Price = strawberry.field(description="The lowest price.")
    max: Price = strawberry.field(description="The highest price; equal to `min` where all variants cost the same.")

    @strawberry.field(
        description="Both displayed prices as people of this language and country write them, such as 22,00–28,00 €; "
        "one of them where they are the same."
    )
    def formatted(self) -> str:
        least, most = self.min.displayed, self.max.displayed
        return format_range(least.amount, most.amount, least.currency_code, least.locale)

    @classmethod
    def of(cls, span: PriceSpan, currency_code: str, locale: str) -> Self:
        return cls(min=Price.of(span.lowest, currency_code, locale), max=Price.of(span.highest, currency_code, locale))


_Shown = tuple[Money, Money | None, Money | None, Money | None, Decimal | None, list[TaxAmount], Money | None]


@lru_cache(maxsize=16_384)
def _shown(priced: PricedAmount, currency_code: str, locale: str) -> _Shown:
    """What follows from the amounts alone. A page of 24 products shows a hundred prices, and merchants use few
    amounts: remembered, they cost a twentieth."""

    def money(amount: int | None) -> Money | None:
        return Money.maybe(amount, currency_code, locale)

    return (
        Money.of(MoneyValue(priced.displayed, currency_code), locale),
        money(priced.gross),
        money(priced.net),
        money(priced.tax),
        None if priced.rate is None else priced.rate.normalize(),
        TaxAmount.all_of(priced.taxes, currency_code, locale),
        money(priced.compare_at),
    )


def _of_tier(price: Price, tier: Tier, locale: str) -> Price:
    return Price.of(tier.price, price.currency_code, locale)
