"""The demo shop's places: languages, markets, warehouses, deliveries, ways to pay, and a storefront."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import parse_amount
from app.demo.content import DeliveryOptionEntry, ShopContent
from app.demo.pricing import define_pricing
from app.inventory import define_warehouse
from app.markets import MarketDefinition, define_languages, define_market
from app.payments import define_payment_method
from app.pricing import define_price_list
from app.shipping import OptionDefinition, define_carrier, define_option, define_zone
from app.storefronts import define_storefront


@dataclass(frozen=True)
class Places:
    """What products are priced in, and where they stand."""

    markets: Mapping[str, UUID]
    """By code."""
    price_lists: Mapping[str, UUID]
    """By currency: in the demo shop each market has one of its own."""
    more_price_lists: Mapping[str, UUID]
    """By code: for some shoppers only."""
    warehouses: Mapping[str, UUID]
    """By code."""


async def define_places(session: AsyncSession, content: ShopContent) -> Places:
    """Write all of it. The same again changes nothing."""
    await define_languages(session, {language.tag: language.fallback for language in content.languages})
    markets, price_lists = await _define_markets(session, content)
    warehouses = {
        warehouse.code: await define_warehouse(session, **warehouse.model_dump()) for warehouse in content.warehouses
    }
    await _define_deliveries(session, content, warehouses)
    for position, method in enumerate(content.payment_methods):
        await define_payment_method(session, **method.model_dump(), position=position)
    await define_storefront(session, code="web", name="Web shop", channel_code="default")
    resellers = await define_pricing(session, content, markets, price_lists)
    return Places(markets, price_lists, resellers, warehouses)


async def _define_markets(session: AsyncSession, content: ShopContent) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Each market with the price list that its products are priced in: with tax where the market displays it."""
    markets: dict[str, UUID] = {}
    price_lists: dict[str, UUID] = {}
    for market in content.markets:
        market_id = await define_market(session, MarketDefinition(**market.model_dump()))
        price_lists[market.currency_code] = await define_price_list(
            session,
            code=market.code,
            market_ids=[market_id],
            currency_code=market.currency_code,
            tax_included=market.displays_tax,
        )
        markets[market.code] = market_id
    return markets, price_lists


async def _define_deliveries(session: AsyncSession, content: ShopContent, warehouses: Mapping[str, UUID]) -> None:
    carriers = {carrier.code: await define_carrier(session, **carrier.model_dump()) for carrier in content.carriers}
    zones = {zone.code: await define_zone(session, **zone.model_dump()) for zone in content.zones}
    for option in content.delivery_options:
        definition = OptionDefinition(
            code=option.code,
            warehouse_id=warehouses[option.warehouse],
            zone_id=zones[option.zone],
            carrier_id=carriers[option.carrier],
            names=option.names,
            min_days=option.min_days,
            max_days=option.max_days,
            customs_days=option.customs_days,
            position=option.position,
            prices=_amounts(option),
        )
        await define_option(session, definition)


def _amounts(option: DeliveryOptionEntry) -> dict[str, tuple[int, int]]:
    return {
        currency_code: (parse_amount(price.base, currency_code), parse_amount(price.per_kilogram, currency_code))
        for currency_code, price in option.prices.items()
    }
