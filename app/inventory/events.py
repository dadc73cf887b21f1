"""Facts of inventory."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.events import Event


@dataclass(frozen=True)
class StockChanged(Event):
    """Pieces of a variant came, went, or were held or given back. The subject is the variant."""

    type: ClassVar[str] = "inventory.stock_changed"


@dataclass(frozen=True)
class StockWritten(Event):
    """Pieces of many variants were counted at once; the subject is the shop. No event of each tells the same."""

    variant_ids: tuple[UUID, ...]
