"""Facts of pricing."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class PricesChanged(Event):
    """Prices of a product's variants differ from before, or are new, or gone; the subject is the product."""
