"""Why exchange rates are not changed, and why a quoted one no longer counts."""

from app.core.described import DescribedEnum


class ExchangeRateErrorCode(DescribedEnum):
    """Why an exchange rate or a currency pair was not changed."""

    PAIR_NOT_FOUND = "PAIR_NOT_FOUND", "The shop does not convert between these currencies."
    RATE_NOT_SET = "RATE_NOT_SET", "No rate is set by hand for this pair: there is none to remove."
    STALE_VERSION = "STALE_VERSION", "The pair has changed since it was read: `detail` says to which version."
    UNKNOWN_CURRENCY = "UNKNOWN_CURRENCY", "The code is of no currency in use (ISO 4217)."
    SAME_CURRENCY = "SAME_CURRENCY", "Both currencies are the same: the rate is 1, always."
    RATE_NOT_POSITIVE = "RATE_NOT_POSITIVE", "The rate is zero, negative or no number."
    RATE_OUT_OF_RANGE = "RATE_OUT_OF_RANGE", "The rate is larger or smaller than any, or has more digits than are kept."
    RATE_FAR_FROM_LIVE = (
        "RATE_FAR_FROM_LIVE",
        "The rate differs by more than half from the live one: send `isConfirmed: true` if it is meant.",
    )
    ENDS_BEFORE_START = "ENDS_BEFORE_START", "The rate would have ended before it began."
    INVALID_NOTE = "INVALID_NOTE", "The note is too long, or has characters that do not print."
    BAND_OUT_OF_RANGE = "BAND_OUT_OF_RANGE", "The band is negative or wider than half of the rate."
    HELD_RATE_DIFFERS = "HELD_RATE_DIFFERS", "This is not the rate that waits to be confirmed: read it again."


class FxQuoteErrorCode(DescribedEnum):
    """Why a quoted exchange rate cannot be pinned."""

    QUOTE_NOT_FOUND = "QUOTE_NOT_FOUND", "No quote of these currencies has this id."
    QUOTE_EXPIRED = "QUOTE_EXPIRED", "The rate ended longer ago than quotes are kept: ask for a new one."
