"""Changes of a product's variants."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.rules.changes.options import Chosen, choose
from app.catalog.rules.changes.products import change_attributes
from app.catalog.rules.drafts import AttributeInput, ProductDraft, VariantDraft


@dataclass(frozen=True)
class VariantChange:
    """What of a variant is to become what, or what a new one is. All that is not named here stays as it is."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    """By field of `VariantDraft`."""
    chosen: Sequence[Chosen] | None = None
    """Its option values, all of them. None: as they are."""
    attributes: Mapping[str, AttributeInput | None] = field(default_factory=dict)


def add_variants(draft: ProductDraft, added: Sequence[VariantChange]) -> ProductDraft:
    """The product with more variants behind those that it has. Each names its SKU; options grow by what is new."""
    for change in added:
        draft = _changed(draft, VariantDraft(sku=change.fields["sku"]), change, len(draft.variants))
    return draft


def change_variants(draft: ProductDraft, changes: Mapping[str, VariantChange]) -> ProductDraft:
    """The product with the variants of these SKUs changed; a SKU may be among what changes."""
    places = {variant.sku: place for place, variant in enumerate(draft.variants)}
    for sku, change in changes.items():
        draft = _changed(draft, draft.variants[places[sku]], change, places[sku])
    return draft


def remove_variants(draft: ProductDraft, skus: Collection[str]) -> ProductDraft:
    """The product without these. Option values that no variant has any more stay: they can be chosen again."""
    return replace(draft, variants=tuple(variant for variant in draft.variants if variant.sku not in skus))


def reorder_variants(draft: ProductDraft, skus: Sequence[str]) -> ProductDraft:
    """The product with these variants first, in this order, and the others behind them as they were."""
    by_sku = {variant.sku: variant for variant in draft.variants}
    order = dict.fromkeys([*skus, *by_sku])
    return replace(draft, variants=tuple(by_sku[sku] for sku in order))


def _changed(draft: ProductDraft, variant: VariantDraft, change: VariantChange, place: int) -> ProductDraft:
    options, choices = draft.options, variant.choices
    if change.chosen is not None:
        options, choices = choose(options, change.chosen, draft.source_language_tag)
    changed = replace(
        variant,
        **change.fields,
        choices=choices,
        attributes=change_attributes(variant.attributes, change.attributes),
    )
    variants = (*draft.variants[:place], changed, *draft.variants[place + 1 :])
    return replace(draft, options=options, variants=variants)
