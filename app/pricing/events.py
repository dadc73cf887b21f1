"""Facts of pricing."""

from dataclasses import dataclass
from uuid import UUID

from app.events import Event


@dataclass(frozen=True)
class PricesChanged(Event):
    """Prices of a product's variants differ from before, or are new, or gone; the subject is the product."""


@dataclass(frozen=True)
class PriceListsChanged(Event):
    """A price list was defined: its currency or its habit of tax may differ. The subject is the shop.

    It is announced and not recorded: every process forgets what it answered, and nothing else follows.
    """


@dataclass(frozen=True)
class PricesWritten(Event):
    """Prices of many products were written at once; the subject is the shop. No event of each tells the same."""

    product_ids: tuple[UUID, ...]
    """Those of which no event of the catalog tells already."""
