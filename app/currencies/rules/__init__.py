"""What one currency is worth in another, as pure functions and frozen values."""

from app.currencies.rules.conversion import conversion_factor, convert
from app.currencies.rules.history import EffectiveRate, ExchangeRates, KeptPair, Pair
from app.currencies.rules.moving import Decision, Target, decide, is_jump, leaves_band
from app.currencies.rules.observations import (
    Board,
    LiveRate,
    ManualRate,
    Observation,
    by_preference,
    cross_rate,
    is_fresh,
    kept_rate,
)
from app.currencies.rules.quotes import FxQuote, pinned, quote_of

__all__ = [
    "Board",
    "Decision",
    "EffectiveRate",
    "ExchangeRates",
    "FxQuote",
    "KeptPair",
    "LiveRate",
    "ManualRate",
    "Observation",
    "Pair",
    "Target",
    "by_preference",
    "conversion_factor",
    "convert",
    "cross_rate",
    "decide",
    "is_fresh",
    "is_jump",
    "kept_rate",
    "leaves_band",
    "pinned",
    "quote_of",
]
