"""What the shop says about the goods of a cart, asked domain by domain: at most five statements."""

from collections.abc import Iterable
from uuid import UUID

from app.carts.rules.contents import CartContents, ShopFacts
from app.catalog import SAFETY_COUNTRIES, Audience, variants_by_ids
from app.core.context import RequestContext
from app.inventory import available_quantities, load_warehouses
from app.markets import AtlasCache, MarketFacts
from app.pricing import prices_of_variants, shown_price
from app.shipping import options_to
from app.tax import TaxRatesCache


async def shop_facts(
    ctx: RequestContext, market: MarketFacts, country_code: str, variant_ids: Iterable[UUID]
) -> ShopFacts:
    """What the shop says about these variants in this country of the market, now."""
    ids = list(dict.fromkeys(variant_ids))
    audience = Audience(ctx.place.channel_code, market.code, country_code in SAFETY_COUNTRIES, ctx.now)
    rate = (await ctx.part(TaxRatesCache).get()).rate_of(country_code, ctx.now.date())
    tax_rate = rate.rate if rate else None
    prices = await prices_of_variants(ctx.db, market.id, ids) if ids else {}
    articles = await variants_by_ids(ctx.db, ids, audience, country_code) if ids else {}
    components = [variant_id for article in articles.values() for variant_id, _ in article.components]
    return ShopFacts(
        now=ctx.now,
        market_id=market.id,
        country_code=country_code,
        currency_code=market.currency_code,
        displays_tax=market.displays_tax,
        tax_rate=tax_rate,
        articles=articles,
        unit_amounts={
            variant_id: shown_price(
                price.amount, tax_included=price.tax_included, rate=tax_rate, displays_tax=market.displays_tax
            ).displayed
            for variant_id, price in prices.items()
            if price.currency_code == market.currency_code
        },
        available=await available_quantities(ctx.db, [*ids, *components]),
        warehouses={warehouse.id: warehouse for warehouse in await load_warehouses(ctx.db)},
        options=tuple(await options_to(ctx.db, country_code, market.currency_code)),
    )


async def shop_facts_of(ctx: RequestContext, contents: CartContents, more: Iterable[UUID] = ()) -> ShopFacts:
    """The same for the cart's own goods, and more of them, where the cart is."""
    market = (await ctx.part(AtlasCache).get()).market_by_id(contents.cart.market_id)
    ids = [*(line.variant_id for line in contents.lines), *more]
    return await shop_facts(ctx, market, contents.cart.country_code, ids)
