"""Imports and exports in the background: one at a time in each worker, taken up again where a killed one was."""

from app.exchange.jobs.attempts import attempt, purge, run

__all__ = ["attempt", "purge", "run"]
