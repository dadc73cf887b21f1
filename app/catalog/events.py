"""Facts of the catalog. Search and caches follow them."""

from dataclasses import dataclass
from uuid import UUID

from app.events import Event


@dataclass(frozen=True)
class ProductCreated(Event):
    """A product was written for the first time; the subject is the product."""

    version: int


@dataclass(frozen=True)
class ProductChanged(Event):
    """A product, its texts, options, variants or media differ from before; the subject is the product."""

    version: int


@dataclass(frozen=True)
class ProductsWritten(Event):
    """Several products were made or changed at once; the subject is the shop. No event of each tells the same."""

    product_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class CategoryChanged(Event):
    """A category was made, renamed or moved; the subject is the category."""


@dataclass(frozen=True)
class CollectionChanged(Event):
    """A collection was made or renamed, or has other products; the subject is the collection."""


@dataclass(frozen=True)
class BrandChanged(Event):
    """A brand was made or renamed; the subject is the brand."""


@dataclass(frozen=True)
class CategoryDeleted(Event):
    """A category is gone; the subject is what it was."""


@dataclass(frozen=True)
class CollectionDeleted(Event):
    """A collection is gone; the subject is what it was."""


@dataclass(frozen=True)
class BrandDeleted(Event):
    """A brand is gone; no product had it. The subject is what it was."""


@dataclass(frozen=True)
class ProductTypesChanged(Event):
    """A product type or an attribute was made, changed or deleted; the subject is the shop."""


@dataclass(frozen=True)
class EconomicOperatorChanged(Event):
    """An economic operator was made, changed or deleted; the subject is the operator."""
