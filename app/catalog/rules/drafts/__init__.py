"""What is to stand in the catalog, whole, before it is written. `service` makes the tables agree with it.

A draft says everything that staff can say of a thing, and names other things by their codes, slugs and SKUs: what is
written as a draft, read as a draft and written again is the same. Mutations, imports and exports all speak in drafts.
"""

from app.catalog.rules.drafts.outcome import StoredProduct, Target, Upserted, UpsertOutcome
from app.catalog.rules.drafts.products import (
    CertificateDraft,
    MediaDraft,
    ProductDraft,
    PublicationDraft,
    RestrictionDraft,
    Window,
)
from app.catalog.rules.drafts.taxonomy import BrandDraft, CategoryDraft, CollectionDraft, OperatorDraft
from app.catalog.rules.drafts.types import AttributeDraft, AttributeValueDraft, ProductTypeDraft, TypeAttributeDraft
from app.catalog.rules.drafts.variants import (
    AttributeInput,
    ComponentDraft,
    ContentDraft,
    OptionDraft,
    OptionValueDraft,
    VariantDraft,
)
from app.catalog.rules.drafts.words import Texts

__all__ = [
    "AttributeDraft",
    "AttributeInput",
    "AttributeValueDraft",
    "BrandDraft",
    "CategoryDraft",
    "CertificateDraft",
    "CollectionDraft",
    "ComponentDraft",
    "ContentDraft",
    "MediaDraft",
    "OperatorDraft",
    "OptionDraft",
    "OptionValueDraft",
    "ProductDraft",
    "ProductTypeDraft",
    "PublicationDraft",
    "RestrictionDraft",
    "StoredProduct",
    "Target",
    "Texts",
    "TypeAttributeDraft",
    "UpsertOutcome",
    "Upserted",
    "VariantDraft",
    "Window",
]
