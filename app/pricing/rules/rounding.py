"""Amounts that look like prices: .99, .95, ¥90, and steps of the smallest coin.

A rule is a list of bands. From its start on, a band has prices k · step + ending, with k from 0 on: step 100 and ending
99 are 0.99, 1.99, 2.99; step 5 and ending 0 are what can be paid in Swiss coins. Below the first band an amount stays
as it is. What costs something never becomes free, and what is free stays so.

No rule may turn the order of two amounts round: what costs more than something else before costs as much or more
after it. Filters by price rest on that, and so does trust.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from app.core.described import DescribedEnum
from app.core.money import MAX_AMOUNT
from app.pricing.rules.settings import RoundingBand, RoundingMode

MOST_BANDS: Final = 20


def rounded(amount: int, bands: Sequence[RoundingBand]) -> int:
    """The price that the amount becomes. The bands are sorted by their start."""
    band = band_of(amount, bands)
    return amount if band is None else _in_band(amount, band)


def band_of(amount: int, bands: Sequence[RoundingBand]) -> RoundingBand | None:
    """The band that the amount lies in. None: it is free, or below all of them."""
    if amount <= 0:
        return None
    found = None
    for band in bands:
        if band.start > amount:
            break
        found = band
    return found


def _in_band(amount: int, band: RoundingBand) -> int:
    lower = (amount - band.ending) // band.step * band.step + band.ending
    higher = lower if lower == amount else lower + band.step
    match band.mode:
        case RoundingMode.UP:
            chosen = higher
        case RoundingMode.DOWN:
            chosen = lower
        case _:
            chosen = lower if amount - lower < higher - amount else higher
    return max(chosen, band.ending or band.step)


class BandFlaw(DescribedEnum):
    """What is wrong with a band."""

    NOT_SORTED = "NOT_SORTED", "It does not begin above the one before it."
    START_OUT_OF_RANGE = "START_OUT_OF_RANGE", "It begins below zero, or above any price."
    STEP_OUT_OF_RANGE = "STEP_OUT_OF_RANGE", "Its step is not above zero, or larger than any price."
    ENDING_OUT_OF_RANGE = "ENDING_OUT_OF_RANGE", "Its ending is not within its step."
    TURNS_ORDER_ROUND = "TURNS_ORDER_ROUND", "Its lowest price is below the highest of the band before it."


class FlawedBand(NamedTuple):
    """A band that cannot be taken: its place in the rule, and why."""

    position: int
    flaw: BandFlaw


def rounding_problems(bands: Sequence[RoundingBand]) -> list[FlawedBand]:
    """Why a rule with these bands cannot be taken; nothing: it can."""
    found = [FlawedBand(position, flaw) for position in range(len(bands)) for flaw in _flaws_alone(position, bands)]
    # Within a band order is kept. So it is kept everywhere, if it is at the last amount before each border.
    return found or [
        FlawedBand(position, BandFlaw.TURNS_ORDER_ROUND)
        for position, band in enumerate(bands)
        if rounded(band.start - 1, bands) > rounded(band.start, bands)
    ]


def _flaws_alone(position: int, bands: Sequence[RoundingBand]) -> Iterator[BandFlaw]:
    band = bands[position]
    if not 0 <= band.start <= MAX_AMOUNT:
        yield BandFlaw.START_OUT_OF_RANGE
    if position and band.start <= bands[position - 1].start:
        yield BandFlaw.NOT_SORTED
    if not 0 < band.step <= MAX_AMOUNT:
        yield BandFlaw.STEP_OUT_OF_RANGE
    elif not 0 <= band.ending < band.step:
        yield BandFlaw.ENDING_OUT_OF_RANGE
