"""Exchange rates as staff see them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.currencies import (
    CURRENCY_PAIR_ID,
    EFFECTIVE_RATE_ID,
    EffectiveRate,
    KeptPair,
    LiveRate,
    NotedRate,
    RateSource,
    effective_rates_by_ids,
    is_fresh,
    manual_rates,
    pairs_by_ids,
    present_rates,
)
from app.identity import Scope
from schema.core.codes import CurrencyCode, enumeration
from schema.core.nodes import Node, register_node

ExchangeRateSource = enumeration(RateSource, name="ExchangeRateSource")


def plain(rate: Decimal) -> Decimal:
    """The number without zeros at its end, and without an exponent."""
    return Decimal(f"{rate.normalize():f}")


@strawberry.type(description="What a source says of a pair of currencies.")
class LiveExchangeRate:
    rate: Decimal = strawberry.field(description="What one unit of the base is worth in the quote.")
    source: RateSource = strawberry.field(description="Which source says it.")
    as_of: datetime = strawberry.field(description="Of when it is, as the source says.")

    @classmethod
    def maybe(cls, live: LiveRate | None) -> Self | None:
        """The same for a rate that may not be known."""
        return cls(rate=plain(live.rate), source=live.source, as_of=live.as_of) if live else None


@strawberry.type(description="A rate that the shop goes or went by.")
class EffectiveExchangeRate(Node):
    base_currency_code: CurrencyCode = strawberry.field(description="From which currency.")
    quote_currency_code: CurrencyCode = strawberry.field(description="Into which currency.")
    rate: Decimal = strawberry.field(description="What one unit of the base is worth in the quote.")
    source: RateSource | None = strawberry.field(description="Where it is from.")
    as_of: datetime = strawberry.field(description="Of when the observation is that moved the rate here.")
    since: datetime = strawberry.field(description="From when on prices go by it.")
    until: datetime | None = strawberry.field(description="When the next one took its place; null for the present one.")
    holds_until: datetime | None = strawberry.field(
        description="Of a rate by hand: when it is to end; null for until it is removed."
    )

    @classmethod
    def of(cls, rate: EffectiveRate) -> Self:
        return cls(
            id=strawberry.ID(EFFECTIVE_RATE_ID.encode(rate.id)),
            base_currency_code=rate.base_code,
            quote_currency_code=rate.quote_code,
            rate=plain(rate.rate),
            source=rate.source,
            as_of=rate.as_of,
            since=rate.since,
            until=rate.until,
            holds_until=rate.holds_until,
        )


@strawberry.type(description="A pair of currencies that the shop converts between, and what it goes by.")
class ExchangeRate(Node):
    base_currency_code: CurrencyCode = strawberry.field(description="From which currency.")
    quote_currency_code: CurrencyCode = strawberry.field(description="Into which currency.")
    effective: EffectiveExchangeRate | None = strawberry.field(
        description="The rate that prices go by. Null where nothing is known of the pair: nothing is converted then."
    )
    live: LiveExchangeRate | None = strawberry.field(
        description="The latest that feeds and tables say. The effective rate follows when it leaves the band."
    )
    held: LiveExchangeRate | None = strawberry.field(
        description="What a source says, and is not believed: it differs by more than half from the rate before. "
        "Another source has to say the same, or you, with `currencyPairUpdate`."
    )
    is_stale: bool = strawberry.field(
        description="Whether no source has said anything of the pair for longer than it should have. "
        "A rate by hand is never stale."
    )
    band: Decimal = strawberry.field(
        description="How far the live rate may go from the effective one, as a fraction: 0.02 is 2 %."
    )
    note: str | None = strawberry.field(description="Why the rate was set by hand.")
    version: int = strawberry.field(description="How often staff changed it: send it with mutations.")

    @classmethod
    def of(cls, ctx: RequestContext, pair: KeptPair, rate: EffectiveRate | None, noted: NotedRate | None) -> Self:
        """The pair with its present rate, and what is noted of one by hand."""
        by_hand = rate is not None and rate.source is RateSource.MANUAL
        return cls(
            id=strawberry.ID(CURRENCY_PAIR_ID.encode(pair.id)),
            base_currency_code=pair.base_code,
            quote_currency_code=pair.quote_code,
            effective=EffectiveExchangeRate.of(rate) if rate else None,
            live=LiveExchangeRate.maybe(pair.live),
            held=LiveExchangeRate.maybe(pair.held),
            is_stale=not by_hand and not (pair.live is not None and is_fresh(pair.live, ctx.now)),
            band=plain(pair.band),
            note=noted.note if noted and by_hand else None,
            version=pair.version,
        )


async def shown_pairs(ctx: RequestContext, pairs: Sequence[KeptPair]) -> list[ExchangeRate]:
    """The pairs as staff see them, in the same order."""
    rates = await present_rates(ctx.db, pairs)
    notes = await manual_rates(ctx.db, ctx.now)
    return [ExchangeRate.of(ctx, pair, rates.get(pair.codes), notes.get(pair.codes)) for pair in pairs]


async def shown_pair(ctx: RequestContext, pair_id: UUID | None) -> ExchangeRate | None:
    """One pair by its id, as it is now."""
    if pair_id is None:
        return None
    (shown,) = await shown_pairs(ctx, list((await pairs_by_ids(ctx.db, [pair_id])).values()))
    return shown


async def _load_pairs(ctx: RequestContext, ids: Sequence[UUID]) -> list[ExchangeRate | None]:
    """For staff who may see them; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.PRICING_READ):
        return [None] * len(ids)
    pairs = await pairs_by_ids(ctx.db, ids)
    shown = dict(zip(pairs, await shown_pairs(ctx, list(pairs.values())), strict=True))
    return [shown.get(each) for each in ids]


async def _load_rates(ctx: RequestContext, ids: Sequence[UUID]) -> list[EffectiveExchangeRate | None]:
    """For staff who may see them; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.PRICING_READ):
        return [None] * len(ids)
    found = {row.id: row for row in await effective_rates_by_ids.all(ctx.db, ids=list(ids))}
    return [EffectiveExchangeRate.of(found[each]) if each in found else None for each in ids]


register_node(CURRENCY_PAIR_ID, _load_pairs)
register_node(EFFECTIVE_RATE_ID, _load_rates)
