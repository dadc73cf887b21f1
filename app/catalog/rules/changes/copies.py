"""A product made after another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.catalog.rules.drafts import ProductDraft


@dataclass(frozen=True)
class CopyNames:
    """What a copy is called where no two things can be called the same."""

    slug: str
    sku_suffix: str = "-COPY"
    skus: Mapping[str, str] = field(default_factory=dict)
    """Old SKU → new SKU, for those that are not made with the suffix."""
    name: str | None = None
    """In the source language. None: the same name."""

    def sku(self, old: str) -> str:
        """What the copy of the variant with this SKU has."""
        return self.skus.get(old, f"{old}{self.sku_suffix}")


def duplicate(draft: ProductDraft, names: CopyNames) -> ProductDraft:
    """The same product under other names, seen by nobody.

    Words, media, options, attributes, safety and customs data are copied. Slugs of languages are the original's and
    stay there; so are GTINs and barcodes, which stand for one article, and ids in other systems.
    """
    tag = draft.source_language_tag
    translations = {each: replace(texts, slug=None) for each, texts in draft.translations.items()}
    if names.name is not None and tag in translations:
        translations[tag] = replace(translations[tag], name=names.name)
    variants = tuple(
        replace(variant, sku=names.sku(variant.sku), gtin=None, barcode=None, external_id=None)
        for variant in draft.variants
    )
    return replace(
        draft, slug=names.slug, translations=translations, variants=variants, publications=(), external_id=None
    )
