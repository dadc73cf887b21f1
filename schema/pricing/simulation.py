"""`priceSimulate`: what a change would do to prices, before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.admission import at_most
from app.catalog import VARIANT_ID, skus_of_variants
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.money import Money as MoneyValue
from app.execution import root
from app.identity import Scope
from app.markets import AtlasCache
from app.pricing import (
    PRICE_LIST_ID,
    Adjustment,
    Outcome,
    Planned,
    PlannedMarket,
    PlannedRate,
    PlannedRounding,
    PlannedSale,
    simulate_prices,
)
from schema.core.access import scope
from schema.core.codes import CountryCode, CurrencyCode
from schema.core.money import Money
from schema.pricing.inputs import MarketPricingUpdateInput, RoundingRuleSetInput
from schema.pricing.payloads import PricingUserError
from schema.pricing.price_inputs import PriceChangeInput
from schema.pricing.sale_inputs import SaleCreateInput

_HUNDREDTH: Final = Decimal("0.01")


@strawberry.input(description="An effective rate to try.")
class SimulatedRateInput:
    base: CurrencyCode = strawberry.field(description="The currency that is converted.")
    quote: CurrencyCode = strawberry.field(description="The currency that it is converted into.")
    rate: Decimal = strawberry.field(description="What one unit of the base is worth in the quote: above 0.")


@strawberry.input(description="A change of the prices of a list to try.")
class SimulatedAdjustmentInput:
    price_list_id: strawberry.ID = strawberry.field(description="The price list.")
    by: PriceChangeInput = strawberry.field(description="By how much.")
    round: bool = strawberry.field(
        default=True, description="Whether the new amounts are rounded by the rule of the list's currency."
    )


@strawberry.input(one_of=True, description="One change, as the mutation that makes it takes it.")
class PriceSimulateInput:
    sale: SaleCreateInput | None = strawberry.field(
        default=UNSET, description="A sale, as if it held now and were not paused. One that has its code is replaced."
    )
    rounding_rule: RoundingRuleSetInput | None = strawberry.field(
        default=UNSET, description="A rounding rule. Its `version` is not looked at."
    )
    exchange_rate: SimulatedRateInput | None = strawberry.field(default=UNSET, description="An effective rate.")
    market_pricing: MarketPricingUpdateInput | None = strawberry.field(
        default=UNSET, description="How a market converts: its base list, its fee. Its `version` is not looked at."
    )
    prices: SimulatedAdjustmentInput | None = strawberry.field(
        default=UNSET, description="The prices of a list that hold until further notice, raised or lowered."
    )

    def to_planned(self) -> tuple[str, Planned]:
        """The field that is given, and what it plans."""
        if self.sale:
            return "sale", PlannedSale(self.sale.code, self.sale.to_change())
        if self.rounding_rule:
            rule = self.rounding_rule
            bands = [band.to_wanted() for band in rule.bands]
            return "roundingRule", PlannedRounding(str(rule.currency_code), rule.market_code or None, bands)
        if self.exchange_rate:
            rate = self.exchange_rate
            return "exchangeRate", PlannedRate(str(rate.base), str(rate.quote), rate.rate)
        if self.market_pricing:
            market = self.market_pricing
            return "marketPricing", PlannedMarket(market.market_code, market.to_change())
        assert self.prices  # noqa: S101 - one of them is given: the input says so
        by = self.prices.by
        return "prices", Adjustment(
            price_list_id=PRICE_LIST_ID.decode(self.prices.price_list_id),
            percent=by.percent if isinstance(by.percent, Decimal) else None,
            amount=by.amount if isinstance(by.amount, Decimal) else None,
            is_rounded=self.prices.round,
        )


@strawberry.type(description="A variant whose price would change.")
class PriceSimulationExample:
    variant_id: strawberry.ID = strawberry.field(description="The variant.")
    sku: str = strawberry.field(description="Its SKU.")
    before: Money | None = strawberry.field(description="What one piece is shown to cost now; null: it is not sold.")
    after: Money | None = strawberry.field(description="What it would be shown to cost; null: it would not be sold.")


@strawberry.type(
    description="What would become of prices for shoppers of a market's default country and channel, who pay in one "
    "currency and are of no customer group: in variants, published or not."
)
class PriceSimulationMarket:
    market_code: str = strawberry.field(description="The market.")
    country_code: CountryCode = strawberry.field(description="Where shoppers are.")
    currency_code: CurrencyCode = strawberry.field(description="What they pay in.")
    cheaper: int = strawberry.field(description="How many would cost less.")
    dearer: int = strawberry.field(description="How many would cost more.")
    no_longer_sold: int = strawberry.field(description="How many would have no price any more.")
    newly_sold: int = strawberry.field(description="How many would have a price that they do not have now.")
    lowest_change_percent: Decimal | None = strawberry.field(
        description="The largest fall, or the smallest rise where none falls, in percent of the price now, with two "
        "decimals; null where no price changes."
    )
    highest_change_percent: Decimal | None = strawberry.field(
        description="The largest rise, or the smallest fall where none rises, likewise."
    )
    mean_change_percent: Decimal | None = strawberry.field(description="The mean of all that change, likewise.")
    examples: list[PriceSimulationExample] = strawberry.field(
        description="Some of them: what would not be sold any more, and then the largest changes.",
        directives=[at_most(10)],
    )

    @classmethod
    def of(cls, ctx: RequestContext, outcome: Outcome, market_code: str, skus: Mapping[UUID, str]) -> Self:
        shopper = outcome.shopper

        def money(amount: int | None) -> Money | None:
            return None if amount is None else Money.of(MoneyValue(amount, shopper.currency_code), ctx.place.locale)

        return cls(
            market_code=market_code,
            country_code=CountryCode(shopper.country_code),
            currency_code=CurrencyCode(shopper.currency_code),
            cheaper=outcome.cheaper,
            dearer=outcome.dearer,
            no_longer_sold=outcome.no_longer_sold,
            newly_sold=outcome.newly_sold,
            lowest_change_percent=_percent(outcome.lowest_percent),
            highest_change_percent=_percent(outcome.highest_percent),
            mean_change_percent=_percent(outcome.mean_percent),
            examples=[
                PriceSimulationExample(
                    variant_id=strawberry.ID(VARIANT_ID.encode(each.variant_id)),
                    sku=skus[each.variant_id],
                    before=money(each.before),
                    after=money(each.after),
                )
                for each in outcome.examples
                if each.variant_id in skus
            ],
        )


@strawberry.type(description="What a change would do to prices.")
class PriceSimulation:
    markets: list[PriceSimulationMarket] = strawberry.field(
        description="For each market and currency in which anything would change; none where the change is refused.",
        directives=[at_most(20)],
    )
    user_errors: Sequence[PricingUserError] = strawberry.field(
        description="Why the change would be refused; empty when it would not.", directives=[at_most(10)]
    )


Input = Annotated[PriceSimulateInput, strawberry.argument(description="The change.")]


@strawberry.type
class PriceSimulateQuery:
    @root(
        description="What a change would do to the price of one piece of every variant in every market, without making "
        "it. One simulation runs at a time, for half a minute at most. Needs a token with the scope `pricing:read`.",
        access=scope(Scope.PRICING_READ),
    )
    @staticmethod
    async def price_simulate(ctx: RequestContext, input: Input) -> PriceSimulation:  # noqa: A002 - the argument's name is the API's
        field, planned = input.to_planned()
        try:
            outcomes = await simulate_prices(ctx, planned)
        except Refusal as refusal:
            problems = [replace(each, path=("input", field, *each.path[1:])) for each in refusal.problems]
            return PriceSimulation(markets=[], user_errors=PricingUserError.all_of(ctx, problems))
        atlas = await ctx.part(AtlasCache).get()
        skus = await skus_of_variants(ctx.db, {each.variant_id for outcome in outcomes for each in outcome.examples})
        return PriceSimulation(
            markets=[
                PriceSimulationMarket.of(ctx, outcome, atlas.market_by_id(outcome.shopper.market_id).code, skus)
                for outcome in outcomes
                if outcome.examples
            ],
            user_errors=[],
        )


def _percent(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_HUNDREDTH, ROUND_HALF_UP)
