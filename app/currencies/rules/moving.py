"""When an effective rate follows the live one: pure, so that the same observations give the same rates."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from app.currencies.models import RateSource
from app.currencies.rules.history import EffectiveRate, KeptPair
from app.currencies.rules.observations import LiveRate, ManualRate, by_preference

JUMP: Final = Decimal("1.5")
"""A rate is not believed at once where it and the one before differ by more than this factor, up or down."""
AGREEMENT: Final = Decimal("0.1")
"""Two sources say the same of a rate that jumped where they differ by at most this fraction."""


class Target(NamedTuple):
    """What the effective rate of a pair is to be."""

    rate: Decimal
    source: RateSource
    as_of: datetime
    holds_until: datetime | None = None
    """Of a rate by hand."""


class Decision(NamedTuple):
    """What follows for a pair."""

    live: LiveRate | None
    """What feeds and tables say, as far as it is believed. None: nothing is known."""
    held: LiveRate | None
    """What a better source says, and is not believed."""
    moves_to: Target | None
    """None: the effective rate stays."""


def leaves_band(effective: Decimal, live: Decimal, band: Decimal) -> bool:
    """Whether the live rate is further than the band (a fraction of the effective rate) from it, up or down.

    At its very edge it is inside.
    """
    return abs(live - effective) > band * effective


def is_jump(before: Decimal, after: Decimal) -> bool:
    """Whether no market moves like that in one step: by more than half upwards, or the same back."""
    return max(before, after) > JUMP * min(before, after)


def decide(
    pair: KeptPair,
    present: EffectiveRate | None,
    manual: ManualRate | None,
    rates: Sequence[LiveRate],
    now: datetime,
) -> Decision:
    """What the effective rate is to be, given what each source says.

    A rate by hand is taken exactly, for as long as it holds, and left at once when it ends. A live rate is followed
    when it leaves the band around the effective one. One that jumped is held until another source has said the same,
    later than what was believed before, or staff do; meanwhile the next source in line is believed, unless what it says
    is older than what was believed before.
    """
    live, held = _believed(pair.live, rates, now)
    if manual is not None and manual.holds_at(now):
        wanted = Target(manual.rate, RateSource.MANUAL, manual.as_of, manual.holds_until)
        is_there = present is not None and _as_target(present) == wanted
        return Decision(live, held, None if is_there else wanted)
    if live is None:
        return Decision(None, held, None)
    stays = (
        present is not None
        and present.source is not RateSource.MANUAL
        and not leaves_band(present.rate, live.rate, pair.band)
    )
    return Decision(live, held, None if stays else Target(live.rate, live.source, live.as_of))


def _believed(
    before: LiveRate | None, rates: Sequence[LiveRate], now: datetime
) -> tuple[LiveRate | None, LiveRate | None]:
    held: LiveRate | None = None
    for rate in by_preference(rates, now):
        if before is None:
            return rate, None
        if held is not None and rate.as_of < before.as_of:
            break
        if not is_jump(before.rate, rate.rate) or _is_agreed(rate, rates, since=before.as_of):
            return rate, held
        held = held or rate
    return before, held


def _is_agreed(rate: LiveRate, rates: Sequence[LiveRate], *, since: datetime) -> bool:
    """Whether it is later than what was believed before, and another source has said the same since then."""
    return rate.as_of > since and any(
        other.source is not rate.source
        and other.as_of > since
        and abs(other.rate - rate.rate) <= AGREEMENT * min(rate.rate, other.rate)
        for other in rates
    )


def _as_target(present: EffectiveRate) -> Target:
    return Target(present.rate, present.source or RateSource.MANUAL, present.as_of, present.holds_until)
