"""Pure rules of the catalog: drafts of what is to be stored, safe HTML, slugs, names, addresses of media."""

from app.catalog.rules.checks import normalized
from app.catalog.rules.drafts import (
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    MediaDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    Texts,
    Upserted,
    UpsertOutcome,
    VariantDraft,
)
from app.catalog.rules.html import clean_html
from app.catalog.rules.media import MediaFormat, is_elsewhere, ladder_width, media_url
from app.catalog.rules.names import clean_name, full_names, slugify, variant_names

__all__ = [
    "BrandDraft",
    "CategoryDraft",
    "CollectionDraft",
    "MediaDraft",
    "MediaFormat",
    "OptionDraft",
    "OptionValueDraft",
    "ProductDraft",
    "Texts",
    "UpsertOutcome",
    "Upserted",
    "VariantDraft",
    "clean_html",
    "clean_name",
    "full_names",
    "is_elsewhere",
    "ladder_width",
    "media_url",
    "normalized",
    "slugify",
    "variant_names",
]
