"""Facts of tax."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class RatesChanged(Event):
    """Tax rates are not what they were; the subject is the shop.

    Every process forgets its rates and what it answered, and search says anew what everything costs. What a new version
    of the shop comes with is only announced.
    """
