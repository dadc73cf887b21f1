"""Kinds of ids of currencies, as clients see them."""

from app.core.ids import IdKind

CURRENCY_PAIR_ID = IdKind("currency_pair")
EFFECTIVE_RATE_ID = IdKind("effective_rate")
FX_QUOTE_ID = IdKind("fx_quote")
