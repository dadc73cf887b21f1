"""What several fields of prices need is read once for all of them."""

from collections.abc import Awaitable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from app import catalog, pricing
from app.catalog import VariantDetails, VariantPart, converted_quantity, plain_number, unit_of_price
from app.core.context import RequestContext
from app.core.money import to_decimal
from app.core.together import read_together
from app.currencies import FxQuote
from app.pricing import (
    PriceBook,
    PriceBookCache,
    PricedAmount,
    PricedVariant,
    PriorPrice,
    Shopper,
    Tariff,
    Tier,
    discount_percent,
    unit_price,
)
from i18n import format_per_unit
from schema.pricing.audience import Asked


class PriceSource(NamedTuple):
    """Where a price comes from: what its other fields are answered from."""

    variant: PricedVariant
    tariff: Tariff
    moment: datetime


class UnitPriceFacts(NamedTuple):
    """What a fixed quantity costs."""

    amount: int
    per_quantity: Decimal
    per_unit: str
    formatted: str


async def price_sources(ctx: RequestContext, keys: Sequence[UUID], asked: Asked) -> dict[UUID, PriceSource]:
    """The price of each variant that is sold there then, with where it comes from."""
    tariff, found = await _at(ctx, keys, asked)
    return {key: PriceSource(variant, tariff, asked.moment) for key, variant in found.items()}


def _at(ctx: RequestContext, keys: Sequence[UUID], asked: Asked) -> Awaitable[tuple[Tariff, dict[UUID, PricedVariant]]]:
    """The fields of a level join before anything is waited for: the book may have to be read anew."""

    async def read(ids: list[UUID], _: frozenset[object]) -> tuple[Tariff, dict[UUID, PricedVariant]]:
        book = await ctx.part(PriceBookCache).get()
        tariff = book.tariff(asked.shopper, asked.moment)
        if asked.is_another_time:
            found = await pricing.prices_at(ctx.db, book, asked.shopper, asked.moment, ids, quantity=asked.quantity)
        else:
            quantities = None if asked.quantity == 1 else dict.fromkeys(ids, asked.quantity)
            found = await pricing.prices_of_variants(ctx.db, tariff, ids, quantities)
        return tariff, found

    return read_together(ctx, (PricedVariant, asked), keys, (), read)


async def prior_prices(ctx: RequestContext, sources: Iterable[PriceSource | None]) -> dict[UUID, PriorPrice]:
    """What the law asks for beside the reduced ones of these, by variant: one statement, if any is reduced."""
    reduced = [each for each in sources if each and each.variant.price.is_reduced]
    if not reduced:
        return {}
    book = await ctx.part(PriceBookCache).get()
    shopper, moment = reduced[0].tariff.shopper, reduced[0].moment
    if book.prior_rule(shopper.country_code, moment.date()) is None:
        return {}
    variants = {each.variant.row.variant_id: each.variant for each in reduced}

    async def read(ids: list[UUID], _: frozenset[object]) -> dict[UUID, PriorPrice]:
        return await pricing.prior_prices(ctx.db, book, shopper, moment, {each: variants[each] for each in ids})

    return await read_together(ctx, (PriorPrice, shopper, moment), sorted(variants), (), read)


async def discounts(ctx: RequestContext, prices: Sequence[tuple[PricedAmount, PriceSource | None]]) -> list[int | None]:
    """By how many percent each is reduced; None where there is nothing that it may be counted from."""
    prior = await prior_prices(ctx, [source for _, source in prices])
    book = await ctx.part(PriceBookCache).get()
    return [_discount(book, ctx, priced, source, prior) for priced, source in prices]


def _discount(
    book: PriceBook,
    ctx: RequestContext,
    priced: PricedAmount,
    source: PriceSource | None,
    prior: dict[UUID, PriorPrice],
) -> int | None:
    if priced.compare_at is None:
        return None
    shopper, moment = (source.tariff.shopper, source.moment) if source else (Shopper.of(ctx.place), ctx.now)
    if book.prior_rule(shopper.country_code, moment.date()) is None:
        return discount_percent(priced.compare_at, priced.displayed)
    before = prior.get(source.variant.row.variant_id) if source else None
    return discount_percent(before.amount, priced.displayed) if before and before.amount is not None else None


async def unit_prices(
    ctx: RequestContext, prices: Sequence[tuple[PricedAmount, PriceSource | None]], currency_codes: Sequence[str]
) -> list[UnitPriceFacts | None]:
    """What a fixed quantity of each costs, by the measures of its variant."""
    keys = list(dict.fromkeys(source.variant.row.variant_id for _, source in prices if source))
    goods = await read_together(
        ctx,
        VariantPart,
        keys,
        [VariantPart.MEASURES],
        lambda ids, wanted: catalog.variant_details(ctx.db, ids, ctx.place.language_chain, wanted),
    )
    shown: list[UnitPriceFacts | None] = []
    for (priced, source), currency_code in zip(prices, currency_codes, strict=True):
        row = goods.get(source.variant.row.variant_id) if source else None
        if row is None or row.content_quantity is None or row.content_unit is None:
            shown.append(None)
            continue
        shown.append(_unit_price(row, row.content_quantity, row.content_unit, priced, currency_code, ctx.place.locale))
    return shown


def _unit_price(
    row: VariantDetails, content: Decimal, unit: str, priced: PricedAmount, currency_code: str, locale: str
) -> UnitPriceFacts | None:
    """By the reference that the merchant gave, else by the unit that the directive names."""
    reference = row.content_reference
    if reference is None:
        usual = unit_of_price(unit)
        content, unit, reference = converted_quantity(content, unit, usual) or Decimal(0), usual, Decimal(1)
    if not content:  # too little of it to be written in that unit
        return None
    amount, reference = unit_price(priced.displayed, content, reference), plain_number(reference)
    words = format_per_unit(to_decimal(amount, currency_code), currency_code, reference, unit, locale)
    return UnitPriceFacts(amount, reference, unit, words)


async def tiers_of(ctx: RequestContext, sources: Sequence[PriceSource | None]) -> list[tuple[Tier, ...]]:
    """The tiers of each, where more pieces make a difference."""
    known = [source for source in sources if source]
    if not known:
        return [() for _ in sources]
    tariff = known[0].tariff
    keys = list(dict.fromkeys(source.variant.row.variant_id for source in known))
    found = await pricing.tiers_of_variants(ctx.db, tariff, keys)
    own = [found.get(source.variant.row.variant_id, ()) if source else () for source in sources]
    return [tuple(tier for tier in each if tier.min_quantity > 1) for each in own]


async def fx_quotes(
    ctx: RequestContext, prices: Sequence[tuple[PricedAmount, PriceSource | None]]
) -> list[FxQuote | None]:
    """The rate behind each that was converted, as it can be pinned now."""
    book = await ctx.part(PriceBookCache).get()
    return [
        book.fx_quote(source.tariff.shopper, priced.effective_rate, ctx.now)
        if source and priced.effective_rate
        else None
        for priced, source in prices
    ]
