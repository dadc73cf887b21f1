"""Facts of pricing."""

from dataclasses import dataclass
from uuid import UUID

from app.events import Event


@dataclass(frozen=True)
class PricesChanged(Event):
    """Prices of a product's variants differ from before, or are new, or gone; the subject is the product."""


@dataclass(frozen=True)
class TariffChanged(Event):
    """Something that decides prices is set otherwise: a price list, a sale, a rounding rule, how a market prices. The
    subject is the shop.

    Any price may differ after it: every process forgets its price book and what it answered.
    """


@dataclass(frozen=True)
class PricesWritten(Event):
    """Prices of many products were written at once; the subject is the shop. No event of each tells the same."""

    product_ids: tuple[UUID, ...]
    """Those of which no event of the catalog tells already."""


@dataclass(frozen=True)
class SaleTargetsChanged(Event):
    """Which products a sale names or leaves out differs from before, or the sale is new or gone; the subject is the
    sale. A `TariffChanged` tells the rest.
    """
