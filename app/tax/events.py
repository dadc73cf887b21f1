"""Facts of tax."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class RatesChanged(Event):
    """Tax rates were defined; the subject is the shop.

    It is announced and not recorded: every process forgets its rates and what it answered, and nothing else follows.
    """
