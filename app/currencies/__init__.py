"""What one currency is worth in another. Owns observed exchange rates, the pairs that the shop converts between, and
the effective rate of each pair with its history.

Invariants: an observation is never altered; each moment since a pair's first effective rate has exactly one, and each
begins where the one before it ended; the effective rate moves only when the live one leaves the band around it, or when
staff set or remove a rate by hand; effective rates move one transaction at a time. Rates are decimals, never floats.

Which source is believed: what staff set; then the most trusted source (a commercial feed, the ECB's feed, the packed
table) whose rate is fresh by that source's own limit; where none is fresh, the freshest of all. A rate that jumps by
more than half is held until another source or staff say the same.
"""

from app.currencies.cache import HISTORY, ExchangeRatesCache
from app.currencies.commands import (
    NewManualRate,
    PairChange,
    RatesReport,
    put_manual_rate,
    remove_manual_rate,
    set_rate_by_hand,
    update_pair,
    update_rates,
)
from app.currencies.errors import ExchangeRateErrorCode, FxQuoteErrorCode
from app.currencies.events import RatesMoved, RatesObserved
from app.currencies.ids import CURRENCY_PAIR_ID, EFFECTIVE_RATE_ID, FX_QUOTE_ID
from app.currencies.models import RATE_TYPE, RateSource
from app.currencies.providers import RateProviders
from app.currencies.queries import (
    NotedRate,
    effective_rate_page,
    effective_rates_by_ids,
    load_exchange_rates,
    manual_rates,
    pair_page,
    pairs_by_ids,
    present_rates,
)
from app.currencies.rules import (
    EffectiveRate,
    ExchangeRates,
    FxQuote,
    KeptPair,
    LiveRate,
    Observation,
    Pair,
    conversion_factor,
    convert,
    is_fresh,
    pinned,
    quote_of,
)
from app.currencies.service import ensure_pairs

__all__ = [
    "CURRENCY_PAIR_ID",
    "EFFECTIVE_RATE_ID",
    "FX_QUOTE_ID",
    "HISTORY",
    "RATE_TYPE",
    "EffectiveRate",
    "ExchangeRateErrorCode",
    "ExchangeRates",
    "ExchangeRatesCache",
    "FxQuote",
    "FxQuoteErrorCode",
    "KeptPair",
    "LiveRate",
    "NewManualRate",
    "NotedRate",
    "Observation",
    "Pair",
    "PairChange",
    "RateProviders",
    "RateSource",
    "RatesMoved",
    "RatesObserved",
    "RatesReport",
    "conversion_factor",
    "convert",
    "effective_rate_page",
    "effective_rates_by_ids",
    "ensure_pairs",
    "is_fresh",
    "load_exchange_rates",
    "manual_rates",
    "pair_page",
    "pairs_by_ids",
    "pinned",
    "present_rates",
    "put_manual_rate",
    "quote_of",
    "remove_manual_rate",
    "set_rate_by_hand",
    "update_pair",
    "update_rates",
]
