"""Options and variants of a product, as they are to stand in the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

AttributeInput = Any
"""The value of an attribute as callers write it, by the kind: text or `{tag: text}`; a number, or `{"amount": …,
"unit": …}`; a boolean; a day; the code of a value, or several; a file `{"source": …, "name": …}`; a reference
`{"kind": "product", "slug": …}`. `app.catalog.rules.attributes` reads it."""


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
class ContentDraft:
    """How much is in a variant, and how much of it a unit price is for: 250 `milliliter`, per 100."""

    quantity: Decimal
    unit: str
    reference: Decimal | None = None
    """None: as is usual for the unit."""


@dataclass(frozen=True)
class ComponentDraft:
    """So many pieces of another variant, in a bundle."""

    sku: str
    quantity: int = 1


@dataclass(frozen=True)
class VariantDraft:
    """A variant, found again by its SKU, which is unique in the whole shop."""

    sku: str
    choices: Mapping[str, str] = field(default_factory=dict)
    """Option code → value code, one for each option of the product."""
    attributes: Mapping[str, AttributeInput] = field(default_factory=dict)
    weight_grams: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    content: ContentDraft | None = None
    hs_code: str | None = None
    national_hs_codes: Mapping[str, str] = field(default_factory=dict)
    origin_country_code: str | None = None
    customs_descriptions: Mapping[str, str] = field(default_factory=dict)
    gtin: str | None = None
    barcode: str | None = None
    external_id: str | None = None
    media: tuple[str, ...] = ()
    """The sources of those of the product's media that show it."""
    components: tuple[ComponentDraft, ...] = ()
    """What it consists of, where it is a bundle."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    private_metadata: Mapping[str, Any] = field(default_factory=dict)
