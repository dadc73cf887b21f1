"""Changing the variants and options of a product."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from app.catalog.commands.products.editing import INPUT, Edit, Path, Places, edit_product
from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.changes import (
    OptionChange,
    VariantChange,
    add_variants,
    change_options,
    change_variants,
    remove_variants,
    reorder_variants,
)
from app.catalog.rules.drafts import StoredProduct, Target
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal

_VARIANTS: Final = "variants"


async def add_product_variants(
    ctx: RequestContext, target: Target | None, added: Sequence[VariantChange], places: Sequence[Places]
) -> UUID:
    """Put variants behind those that a product has. Gives the product's id.

    `places` are those within each of them. A SKU that the product had once brings that variant back, with its id.
    """

    async def edit(stored: StoredProduct) -> Edit:
        there = {variant.sku for variant in stored.draft.variants}
        if problems := [
            Problem(
                CatalogErrorCode.SKU_REPEATED,
                (*INPUT, _VARIANTS, str(index), "sku"),
                {"sku": change.fields["sku"]},
            )
            for index, change in enumerate(added)
            if change.fields["sku"] in there
        ]:
            raise Refusal(*problems)
        first = len(stored.draft.variants)
        found = _places(places, [first + index for index in range(len(added))])
        return Edit(add_variants(stored.draft, added), found)

    return await edit_product(ctx, target, edit, action="catalog.variants_created")


async def update_product_variants(
    ctx: RequestContext,
    target: Target | None,
    changes: Sequence[tuple[UUID | None, VariantChange]],
    places: Sequence[Places],
) -> UUID:
    """Change variants of a product; what is not given stays. Gives the product's id.

    A variant with another SKU stays the one that carts, orders and stock know.
    """

    async def edit(stored: StoredProduct) -> Edit:
        skus = _skus(stored, [variant_id for variant_id, _ in changes], (_VARIANTS,), "id")
        by_sku = dict(zip(skus, (change for _, change in changes), strict=True))
        renamed = {sku: change.fields["sku"] for sku, change in by_sku.items() if change.fields.get("sku", sku) != sku}
        order = [variant.sku for variant in stored.draft.variants]
        found = _places(places, [order.index(sku) for sku in skus])
        return Edit(change_variants(stored.draft, by_sku), found, renamed)

    return await edit_product(ctx, target, edit, action="catalog.variants_updated")


async def remove_product_variants(ctx: RequestContext, target: Target | None, ids: Sequence[UUID | None]) -> UUID:
    """Take variants off a product, of which one stays at least. Gives the product's id.

    They are sold no more. Carts, orders and stock go on knowing them, and their SKUs stay theirs.
    """

    async def edit(stored: StoredProduct) -> Edit:
        skus = _skus(stored, ids, ("variantIds",))
        return Edit(remove_variants(stored.draft, skus), {(_VARIANTS,): ("variantIds",)})

    return await edit_product(ctx, target, edit, action="catalog.variants_deleted")


async def reorder_product_variants(ctx: RequestContext, target: Target | None, ids: Sequence[UUID | None]) -> UUID:
    """Put these variants first, in this order. Gives the product's id."""

    async def edit(stored: StoredProduct) -> Edit:
        return Edit(reorder_variants(stored.draft, _skus(stored, ids, ("variantIds",))))

    return await edit_product(ctx, target, edit, action="catalog.variants_reordered")


async def update_product_options(ctx: RequestContext, target: Target | None, options: Sequence[OptionChange]) -> UUID:
    """Let a product offer these options with these values, in this order, and no others. Gives the product's id.

    Refuses to take away a value that a variant has, and an option without which two variants would be the same.
    """

    async def edit(stored: StoredProduct) -> Edit:
        return Edit(change_options(stored.draft, options), {("options",): ("options",), (_VARIANTS,): ("options",)})

    return await edit_product(ctx, target, edit, action="catalog.options_updated")


def _skus(stored: StoredProduct, ids: Sequence[UUID | None], path: Path, *rest: str) -> list[str]:
    """The SKUs of these variants. Refuses ids of others, every one of them, and one that is there twice."""
    sku_of = {variant_id: sku for sku, variant_id in stored.variant_ids.items()}
    problems = [
        Problem(CatalogErrorCode.NOT_FOUND, (*INPUT, *path, str(index), *rest))
        for index, variant_id in enumerate(ids)
        if variant_id not in sku_of or variant_id in ids[:index]
    ]
    if problems:
        raise Refusal(*problems)
    return [sku_of[variant_id] for variant_id in ids if variant_id is not None]


def _places(within: Sequence[Places], draft_places: Sequence[int]) -> Places:
    """Where the variants of the input stand in the draft."""
    found: dict[Path, Path] = {}
    for index, (place, own_places) in enumerate(zip(draft_places, within, strict=True)):
        own, theirs = (_VARIANTS, str(place)), (_VARIANTS, str(index))
        found[own] = theirs
        found.update({(*own, *path): (*theirs, *shown) for path, shown in own_places.items()})
    return found
