"""Writes of currencies."""

from app.currencies.service.moving import database_now, ensure_pairs, move_rates
from app.currencies.service.observations import store_observations
from app.currencies.service.scheduling import MOVE_JOB, REFRESH_JOB, enqueue_refresh
from app.currencies.service.staff import (
    confirm_held,
    count_version,
    end_manual_rates,
    note_of_manual_rate,
    set_band,
    set_manual_rate,
)

__all__ = [
    "MOVE_JOB",
    "REFRESH_JOB",
    "confirm_held",
    "count_version",
    "database_now",
    "end_manual_rates",
    "enqueue_refresh",
    "ensure_pairs",
    "move_rates",
    "note_of_manual_rate",
    "set_band",
    "set_manual_rate",
    "store_observations",
]
