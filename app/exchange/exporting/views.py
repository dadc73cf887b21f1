"""For whom an export is written: in which language, for which market and channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.catalog import Audience, all_brands, all_categories, all_product_types
from app.core.context import Place, RequestContext
from app.core.errors import Problem, Refusal
from app.exchange.errors import ExchangeErrorCode
from app.exchange.formats.goods import Goods, text_in, texts_in
from app.exchange.formats.google import FeedView
from app.exchange.formats.shopify import ShopifyView
from app.exchange.importing.shop import ShopFacts
from app.exchange.options import ExportOptions
from app.markets import MarketFacts, resolve_place
from app.pricing import PricedVariant, Shopper, Tariff, prices_of_variants, tariff_of


@dataclass(frozen=True)
class Outlook:
    """The place that texts and prices are for: shoppers of a market's default country, of no customer group."""

    place: Place
    tariff: Tariff
    language_chain: tuple[str, ...]

    @property
    def currency_code(self) -> str:
        """Of what they are shown."""
        return self.tariff.shopper.currency_code


async def outlook(ctx: RequestContext, shop: ShopFacts, options: ExportOptions) -> Outlook:
    """The place that the options name. Raises `Refusal` for one that the shop does not have."""
    channels = [channel.code for channel in shop.atlas.channels]
    if options.channel_code is not None and options.channel_code not in channels:
        raise _unknown(ExchangeErrorCode.UNKNOWN_CHANNEL, options.channel_code, channels)
    market = _market(shop, options)
    language = language_of(shop, options)
    place = resolve_place(shop.atlas, market.default_country_code, language, None, options.channel_code)
    if place.market_id != market.id:
        raise _unknown(ExchangeErrorCode.UNKNOWN_MARKET, market.code, [place.market_code])
    chain = shop.atlas.language_chain(language or place.language_tag)
    return Outlook(place, await tariff_of(ctx, Shopper.of(place).public()), chain)


async def shown_prices(ctx: RequestContext, seen: Outlook, goods: Sequence[Goods]) -> dict[UUID, PricedVariant]:
    """What shoppers of the place are shown as the price of one piece, by variant; without what is not sold there."""
    variant_ids = [variant_id for each in goods for variant_id in each.variant_ids.values()]
    return await prices_of_variants(ctx.db, seen.tariff, variant_ids, moment=ctx.now)


def language_of(shop: ShopFacts, options: ExportOptions) -> str | None:
    """The language that the options name. Raises `Refusal` for one that the shop does not speak."""
    if options.language_tag is not None and options.language_tag not in shop.atlas.language_fallbacks:
        raise _unknown(ExchangeErrorCode.UNKNOWN_LANGUAGE, options.language_tag, shop.languages)
    return options.language_tag


async def shopify_view(ctx: RequestContext, shop: ShopFacts, options: ExportOptions) -> ShopifyView:
    """How Shopify's CSV is written."""
    seen = await outlook(ctx, shop, options)
    return ShopifyView(
        language_chain=seen.language_chain,
        price_lists=_fixed_lists(shop, seen),
        currency_code=seen.currency_code,
        warehouse=min(shop.warehouses, default=""),
        brand_names={brand.slug: brand.name for brand in await all_brands(ctx.db)},
        type_names={each.code: each.names for each in await all_product_types(ctx.db)},
        public_url=ctx.settings.public_url,
        now=ctx.now,
    )


def _fixed_lists(shop: ShopFacts, seen: Outlook) -> tuple[str, ...]:
    """The codes of the lists that the place's prices are looked for in, the most specific first, without one that is
    converted: a file that comes in puts its prices into lists of their currency."""
    codes = {list_id: code for code, list_id in shop.price_lists.items()}
    named = [codes[list_id] for list_id in seen.tariff.list_ids if list_id in codes]
    return tuple(code for code in named if shop.currencies[code] == seen.currency_code)


async def feed_view(ctx: RequestContext, options: ExportOptions, seen: Outlook) -> FeedView:
    """How feeds are written."""
    paths: dict[str, str] = {}
    for category in await all_categories(ctx.db):  # those above come first
        name = texts_in(category.translations, seen.language_chain).name
        paths[category.slug] = f"{paths[category.parent]} > {name}" if category.parent else name
    return FeedView(
        language_chain=seen.language_chain,
        currency_code=seen.currency_code,
        brand_names={brand.slug: brand.name for brand in await all_brands(ctx.db)},
        category_paths=paths,
        product_url=options.product_url or f"{ctx.settings.public_url.rstrip('/')}/p/{{slug}}",
        public_url=ctx.settings.public_url,
    )


def audience(seen: Outlook, ctx: RequestContext) -> Audience:
    """The shoppers of the place."""
    return Audience.of(seen.place, ctx.now)


def title(shop: ShopFacts, seen: Outlook) -> str:
    """What the feed is called: the channel's name."""
    return text_in(shop.atlas.channel(seen.place.channel_code).names, seen.language_chain)


def _market(shop: ShopFacts, options: ExportOptions) -> MarketFacts:
    if not shop.atlas.markets:
        raise _unknown(ExchangeErrorCode.UNKNOWN_MARKET, options.market_code or "", [])
    if options.market_code is None:
        return shop.atlas.default_market_of(shop.atlas.channel(options.channel_code))
    market = shop.atlas.market_by_code(options.market_code)
    if market is None:
        known = [each.code for each in shop.atlas.markets]
        raise _unknown(ExchangeErrorCode.UNKNOWN_MARKET, options.market_code, known)
    return market


def _unknown(code: ExchangeErrorCode, value: str, known: list[str]) -> Refusal:
    return Refusal(Problem(code, ("options",), {"value": value, "known": ", ".join(known)}))
