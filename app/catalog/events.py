"""Facts of the catalog. Search and caches follow them."""

from dataclasses import dataclass

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
class CategoryChanged(Event):
    """A category was made, renamed or moved; the subject is the category."""


@dataclass(frozen=True)
class CollectionChanged(Event):
    """A collection was made or renamed, or has other products; the subject is the collection."""


@dataclass(frozen=True)
class BrandChanged(Event):
    """A brand was made or renamed; the subject is the brand."""
