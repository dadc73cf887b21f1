"""The demo shop's prices beside the plain ones: resellers, tiers, currencies that are converted, and a sale."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import parse_amount
from app.currencies import ensure_pairs
from app.customers import define_customer_group
from app.demo.content import ProductEntry, ShopContent
from app.demo.pricing_entries import PricingEntry
from app.pricing import (
    PriceEntry,
    SaleKind,
    define_market_pricing,
    define_price_list,
    define_rounding_rule,
    define_sale,
)

OPENED_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Since when its prices are what they are: reductions are counted from them."""


async def define_pricing(
    session: AsyncSession, content: ShopContent, markets: Mapping[str, UUID], price_lists: Mapping[str, UUID]
) -> dict[str, UUID]:
    """Write the rules, with the lists of the markets by currency, and give the other lists by code."""
    pricing = content.pricing
    for group in pricing.customer_groups:
        await define_customer_group(session, group.code, group.names)
    for rule in pricing.rounding_rules:
        bands = [
            {
                **{
                    name: parse_amount(text, rule.currency_code)
                    for name, text in (("from", band.from_), ("step", band.step), ("ending", band.ending))
                },
                "mode": band.mode,
            }
            for band in rule.bands
        ]
        await define_rounding_rule(session, rule.currency_code, bands)
    offered = {market.code: market.more_currency_codes for market in content.markets}
    for conversion in pricing.conversions:
        base = price_lists[conversion.base_currency_code]
        await define_market_pricing(session, markets[conversion.market], base, conversion.fee)
        await ensure_pairs(session, [(conversion.base_currency_code, code) for code in offered[conversion.market]])
    return {
        each.code: await define_price_list(
            session,
            code=each.code,
            names=dict(each.names),
            currency_code=each.currency_code,
            tax_included=each.tax_included,
            market_ids=[markets[code] for code in each.markets],
            group_codes=each.groups,
        )
        for each in pricing.price_lists
    }


async def define_sales(session: AsyncSession, pricing: PricingEntry, brands: Mapping[str, UUID]) -> None:
    """Write the sales. They name brands, which are there by now."""
    for sale in pricing.sales:
        await define_sale(
            session,
            sale.code,
            {
                "names": dict(sale.names),
                "kind": SaleKind.PERCENT,
                "percent": sale.percent,
                "list_ids": [brands[slug] for slug in sale.brands],
            },
        )


def prices_of(
    product: ProductEntry,
    variant_ids: Mapping[str, UUID],
    pricing: PricingEntry,
    price_lists: Mapping[str, UUID],
    more_price_lists: Mapping[str, UUID],
) -> list[PriceEntry]:
    """Everything that the product's variants cost, by currency and by list."""
    prices = [
        PriceEntry(price_list_id, variant_ids[variant.sku], parse_amount(variant.prices[currency_code], currency_code))
        for variant in product.variants
        for currency_code, price_list_id in price_lists.items()
    ]
    for tier in pricing.tiers:
        if tier.sku in variant_ids:
            prices += _tiers(price_lists[tier.currency_code], variant_ids[tier.sku], tier.amounts, tier.currency_code)
    for each in pricing.price_lists:
        for row in each.prices:
            if row.sku in variant_ids:
                prices += _tiers(more_price_lists[each.code], variant_ids[row.sku], row.amounts, each.currency_code)
    return prices


def _tiers(
    price_list_id: UUID, variant_id: UUID, amounts: Mapping[str, str], currency_code: str
) -> Iterator[PriceEntry]:
    for pieces, text in amounts.items():
        yield PriceEntry(price_list_id, variant_id, parse_amount(text, currency_code), min_quantity=int(pieces))
