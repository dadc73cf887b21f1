"""Types of sales, of rounding and of how markets price, for staff."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID, PRODUCT_ID, Thing, things_by_ids
from app.core.context import RequestContext
from app.core.ids import IdKind
from app.core.money import Money as MoneyValue
from app.core.money import to_decimal
from app.execution import batched
from app.identity import Scope
from app.pricing import (
    ROUNDING_RULE_ID,
    SALE_ID,
    MarketPricingRow,
    RoundingRuleRow,
    SaleRow,
    load_rounding_rules,
    load_sales,
)
from schema.core.codes import CurrencyCode
from schema.core.money import Money
from schema.core.names import LocalizedName
from schema.core.nodes import Node, register_node
from schema.core.scalars import LocalDateTime
from schema.markets.types import Market
from schema.pricing.codes import OldRates, RoundingMode, SaleKind
from schema.pricing.staff_types import PriceList, markets_of, price_lists_by_ids


@strawberry.type(description="A value of an attribute.")
class AttributeValueMatch:
    attribute: str = strawberry.field(description="The code of the attribute.")
    value: str = strawberry.field(description="The value that products or variants have.")


@strawberry.type(description="Products that a sale is for, or is not for: those that any of this is said of.")
class SaleTargets:
    product_ids: list[strawberry.ID] = strawberry.field(description="These products.")
    category_ids: list[strawberry.ID] = strawberry.field(description="Those of these categories and all below them.")
    collection_ids: list[strawberry.ID] = strawberry.field(description="Those of these collections.")
    brand_ids: list[strawberry.ID] = strawberry.field(description="Those of these brands.")
    attributes: list[AttributeValueMatch] = strawberry.field(
        description="Those that, or of which a variant, has one of these values.", directives=[at_most(10)]
    )

    @classmethod
    def of(
        cls, things: Mapping[UUID, Thing], ids: Iterable[UUID], conditions: Sequence[Mapping[str, Any]] = ()
    ) -> Self:
        """What the ids are the ids of; what is gone is left out."""
        ids = list(ids)

        def own(kind: IdKind, thing: Thing) -> list[strawberry.ID]:
            return [strawberry.ID(kind.encode(each)) for each in ids if things.get(each) is thing]

        return cls(
            product_ids=own(PRODUCT_ID, Thing.PRODUCT),
            category_ids=own(CATEGORY_ID, Thing.CATEGORY),
            collection_ids=own(COLLECTION_ID, Thing.COLLECTION),
            brand_ids=own(BRAND_ID, Thing.BRAND),
            attributes=[
                AttributeValueMatch(attribute=code, value=_as_text(value))
                for condition in conditions
                for code, value in condition.items()
            ],
        )


def _as_text(value: Any) -> str:
    """A stored value as it was given."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value[0]) if isinstance(value, list) else str(value)


@strawberry.type(
    description="A reduction of many prices for a while. Sales do not add up: of those that hold, the one with the "
    "lowest price wins, and of equal ones the first code."
)
class Sale(Node):
    code: str = strawberry.field(description="A short name that does not change.")
    names: list[LocalizedName] = strawberry.field(
        description="Its name in each language that it has one in.", directives=[at_most(10)]
    )
    kind: SaleKind = strawberry.field(description="How it reduces prices.")
    percent: Decimal | None = strawberry.field(description="By how many percent; null with other kinds.")
    amounts: list[Money] = strawberry.field(
        description="By how much, or to what, in each currency; empty with the kind `PERCENT`.",
        directives=[at_most(10)],
    )
    channel_codes: list[str] = strawberry.field(description="The channels that it is for; none is all of them.")
    customer_group_codes: list[str] = strawberry.field(
        description="The customer groups that it is for; none is everybody."
    )
    starts_at: LocalDateTime | None = strawberry.field(
        description="When it begins, in the time zone of each market; null: since it was written down."
    )
    ends_at: LocalDateTime | None = strawberry.field(
        description="The first moment at which it no longer holds, likewise; null for never."
    )
    is_paused: bool = strawberry.field(description="Whether it rests.")
    version: int = strawberry.field(description="How often it was written: send it with `saleUpdate`.")
    row: strawberry.Private[SaleRow]

    @batched(description="The markets that it is for; none is all of them.", hints=[at_most(20)])
    @staticmethod
    async def markets(ctx: RequestContext, parents: Sequence["Sale"]) -> Sequence[list[Market]]:
        return await markets_of(ctx, [parent.row.market_ids for parent in parents])

    @batched(description="What it is for; nothing is everything.")
    @staticmethod
    async def targets(ctx: RequestContext, parents: Sequence["Sale"]) -> Sequence[SaleTargets]:
        named = [(*parent.row.product_ids, *parent.row.list_ids) for parent in parents]
        things = await things_by_ids(ctx.db, {each for ids in named for each in ids})
        return [SaleTargets.of(things, ids, parent.row.conditions) for ids, parent in zip(named, parents, strict=True)]

    @batched(description="What it is not for.")
    @staticmethod
    async def excluded(ctx: RequestContext, parents: Sequence["Sale"]) -> Sequence[SaleTargets]:
        named = [(*parent.row.excluded_product_ids, *parent.row.excluded_list_ids) for parent in parents]
        things = await things_by_ids(ctx.db, {each for ids in named for each in ids})
        return [SaleTargets.of(things, ids) for ids in named]

    @classmethod
    def of(cls, ctx: RequestContext, row: SaleRow) -> Self:
        return cls(
            id=strawberry.ID(SALE_ID.encode(row.id)),
            code=row.code,
            names=LocalizedName.all_of(row.names),
            kind=row.kind,
            percent=row.percent,
            amounts=[
                Money.of(MoneyValue(amount, currency_code), ctx.place.locale)
                for currency_code, amount in sorted(row.amounts.items())
            ],
            channel_codes=row.channel_codes,
            customer_group_codes=row.group_codes,
            starts_at=LocalDateTime(row.starts_local) if row.starts_local else None,
            ends_at=LocalDateTime(row.ends_local) if row.ends_local else None,
            is_paused=row.is_paused,
            version=row.version,
            row=row,
        )


