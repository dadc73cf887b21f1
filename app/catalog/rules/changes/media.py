"""Changes of how a product is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.rules.drafts import MediaDraft, ProductDraft, VariantDraft


@dataclass(frozen=True)
class MediumChange:
    """What of a medium is to become what. All that is not named here stays as it is."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    """By field of `MediaDraft`."""
    alts: Mapping[str, str | None] = field(default_factory=dict)
    """By language tag. None takes one away."""
    variants: Collection[str] | None = None
    """The SKUs of the variants that it shows. None: as they are."""


def add_media(
    draft: ProductDraft, added: Sequence[MediaDraft], variants: Mapping[str, Collection[str]]
) -> ProductDraft:
    """The product with more media behind those that it has. One that it has already is replaced where it stands.

    `variants` are the SKUs of those that each shows, by source.
    """
    media = {medium.source: medium for medium in draft.media} | {medium.source: medium for medium in added}
    draft = replace(draft, media=tuple(media.values()))
    for source, skus in variants.items():
        draft = _shown(draft, source, skus)
    return draft


def change_media(draft: ProductDraft, changes: Mapping[str, MediumChange]) -> ProductDraft:
    """The product with the media of these sources changed."""
    media = []
    for medium in draft.media:
        change = changes.get(medium.source)
        if change is not None:
            alts = {tag: alt for tag, alt in {**medium.alts, **change.alts}.items() if alt is not None}
            medium = replace(medium, **change.fields, alts=alts)
        media.append(medium)
    draft = replace(draft, media=tuple(media))
    for source, change in changes.items():
        if change.variants is not None:
            draft = _shown(draft, source, change.variants)
    return draft


def reorder_media(draft: ProductDraft, sources: Sequence[str]) -> ProductDraft:
    """The product with these media first, in this order, and the others behind them as they were."""
    by_source = {medium.source: medium for medium in draft.media}
    return replace(draft, media=tuple(by_source[source] for source in dict.fromkeys([*sources, *by_source])))


def remove_media(draft: ProductDraft, sources: Collection[str]) -> ProductDraft:
    """The product without these, and no variant shown by them."""
    return replace(
        draft,
        media=tuple(medium for medium in draft.media if medium.source not in sources),
        variants=tuple(
            replace(variant, media=tuple(source for source in variant.media if source not in sources))
            for variant in draft.variants
        ),
    )


def _shown(draft: ProductDraft, source: str, skus: Collection[str]) -> ProductDraft:
    """The product with exactly these variants shown by the medium: their media stand in the product's order."""
    order = {medium.source: place for place, medium in enumerate(draft.media)}

    def of(variant: VariantDraft) -> VariantDraft:
        others = [each for each in variant.media if each != source]
        own = [*others, source] if variant.sku in skus else others
        return replace(variant, media=tuple(sorted(own, key=lambda each: order.get(each, len(order)))))

    return replace(draft, variants=tuple(of(variant) for variant in draft.variants))
