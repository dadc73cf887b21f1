"""What a source of exchange rates is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol

from app.core.clock import utc_now
from app.core.logging import log
from app.currencies.models import RateSource
from app.currencies.rules import Observation
from app.currencies.rules.checks import is_credible, is_known_currency

NOT_A_NUMBER: Final = Decimal("NaN")


class RateProvider(Protocol):
    """One source."""

    source: RateSource

    async def fetch(self) -> Sequence[Observation]:
        """What it says now: credible rates of currencies in use, each pair once. Raises `RateProviderError`."""
        ...


class RateProviderError(Exception):
    """The source said nothing that can be read. The text says why, and holds no secret."""

    def __init__(self, source: RateSource, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


def decimal_of(text: object) -> Decimal:
    """The number; NaN for what is none."""
    try:
        number = Decimal(str(text).strip())
    except InvalidOperation:
        return NOT_A_NUMBER
    return number if number.is_finite() else NOT_A_NUMBER


def credible(source: RateSource, base: str, rates: Mapping[str, Decimal], as_of: datetime) -> list[Observation]:
    """The observations that can be kept.

    Those of currencies that are not in use (bitcoin, gold) are left out without a word; a rate of zero, a negative one
    or an absurd one is logged.
    """
    told = [
        Observation(source, base, quote, rate, as_of)
        for quote, rate in sorted(rates.items())
        if quote != base and is_known_currency(quote)
    ]
    now = utc_now()
    kept = [each for each in told if is_credible(each, now)]
    _log_left_out(source, [each for each in told if not is_credible(each, now)])
    return kept


def some(source: RateSource, observations: Sequence[Observation]) -> Sequence[Observation]:
    """The observations. Raises `RateProviderError` where there is none: an answer without a rate is no answer."""
    if not observations:
        raise RateProviderError(source, "no rate in the answer can be believed")
    return observations


def _log_left_out(source: RateSource, left_out: Iterable[Observation]) -> None:
    wrong = sorted((each.quote_code, str(each.rate)) for each in left_out)
    if wrong:
        log.warning("rates left out", source=source.value, rates=wrong[:20], count=len(wrong))
