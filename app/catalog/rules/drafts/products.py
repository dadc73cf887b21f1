"""A product, whole, as it is to stand in the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.catalog.models import MediaRole, MediaType, RestrictionReason
from app.catalog.rules.drafts.variants import AttributeInput, OptionDraft, VariantDraft
from app.catalog.rules.drafts.words import Texts


@dataclass(frozen=True)
class MediaDraft:
    """A picture, film or model: a file in the media folder, or an https address. Found again by its source.

    Browsers keep pictures for ever: another picture needs another file name.
    """

    source: str
    alts: Mapping[str, str] = field(default_factory=dict)
    width: int | None = None
    height: int | None = None
    type: MediaType = MediaType.IMAGE
    role: MediaRole = MediaRole.GALLERY
    focal_point: tuple[Decimal, Decimal] | None = None
    """From the left and from the top, each 0 to 1."""
    duration_ms: int | None = None
    is_fetched: bool = False
    """Whether the address is to be loaded into the media folder. It is found again by that address afterwards."""


@dataclass(frozen=True)
class Window:
    """From a moment until before another; None: as the publication has it."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class PublicationDraft:
    """Through a channel, from a moment until before another."""

    channel: str
    """Its code."""
    starts_at: datetime
    ends_at: datetime | None = None
    markets: Mapping[str, Window] | None = None
    """By code, the only ones in which it is seen. None: all of the channel's."""


@dataclass(frozen=True)
class RestrictionDraft:
    """A country that it does not go to."""

    country_code: str
    reason: RestrictionReason
    legal_ground: str | None = None


@dataclass(frozen=True)
class CertificateDraft:
    """A mark or certificate, such as CE, FCC or GOTS."""

    kind: str
    number: str | None = None
    issuer: str | None = None
    url: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class ProductDraft:
    """A product, whole: what is not in the draft will not be on the product.

    It is found again by `external_id` where it has one, otherwise by its slug. Options, variants and media stand in the
    order in which they are shown.
    """

    slug: str
    """Its handle."""
    product_type: str
    translations: Mapping[str, Texts]
    """By language tag, at least one."""
    variants: tuple[VariantDraft, ...]
    """At least one."""
    options: tuple[OptionDraft, ...] = ()
    media: tuple[MediaDraft, ...] = ()
    brand: str | None = None
    """The brand's slug."""
    category: str | None = None
    """The category's slug."""
    manufacturer: str | None = None
    """The operator's code."""
    responsible_person: str | None = None
    """The operator's code."""
    tax_class: str = "standard"
    """The code of its tax class: which of a country's rates it bears."""
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeInput] = field(default_factory=dict)
    certificates: tuple[CertificateDraft, ...] = ()
    restrictions: tuple[RestrictionDraft, ...] = ()
    publications: tuple[PublicationDraft, ...] = ()
    """None: a draft that no shopper sees."""
    source_language_tag: str = "en"
    """The language that the others are translated from."""
    external_id: str | None = None
    """`<source>:<handle>`."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    private_metadata: Mapping[str, Any] = field(default_factory=dict)
