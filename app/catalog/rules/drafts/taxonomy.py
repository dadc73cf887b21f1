"""What products are sorted into, and who answers for them, as it is to stand in the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.catalog.rules.drafts.words import Texts


@dataclass(frozen=True)
class OperatorDraft:
    """An economic operator, found again by its code."""

    code: str
    name: str
    address_lines: tuple[str, ...]
    country_code: str
    email: str | None = None
    website: str | None = None


@dataclass(frozen=True)
class BrandDraft:
    """A brand, found again by its slug."""

    slug: str
    name: str
    descriptions: Mapping[str, str] = field(default_factory=dict)
    website: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    private_metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CategoryDraft:
    """A category, found again by its slug."""

    slug: str
    translations: Mapping[str, Texts]
    parent: str | None = None
    """The slug of the category above."""
    position: int = 0
    source_language_tag: str = "en"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    private_metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CollectionDraft:
    """A collection, found again by its slug."""

    slug: str
    translations: Mapping[str, Texts]
    products: tuple[str, ...] | None = None
    """The slugs of its products in their order, where it is put together by hand. None: as they are."""
    rule: Mapping[str, Any] | None = None
    """What its products have in common (`app.catalog.rules.collections`), where it is not."""
    source_language_tag: str = "en"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    private_metadata: Mapping[str, Any] = field(default_factory=dict)
