"""What a rate must be before it is kept or set by hand."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from app.core.codes import currency_codes
from app.core.errors import Problem
from app.core.texts import is_line
from app.currencies.errors import ExchangeRateErrorCode
from app.currencies.rules.moving import is_jump
from app.currencies.rules.observations import AHEAD, Observation, kept_rate

LONGEST_NOTE: Final = 500
WIDEST_BAND: Final = Decimal("0.5")
_BAND_DIGITS: Final = 5

_KNOWN: Final = frozenset(currency_codes())


def problem(code: ExchangeRateErrorCode, /, *path: str, **facts: object) -> Problem:
    """A problem of the mutation's input, at this path."""
    return Problem(code, ("input", *path), facts)


def is_known_currency(code: str) -> bool:
    """Whether it is a currency in use."""
    return code in _KNOWN


def is_credible(observation: Observation, now: datetime) -> bool:
    """Whether it can be kept at all: currencies in use, two of them, a rate that is one, and not of the future."""
    return (
        is_known_currency(observation.base_code)
        and is_known_currency(observation.quote_code)
        and observation.base_code != observation.quote_code
        and kept_rate(observation.rate) is not None
        and observation.as_of <= now + AHEAD
    )


def pair_problems(base: str, quote: str) -> Iterator[Problem]:
    """Whether there can be a rate between these."""
    for name, code in (("base", base), ("quote", quote)):
        if not is_known_currency(code):
            yield problem(ExchangeRateErrorCode.UNKNOWN_CURRENCY, name, currency=code)
    if base == quote:
        yield problem(ExchangeRateErrorCode.SAME_CURRENCY, "quote", currency=base)


def rate_problems(rate: Decimal, live: Decimal | None, *, is_confirmed: bool) -> Iterator[Problem]:
    """Whether staff can set this rate, given what the sources say (None: nothing is known)."""
    if not rate.is_finite() or rate <= 0:
        yield problem(ExchangeRateErrorCode.RATE_NOT_POSITIVE, "rate")
    elif kept_rate(rate) != rate:
        yield problem(ExchangeRateErrorCode.RATE_OUT_OF_RANGE, "rate")
    elif live is not None and not is_confirmed and is_jump(live, rate):
        yield problem(ExchangeRateErrorCode.RATE_FAR_FROM_LIVE, "rate", live=f"{live:f}")


def time_problems(holds_until: datetime | None, now: datetime) -> Iterator[Problem]:
    """Whether a rate that begins now can end then."""
    if holds_until is not None and holds_until <= now:
        yield problem(ExchangeRateErrorCode.ENDS_BEFORE_START, "holdsUntil")


def note_problems(note: str | None) -> Iterator[Problem]:
    """Whether it is a line of text."""
    if note and not is_line(note, LONGEST_NOTE):
        yield problem(ExchangeRateErrorCode.INVALID_NOTE, "note", longest=LONGEST_NOTE)


def band_problems(band: Decimal | None) -> Iterator[Problem]:
    """Whether a rate can be held in such a band: a fraction, with five decimals at most."""
    if band is not None and (not band.is_finite() or not 0 <= band <= WIDEST_BAND or round(band, _BAND_DIGITS) != band):
        yield problem(ExchangeRateErrorCode.BAND_OUT_OF_RANGE, "band", widest=f"{WIDEST_BAND:f}")
