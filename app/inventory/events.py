"""Facts of inventory."""

from dataclasses import dataclass
from typing import ClassVar

from app.events import Event


@dataclass(frozen=True)
class StockChanged(Event):
    """Pieces of a variant came, went, or were held or given back. The subject is the variant."""

    type: ClassVar[str] = "inventory.stock_changed"
