"""Product types and the attributes that they describe products by, as they are to stand in the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog.models import AttributeKind, AttributeScope


@dataclass(frozen=True)
class AttributeValueDraft:
    """One of the values that can be selected. `names` has English."""

    code: str
    names: Mapping[str, str]
    swatch: str | None = None


@dataclass(frozen=True)
class AttributeDraft:
    """An attribute, found again by its code. `names` has English."""

    code: str
    names: Mapping[str, str]
    kind: AttributeKind
    unit: str | None = None
    is_localizable: bool = False
    is_filterable: bool = False
    is_searchable: bool = False
    values: tuple[AttributeValueDraft, ...] = ()
    """In the order in which they are shown."""


@dataclass(frozen=True)
class TypeAttributeDraft:
    """An attribute of a type."""

    attribute: str
    """Its code."""
    scope: AttributeScope = AttributeScope.PRODUCT
    is_required: bool = False


@dataclass(frozen=True)
class ProductTypeDraft:
    """A product type, found again by its code. `names` has English."""

    code: str
    names: Mapping[str, str]
    attributes: tuple[TypeAttributeDraft, ...] = ()
    """In the order in which they are shown."""
