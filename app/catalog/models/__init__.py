"""Tables of the catalog.

`types` says what a kind of product is described by; `taxonomy` what products are sorted into; `tax_classes` how they
may be taxed; `products` what is sold; `media` how it is shown; `safety` who answers for it, and where it must not go;
`publication` who sees it, and when; `lists` and `slugs` are kept by the database itself, from the others.
"""

from app.catalog.models.lists import CategoryAncestor, ProductListing
from app.catalog.models.media import MediaRole, MediaStatus, MediaType, ProductMedia
from app.catalog.models.products import (
    BundleItem,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductTranslation,
    ProductVariant,
    VariantOptionValue,
)
from app.catalog.models.publication import ProductPublication
from app.catalog.models.safety import DestinationRestriction, EconomicOperator, RestrictionReason
from app.catalog.models.slugs import Slug, SlugKind
from app.catalog.models.tax_classes import STANDARD_TAX_CLASS, TaxClass
from app.catalog.models.taxonomy import (
    Brand,
    Category,
    CategoryTranslation,
    Collection,
    CollectionProduct,
    CollectionTranslation,
)
from app.catalog.models.types import (
    Attribute,
    AttributeKind,
    AttributeScope,
    AttributeValue,
    ProductType,
    TypeAttribute,
)

__all__ = [
    "STANDARD_TAX_CLASS",
    "Attribute",
    "AttributeKind",
    "AttributeScope",
    "AttributeValue",
    "Brand",
    "BundleItem",
    "Category",
    "CategoryAncestor",
    "CategoryTranslation",
    "Collection",
    "CollectionProduct",
    "CollectionTranslation",
    "DestinationRestriction",
    "EconomicOperator",
    "MediaRole",
    "MediaStatus",
    "MediaType",
    "Product",
    "ProductListing",
    "ProductMedia",
    "ProductOption",
    "ProductOptionValue",
    "ProductPublication",
    "ProductTranslation",
    "ProductType",
    "ProductVariant",
    "RestrictionReason",
    "Slug",
    "SlugKind",
    "TaxClass",
    "TypeAttribute",
    "VariantOptionValue",
]
