"""Use cases of currencies."""

from app.currencies.commands.refresh import RatesReport, update_rates
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
    "put_manual_rate",
    "remove_manual_rate",
    "set_rate_by_hand",
    "update_pair",
    "update_rates",
]
