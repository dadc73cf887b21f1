"""Use cases of currencies."""

from app.currencies.commands.refresh import RatesReport, SourceOutcome, update_rates
from app.currencies.commands.staff import (
    NewManualRate,
    PairChange,
    put_manual_rate,
    remove_manual_rate,
    set_rate_by_hand,
    update_pair,
)

__all__ = [
    "NewManualRate",
    "PairChange",
    "RatesReport",
    "SourceOutcome",
    "put_manual_rate",
    "remove_manual_rate",
    "set_rate_by_hand",
    "update_pair",
    "update_rates",
]
