"""What merchants keep on things of the catalog for their own programs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from app.catalog.commands.products.editing import INPUT, Edit, Places, edit_product
from app.catalog.rules.drafts import StoredProduct, Target
from app.core.context import RequestContext

Metadata = Mapping[str, Any]
"""By key. None takes a value away."""


async def set_metadata(
    ctx: RequestContext,
    target: Target | None,
    *,
    variant_id: UUID | None = None,
    public: Metadata,
    private: Metadata,
) -> UUID:
    """Set values on a product, or on one of its variants, and give the product's id. Other keys stay as they are."""

    async def edit(stored: StoredProduct) -> Edit:
        draft = stored.draft
        if variant_id is None:
            own, secret = _set(draft.metadata, public), _set(draft.private_metadata, private)
            return Edit(replace(draft, metadata=own, private_metadata=secret), _PLACES)
        skus = {row_id: sku for sku, row_id in stored.variant_ids.items()}
        variants = tuple(
            replace(
                variant,
                metadata=_set(variant.metadata, public),
                private_metadata=_set(variant.private_metadata, private),
            )
            if variant.sku == skus.get(variant_id)
            else variant
            for variant in draft.variants
        )
        return Edit(replace(draft, variants=variants))

    return await edit_product(ctx, target, edit, action="catalog.metadata_set", path=INPUT)


_PLACES: Final[Places] = {("metadata",): ("metadata",), ("private_metadata",): ("privateMetadata",)}


def _set(stored: Metadata, given: Metadata) -> dict[str, Any]:
    return {key: value for key, value in {**stored, **given}.items() if value is not None}
