"""Facts of pricing."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class PricesChanged(Event):
    """Prices of a product's variants differ from before, or are new, or gone; the subject is the product."""


@dataclass(frozen=True)
class PriceListsChanged(Event):
    """A price list was defined: its currency or its habit of tax may differ. The subject is the shop.

    It is announced and not recorded: every process forgets what it answered, and nothing else follows.
    """
