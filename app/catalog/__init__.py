"""What the shop has to sell. Owns products with variants, options, texts, media; categories, collections, brands.

Invariants: shoppers see a product only from the moment of its publication on; a SKU and a slug are taken once; every
variant of a product chooses one value of each of its options; descriptions hold safe HTML only; whatever is written
raises the product's version and is told by an event.
"""

from app.catalog.errors import CatalogErrorCode
from app.catalog.ids import BRAND_ID, CATEGORY_ID, COLLECTION_ID, MEDIA_ID, PRODUCT_ID, VARIANT_ID
from app.catalog.queries.categories import (
    CategoryRow,
    breadcrumbs,
    categories_by_ids,
    category_by_slug,
    child_categories,
    root_categories,
)
from app.catalog.queries.collections import (
    BrandRow,
    CollectionRow,
    brands_by_ids,
    collection_by_slug,
    collections_by_ids,
    list_collections,
)
from app.catalog.queries.indexing import collection_slugs_of_products, count_public_products
from app.catalog.queries.listing import (
    Position,
    ProductFilters,
    ProductList,
    ProductOrder,
    VariantCondition,
    list_products,
    list_products_of_categories,
    list_products_of_collections,
    position_of,
)
from app.catalog.queries.media import MediaRow, media_by_ids, media_of_products
from app.catalog.queries.options import OptionValueRow, SelectedOptionRow, options_of_products, selected_options
from app.catalog.queries.origins import CustomsFacts, KnownProduct, product_of_origin
from app.catalog.queries.parts import PartPosition
from app.catalog.queries.products import ProductRow, product_by_slug, products_by_ids, products_of_variants
from app.catalog.queries.publications import next_publication, publications_ahead
from app.catalog.queries.variants import (
    VariantFacts,
    VariantRow,
    offered_variants,
    variants_as_shown,
    variants_by_ids,
    variants_of_products,
)
from app.catalog.queries.words import category_descriptions, collection_descriptions, product_descriptions
from app.catalog.rules import (
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    MediaDraft,
    MediaFormat,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    Texts,
    Upserted,
    UpsertOutcome,
    VariantDraft,
    clean_html,
    media_url,
    slugify,
)
from app.catalog.service import (
    set_collection_products,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_product,
)

__all__ = [
    "BRAND_ID",
    "CATEGORY_ID",
    "COLLECTION_ID",
    "MEDIA_ID",
    "PRODUCT_ID",
    "VARIANT_ID",
    "BrandDraft",
    "BrandRow",
    "CatalogErrorCode",
    "CategoryDraft",
    "CategoryRow",
    "CollectionDraft",
    "CollectionRow",
    "CustomsFacts",
    "KnownProduct",
    "MediaDraft",
    "MediaFormat",
    "MediaRow",
    "OptionDraft",
    "OptionValueDraft",
    "OptionValueRow",
    "PartPosition",
    "Position",
    "ProductDraft",
    "ProductFilters",
    "ProductList",
    "ProductOrder",
    "ProductRow",
    "SelectedOptionRow",
    "Texts",
    "UpsertOutcome",
    "Upserted",
    "VariantCondition",
    "VariantDraft",
    "VariantFacts",
    "VariantRow",
    "brands_by_ids",
    "breadcrumbs",
    "categories_by_ids",
    "category_by_slug",
    "category_descriptions",
    "child_categories",
    "clean_html",
    "collection_by_slug",
    "collection_descriptions",
    "collection_slugs_of_products",
    "collections_by_ids",
    "count_public_products",
    "list_collections",
    "list_products",
    "list_products_of_categories",
    "list_products_of_collections",
    "media_by_ids",
    "media_of_products",
    "media_url",
    "next_publication",
    "offered_variants",
    "options_of_products",
    "position_of",
    "product_by_slug",
    "product_descriptions",
    "product_of_origin",
    "products_by_ids",
    "products_of_variants",
    "publications_ahead",
    "root_categories",
    "selected_options",
    "set_collection_products",
    "slugify",
    "upsert_brand",
    "upsert_category",
    "upsert_collection",
    "upsert_product",
    "variants_as_shown",
    "variants_by_ids",
    "variants_of_products",
]
