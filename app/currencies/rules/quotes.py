"""A rate that was told to somebody, and for how long it counts.

The id of a quote is the id of an effective rate, so it cannot be made up. It can be pinned while that rate holds, and
for some minutes after its end: a rate of last week that was better cannot be kept in a drawer.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from app.core.errors import Problem, Refusal
from app.currencies.errors import FxQuoteErrorCode
from app.currencies.models import RateSource
from app.currencies.rules.history import EffectiveRate, ExchangeRates


class FxQuote(NamedTuple):
    """The rate by which a price was converted."""

    id: UUID
    """Of the effective rate."""
    base_code: str
    quote_code: str
    rate: Decimal
    """The effective rate, without the fee."""
    fee: Decimal
    """A fraction: 0.015 is 1.5 % on top of the rate."""
    source: RateSource
    as_of: datetime
    issued_at: datetime
    expires_at: datetime
    """Until when it can be pinned, at least: longer for as long as the rate stays what it is."""
    is_stale: bool
    """Whether the rate is older than the market wants."""
    rate_since: datetime
    """Since when the rate holds: at that moment, and later, prices were what this quote makes them."""


def quote_of(
    rate: EffectiveRate, fee: Decimal, issued_at: datetime, quote_minutes: int, *, is_stale: bool = False
) -> FxQuote:
    """The rate as somebody is told it now. One that has ended already expires so many minutes after its end."""
    if rate.source is None:
        raise ValueError("a currency is not quoted in itself")
    counts_from = issued_at if rate.until is None else min(rate.until, issued_at)
    return FxQuote(
        id=rate.id,
        base_code=rate.base_code,
        quote_code=rate.quote_code,
        rate=rate.rate,
        fee=fee,
        source=rate.source,
        as_of=rate.as_of,
        issued_at=issued_at,
        expires_at=counts_from + timedelta(minutes=quote_minutes),
        is_stale=is_stale,
        rate_since=rate.since,
    )


def pinned(
    rates: ExchangeRates,
    quote_id: UUID | None,
    base: str,
    quote: str,
    fee: Decimal,
    now: datetime,
    quote_minutes: int,
    *,
    path: tuple[str, ...] = (),
) -> FxQuote:
    """The quote with this id, where it still counts: its rate holds, or ended less than `quote_minutes` ago.

    Refuses with `FxQuoteErrorCode` an id that is none, or of other currencies, and a quote that has expired. `path` is
    where the id stands in the input.
    """
    found = rates.by_id.get(quote_id) if quote_id else None
    if found is None or (found.base_code, found.quote_code) != (base, quote) or now < found.since:
        raise Refusal(Problem(FxQuoteErrorCode.QUOTE_NOT_FOUND, path, {"base": base, "quote": quote}))
    told = quote_of(found, fee, now, quote_minutes)
    if found.until is not None and told.expires_at <= now:
        facts = {"base": base, "quote": quote, "minutes": quote_minutes}
        raise Refusal(Problem(FxQuoteErrorCode.QUOTE_EXPIRED, path, facts))
    return told