@strawberry.type(description="From an amount on, prices are a multiple of the step and the ending.")
class RoundingBand:
    start: Decimal = strawberry.field(name="from", description="From which amount on, in major units of the currency.")
    step: Decimal = strawberry.field(description="How far prices are apart.")
    ending: Decimal = strawberry.field(description="What is added to each multiple of the step.")
    mode: RoundingMode = strawberry.field(description="Which of the two prices around an amount it becomes.")


@strawberry.type(description="How converted prices in a currency are rounded.")
class RoundingRule(Node):
    currency_code: CurrencyCode = strawberry.field(description="The currency.")
    bands: list[RoundingBand] = strawberry.field(description="The bands, the lowest first.", directives=[at_most(10)])
    version: int = strawberry.field(description="How often it was written: send it with `roundingRuleSet`.")
    market_key: strawberry.Private[UUID | None]

    @batched(description="The market that it is for; null: all that have no rule of their own.")
    @staticmethod
    async def market(ctx: RequestContext, parents: Sequence["RoundingRule"]) -> Sequence[Market | None]:
        keys = [[parent.market_key] if parent.market_key else [] for parent in parents]
        return [next(iter(markets), None) for markets in await markets_of(ctx, keys)]

    @classmethod
    def of(cls, row: RoundingRuleRow) -> Self:
        def major(amount: int) -> Decimal:
            return to_decimal(amount, row.currency_code)

        return cls(
            id=strawberry.ID(ROUNDING_RULE_ID.encode(row.id)),
            currency_code=row.currency_code,
            bands=[
                RoundingBand(
                    start=major(band["from"]),
                    step=major(band["step"]),
                    ending=major(band["ending"]),
                    mode=RoundingMode(band["mode"]),
                )
                for band in row.bands
            ],
            version=row.version,
            market_key=row.market_id,
        )


@strawberry.type(description="How a market prices what no list of its currency names.")
class MarketPricing:
    conversion_fee: Decimal = strawberry.field(description="What is added to the rate, as a fraction: 0.02 is 2 %.")
    max_rate_age_hours: int = strawberry.field(description="How old a rate may be, in hours.")
    old_rates: OldRates = strawberry.field(description="What happens when it is older.")
    quote_minutes: int = strawberry.field(description="How long a cart keeps the rate that it was shown, in minutes.")
    version: int = strawberry.field(
        description="How often it was written: send it with `marketPricingUpdate`. 0: it was never said, and these are "
        "the values that hold then."
    )
    row: strawberry.Private[MarketPricingRow]

    @batched(description="The market.")
    @staticmethod
    async def market(ctx: RequestContext, parents: Sequence["MarketPricing"]) -> Sequence[Market]:
        found = await markets_of(ctx, [[parent.row.market_id] for parent in parents])
        return [markets[0] for markets in found]

    @batched(description="The price list that is converted; null: none is.")
    @staticmethod
    async def base_price_list(ctx: RequestContext, parents: Sequence["MarketPricing"]) -> Sequence[PriceList | None]:
        return await price_lists_by_ids(ctx, [parent.row.base_price_list_id for parent in parents])

    @classmethod
    def of(cls, row: MarketPricingRow) -> Self:
        return cls(
            conversion_fee=row.conversion_fee.normalize(),
            max_rate_age_hours=row.max_rate_age_hours,
            old_rates=row.old_rates,
            quote_minutes=row.quote_minutes,
            version=row.version,
            row=row,
        )


async def _load_sales(ctx: RequestContext, ids: Sequence[UUID]) -> list[Sale | None]:
    """For staff who may see them; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.PRICING_READ):
        return [None] * len(ids)
    found = {row.id: row for row in await load_sales(ctx.db)}
    return [Sale.of(ctx, found[each]) if each in found else None for each in ids]


async def _load_rounding_rules(ctx: RequestContext, ids: Sequence[UUID]) -> list[RoundingRule | None]:
    if not ctx.viewer.may(Scope.PRICING_READ):
        return [None] * len(ids)
    found = {row.id: row for row in await load_rounding_rules(ctx.db)}
    return [RoundingRule.of(found[each]) if each in found else None for each in ids]


register_node(SALE_ID, _load_sales)
register_node(ROUNDING_RULE_ID, _load_rounding_rules)
