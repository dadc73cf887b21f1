"""What the shop says about the goods of a cart, asked domain by domain: a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.carts.errors import CartErrorCode
from app.carts.rules.contents import (
    STANDARD_TREATMENT,
    CartContents,
    DeliveryConversion,
    PinnedRate,
    ShopFacts,
)
from app.carts.rules.pins import holding
from app.carts.rules.regions import region_of
from app.carts.rules.treatment import cart_treatment
from app.catalog import SAFETY_COUNTRIES, Audience, VariantFacts, variants_by_ids
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.currencies import Pair, pinned
from app.inventory import available_quantities, load_warehouses
from app.markets import AtlasCache, MarketFacts
from app.pricing import PriceBook, PriceBookCache, PricedAmount, Shopper, prices_of_variants
from app.shipping import options_to
from app.tax import STANDARD, AppliedRate, TaxRatesCache, Treatment, load_registrations

FX_QUOTE_PATH = ("input", "fxQuoteId")


@dataclass(frozen=True)
class WantedQuote:
    """The exchange rate that the caller was shown a price by. None: what the caller wrote is no id of one."""

    id: UUID | None


async def shop_facts_of(
    ctx: RequestContext,
    contents: CartContents,
    quantities: Mapping[UUID, int] | None = None,
    quote: WantedQuote | None = None,
) -> ShopFacts:
    """What the shop says about the cart's own goods, and more of them, where the cart is, now.

    `quantities` says how many pieces of a variant are to be priced, where that is not what the cart has. `quote` is a
    rate to be pinned if none of its currencies is: refused with `CartErrorCode` where it cannot be.
    """
    cart = contents.cart
    pieces = {line.variant_id: line.quantity for line in contents.lines} | dict(quantities or {})
    market = (await ctx.part(AtlasCache).get()).market_by_id(cart.market_id)
    currency_code = cart.currency_code if cart.currency_code in market.currency_codes else market.currency_code
    audience = Audience(cart.channel_code, market.code, cart.country_code in SAFETY_COUNTRIES, ctx.now)
    articles = await variants_by_ids(ctx.db, list(pieces), audience, cart.country_code) if pieces else {}
    components = [variant_id for article in articles.values() for variant_id, _ in article.components]
    region_code = region_of(cart.shipping_address)
    book = await ctx.part(PriceBookCache).get()
    pins = holding(contents, currency_code, ctx.now)
    if quote:
        pins = _with(pins, _wanted(ctx, book, market, currency_code, quote))
    facts = ShopFacts(
        now=ctx.now,
        market_id=market.id,
        channel_code=cart.channel_code,
        customer_group_code=cart.customer_group_code,
        country_code=cart.country_code,
        region_code=region_code,
        currency_code=currency_code,
        displays_tax=market.displays_tax,
        tax_rates=await _tax_rates(ctx, cart.country_code, region_code, articles),
        articles=articles,
        prices={},
        available=await available_quantities(ctx.db, [*pieces, *components]),
        warehouses={warehouse.id: warehouse for warehouse in await load_warehouses(ctx.db)},
        options=(),
        pinned=pins,
    )
    facts = await _with_deliveries(ctx, book, facts, market)
    facts = replace(facts, treatment=await _treatment(ctx, contents, facts))
    return await _priced(ctx, facts, pieces)


async def shop_facts_after(
    ctx: RequestContext, before: CartContents, after: CartContents, facts: ShopFacts
) -> ShopFacts:
    """The same for what an edit has made of the cart: at its quantities, and as its buyer is taxed.

    The shop is asked again only for what it has not said: it has said all where nothing came out otherwise.
    """
    treatment = await _treatment(ctx, after, facts)
    if treatment != facts.treatment:
        facts = replace(facts, treatment=treatment, prices={})
    facts = await _priced(ctx, facts, {line.variant_id: line.quantity for line in after.lines})
    shown = {line.variant_id: line for line in before.lines}
    moved = {}
    for line in after.lines:
        was, price = shown.get(line.variant_id), facts.price_of(line.variant_id, line.quantity)
        if was and was.quantity != line.quantity and price and price.displayed != was.unit_amount:
            moved[line.variant_id] = was.quantity
    return await _priced(ctx, facts, moved)


async def _with_deliveries(ctx: RequestContext, book: PriceBook, facts: ShopFacts, market: MarketFacts) -> ShopFacts:
    """A price in the shopper's currency wins; without one, the market's is converted as prices are, if it can be."""
    options = await options_to(ctx.db, facts.country_code, (facts.currency_code, market.currency_code))
    if all(option.currency_code == facts.currency_code for option in options):
        return replace(facts, options=tuple(options))
    shopper, rates_at = _shopper(facts), _rates_at(book, facts)
    converted = book.converted(shopper, market.currency_code, ctx.now, rates_at=rates_at)
    quote = book.fx_quote(shopper, converted.conversion.rate, ctx.now) if converted else None
    if converted is None or quote is None:
        fixed = tuple(option for option in options if option.currency_code == facts.currency_code)
        return replace(facts, options=fixed)
    pin = PinnedRate.of(quote)
    conversion = DeliveryConversion(pin.pair, converted.of)
    return replace(facts, options=tuple(options), conversion=conversion, fx_quotes={pin.pair: pin})


async def _treatment(ctx: RequestContext, contents: CartContents, facts: ShopFacts) -> Treatment:
    if not contents.cart.is_vat_id_confirmed:
        return STANDARD_TREATMENT
    return cart_treatment(contents, facts, await load_registrations(ctx.db))


async def _priced(ctx: RequestContext, facts: ShopFacts, quantities: Mapping[UUID, int]) -> ShopFacts:
    """With the prices of so many pieces, and the rates that they are converted by."""
    missing = {
        variant_id: quantity
        for variant_id, quantity in quantities.items()
        if quantity not in facts.prices.get(variant_id, {}) and variant_id in facts.articles
    }
    if not missing:
        return facts
    book, shopper = await ctx.part(PriceBookCache).get(), _shopper(facts)
    tariff = book.tariff(shopper, ctx.now, rates_at=_rates_at(book, facts))
    found = await prices_of_variants(ctx.db, tariff, list(missing), missing, ctx.now)
    prices: dict[UUID, Mapping[int, PricedAmount | None]] = dict(facts.prices)
    quotes = dict(facts.fx_quotes)
    for variant_id, quantity in missing.items():
        price = found[variant_id].price if variant_id in found else None
        prices[variant_id] = {**prices.get(variant_id, {}), quantity: price}
        rate = price.effective_rate if price else None
        if rate and (rate.base_code, rate.quote_code) not in quotes:
            quote = book.fx_quote(shopper, rate, ctx.now)
            quotes |= {PinnedRate.of(quote).pair: PinnedRate.of(quote)} if quote else {}
    return replace(facts, prices=prices, fx_quotes=quotes)


async def _tax_rates(
    ctx: RequestContext, country_code: str, region_code: str | None, articles: Mapping[UUID, VariantFacts]
) -> dict[str, AppliedRate | None]:
    rates = await ctx.part(TaxRatesCache).get()
    classes = {STANDARD, *(article.tax_class_code for article in articles.values())}
    day = ctx.now.date()
    return {each: rates.rate_of(country_code, day, region=region_code, tax_class=each) for each in sorted(classes)}


def _shopper(facts: ShopFacts) -> Shopper:
    return Shopper(
        market_id=facts.market_id,
        channel_code=facts.channel_code,
        country_code=facts.country_code,
        currency_code=facts.currency_code,
        displays_tax=facts.displays_tax,
        group_code=facts.customer_group_code,
        region_code=facts.region_code,
        treatment=facts.treatment.treatment,
    )


def _rates_at(book: PriceBook, facts: ShopFacts) -> dict[Pair, datetime]:
    """Of each pinned rate a moment at which it held."""
    rates = {pin.pair: book.rates.by_id.get(pin.effective_rate_id) for pin in facts.pinned}
    return {pair: rate.since for pair, rate in rates.items() if rate}


def _wanted(
    ctx: RequestContext, book: PriceBook, market: MarketFacts, currency_code: str, quote: WantedQuote
) -> PinnedRate:
    """The rate that the caller was shown a price by, if it still counts."""
    pricing = book.market_pricing(market.id, ctx.now)
    rate = book.rates.by_id.get(quote.id) if quote.id else None
    if pricing is None or rate is None or rate.quote_code != currency_code:
        raise Refusal(Problem(CartErrorCode.FX_QUOTE_NOT_FOUND, FX_QUOTE_PATH, {"currency": currency_code}))
    try:
        told = pinned(
            book.rates,
            rate.id,
            rate.base_code,
            currency_code,
            pricing.conversion_fee,
            ctx.now,
            pricing.quote_minutes,
        )
    except Refusal as refusal:
        facts = {"currency": currency_code, "minutes": pricing.quote_minutes}
        raise Refusal(Problem(CartErrorCode.FX_QUOTE_EXPIRED, FX_QUOTE_PATH, facts)) from refusal
    return PinnedRate.of(told)


def _with(pinned: Iterable[PinnedRate], more: PinnedRate) -> tuple[PinnedRate, ...]:
    pins = {more.pair: more} | {pin.pair: pin for pin in pinned}
    return tuple(pins[pair] for pair in sorted(pins))
