"""What writing a draft came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

from app.catalog.rules.drafts.products import ProductDraft


class UpsertOutcome(Enum):
    """What writing a draft came to."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Upserted:
    """What was written, and where it stands now."""

    outcome: UpsertOutcome
    id: UUID
    variant_ids: Mapping[str, UUID] = field(default_factory=dict)
    """Of a product: the id of each variant of the draft, by SKU, in the draft's order."""
    changed: Sequence[str] = ()
    """Of a product: the fields of the draft that differed."""


@dataclass(frozen=True)
class StoredProduct:
    """A product as it stands in the catalog, read back as a draft."""

    id: UUID
    version: int
    draft: ProductDraft
    variant_ids: Mapping[str, UUID]
    """By SKU, in the draft's order; discontinued variants are not among them."""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Target:
    """The product that a draft is meant for, where its writer knows it: so its slug and external id can change."""

    id: UUID
    version: int | None = None
    """The version that the draft was made from. Another one by now: the draft is refused as stale."""
    before: ProductDraft | None = None
    """The stored product that the draft was made from, where only words differ: what is wrong with it today already is
    no reason to refuse them, and only they are written then."""
