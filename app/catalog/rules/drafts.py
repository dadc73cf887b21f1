"""What is to stand in the catalog, whole, before it is written. `service` makes the tables agree with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID


@dataclass(frozen=True)
class Texts:
    """The words of a product, category or collection in one language."""

    name: str
    description: str = ""
    """HTML; `clean_html` is applied when it is written."""


@dataclass(frozen=True)
class BrandDraft:
    """A brand, found again by its slug."""

    slug: str
    name: str


@dataclass(frozen=True)
class CategoryDraft:
    """A category, found again by its slug."""

    slug: str
    translations: Mapping[str, Texts]
    parent_id: UUID | None = None
    position: int = 0


@dataclass(frozen=True)
class CollectionDraft:
    """A collection, found again by its slug. Its products are set by `set_collection_products`."""

    slug: str
    translations: Mapping[str, Texts]


@dataclass(frozen=True)
class OptionValueDraft:
    """A value of an option, such as M. `names` has English."""

    code: str
    names: Mapping[str, str]
    swatch: str | None = None


@dataclass(frozen=True)
class OptionDraft:
    """A choice that a product offers, with its values in their order. `names` has English."""

    code: str
    names: Mapping[str, str]
    values: tuple[OptionValueDraft, ...]


@dataclass(frozen=True)
class VariantDraft:
    """A variant, found again by its SKU, which is unique in the whole shop."""

    sku: str
    choices: Mapping[str, str] = field(default_factory=dict)
    """Option code → value code, one for each option of the product."""
    weight_grams: int | None = None
    hs_code: str | None = None
    origin_country_code: str | None = None
    barcode: str | None = None


@dataclass(frozen=True)
class MediaDraft:
    """A picture: a file in the media folder, or an https address. Found again by its source.

    Browsers keep pictures for ever: another picture needs another file name.
    """

    source: str
    alts: Mapping[str, str] = field(default_factory=dict)
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class ProductDraft:
    """A product, whole: what is not in the draft will not be on the product.

    It is found again by `external_id` where it has one, otherwise by its slug. Options, variants and media stand in the
    order in which they are shown.
    """

    slug: str
    product_type: str
    translations: Mapping[str, Texts]
    """By language tag, at least one."""
    variants: tuple[VariantDraft, ...]
    """At least one."""
    options: tuple[OptionDraft, ...] = ()
    media: tuple[MediaDraft, ...] = ()
    brand_id: UUID | None = None
    category_id: UUID | None = None
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    """`<source>:<handle>`."""
    published_at: datetime | None = None
    """None: a draft that no shopper sees."""


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
