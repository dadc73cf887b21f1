"""Facts of currencies."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class RatesMoved(Event):
    """Effective rates began or were replaced; the subject is the shop.

    Every price that is converted by one of them is another one from now on.
    """

    pairs: tuple[str, ...]
    """Which: `EUR/USD`, sorted."""


@dataclass(frozen=True)
class RatesObserved(Event):
    """The sources were read and the effective rates are as old as that now; the subject is the shop.

    It is announced and not recorded: processes read anew how old the rates are, and no price changes.
    """
