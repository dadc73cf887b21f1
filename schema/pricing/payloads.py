"""Payloads of what decides prices."""

from collections.abc import Awaitable, Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import VARIANT_ID, skus_of_variants
from app.core.context import RequestContext
from app.core.errors import Problem
from app.core.money import Money as MoneyValue
from app.pricing import Adjusted as AdjustedValue
from app.pricing import PriceResult as PriceResultValue
from app.pricing import load_rounding_rules, load_sales, market_pricings
from schema.core.details import StaleVersion, stale_version
from schema.core.money import Money
from schema.core.payloads import MutationPayload, UserError, attempt
from schema.pricing.codes import PricingErrorCode
from schema.pricing.staff_rules import MarketPricing, RoundingRule, Sale
from schema.pricing.staff_types import PriceList, price_lists_by_ids

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."
_REFUSED = "null when the request was refused."


@strawberry.type(description="Why prices, or what decides them, were not changed.")
class PricingUserError(UserError):
    code: PricingErrorCode = strawberry.field(description="The reason, for programs.")
    detail: StaleVersion | None = strawberry.field(description="Which version it has, with `STALE_VERSION`; else null.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [
            cls.of(ctx, problem, code=PricingErrorCode(problem.code), detail=stale_version(problem.detail))
            for problem in problems
        ]


@strawberry.interface(description="The outcome of a mutation of a price list.")
class PriceListPayload(MutationPayload):
    price_list: PriceList | None = strawberry.field(description=f"The price list as it is now; {_REFUSED}")
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show the list after it."""
        outcome = await attempt(command)
        (price_list,) = await price_lists_by_ids(ctx, [outcome.result])
        errors = PricingUserError.all_of(ctx, outcome.problems)
        return cls(price_list=price_list, user_errors=errors, warnings=[])


@strawberry.type(description="The outcome of `priceListCreate`.")
class PriceListCreatePayload(PriceListPayload):
    pass


@strawberry.type(description="The outcome of `priceListUpdate`.")
class PriceListUpdatePayload(PriceListPayload):
    pass


@strawberry.type(description="The outcome of `priceListDelete`.")
class PriceListDeletePayload(MutationPayload):
    deleted_price_list_id: strawberry.ID | None = strawberry.field(
        description=f"The id that the price list had; {_REFUSED}"
    )
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.interface(description="The outcome of a mutation of a sale.")
class SalePayload(MutationPayload):
    sale: Sale | None = strawberry.field(description=f"The sale as it is now; {_REFUSED}")
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show the sale after it."""
        outcome = await attempt(command)
        rows = {row.id: row for row in await load_sales(ctx.db)} if outcome.result else {}
        return cls(
            sale=Sale.of(ctx, rows[outcome.result]) if outcome.result else None,
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `saleCreate`.")
class SaleCreatePayload(SalePayload):
    pass


@strawberry.type(description="The outcome of `saleUpdate`.")
class SaleUpdatePayload(SalePayload):
    pass


@strawberry.type(description="The outcome of `saleDelete`.")
class SaleDeletePayload(MutationPayload):
    deleted_sale_id: strawberry.ID | None = strawberry.field(description=f"The id that the sale had; {_REFUSED}")
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `roundingRuleSet`.")
class RoundingRuleSetPayload(MutationPayload):
    rounding_rule: RoundingRule | None = strawberry.field(description=f"The rule as it is now; {_REFUSED}")
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show the rule after it."""
        outcome = await attempt(command)
        rows = {row.id: row for row in await load_rounding_rules(ctx.db)} if outcome.result else {}
        return cls(
            rounding_rule=RoundingRule.of(rows[outcome.result]) if outcome.result else None,
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `roundingRuleDelete`.")
class RoundingRuleDeletePayload(MutationPayload):
    deleted_rounding_rule_id: strawberry.ID | None = strawberry.field(
        description=f"The id that the rule had; {_REFUSED}"
    )
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `marketPricingUpdate`.")
class MarketPricingUpdatePayload(MutationPayload):
    market_pricing: MarketPricing | None = strawberry.field(description=f"How the market prices now; {_REFUSED}")
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show how the market prices after it."""
        outcome = await attempt(command)
        rows = await market_pricings(ctx.db, [outcome.result]) if outcome.result else {}
        return cls(
            market_pricing=MarketPricing.of(rows[outcome.result]) if outcome.result else None,
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="What became of one of many prices.")
class PriceResult:
    index: int = strawberry.field(description="Its place in the input, from 0.")
    is_changed: bool = strawberry.field(description="Whether anything differs now.")
    user_errors: list[PricingUserError] = strawberry.field(
        description="Why it was refused; empty where it was not.", directives=[at_most(1)]
    )


@strawberry.type(description="The outcome of `pricesSet`.")
class PricesSetPayload(MutationPayload):
    results: list[PriceResult] = strawberry.field(
        description="What became of each, in the order of the input; empty when the request was refused as a whole. "
        "With `ALL_OR_NOTHING`, one error among them means that nothing was written.",
        directives=[at_most(20)],
    )
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[list[PriceResultValue]]) -> Self:
        """Run the use case, and show what became of each."""
        outcome = await attempt(command)
        return cls(
            results=[
                PriceResult(
                    index=index, is_changed=each.is_changed, user_errors=PricingUserError.all_of(ctx, each.problems)
                )
                for index, each in enumerate(outcome.result or ())
            ],
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="A price that was adjusted, or would be.")
class AdjustedPrice:
    variant_id: strawberry.ID = strawberry.field(description="The id of the variant.")
    sku: str = strawberry.field(description="The SKU of the variant.")
    min_quantity: int = strawberry.field(description="From how many pieces on it holds.")
    before: Money = strawberry.field(description="What it was.")
    after: Money = strawberry.field(description="What it is, or would be.")


@strawberry.type(description="The outcome of `pricesAdjust`.")
class PricesAdjustPayload(MutationPayload):
    changed_count: int | None = strawberry.field(
        description=f"How many prices differ now, or would with `dryRun`; {_REFUSED}"
    )
    samples: list[AdjustedPrice] = strawberry.field(
        description="The first 20 of them; empty when the request was refused.", directives=[at_most(20)]
    )
    user_errors: Sequence[PricingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[AdjustedValue]) -> Self:
        """Run the use case, and show what came of it."""
        outcome = await attempt(command)
        return cls(
            changed_count=outcome.result.changed_count if outcome.result else None,
            samples=await _samples(ctx, outcome.result) if outcome.result else [],
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


async def _samples(ctx: RequestContext, adjusted: AdjustedValue) -> list[AdjustedPrice]:
    skus = await skus_of_variants(ctx.db, {row.variant_id for row, _ in adjusted.samples})
    currency_code, locale = adjusted.price_list.currency_code, ctx.place.locale
    return [
        AdjustedPrice(
            variant_id=strawberry.ID(VARIANT_ID.encode(row.variant_id)),
            sku=skus[row.variant_id],
            min_quantity=row.min_quantity,
            before=Money.of(MoneyValue(row.amount, currency_code), locale),
            after=Money.of(MoneyValue(after, currency_code), locale),
        )
        for row, after in adjusted.samples
    ]
