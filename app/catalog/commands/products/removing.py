"""Deleting products."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.commands.products.editing import INPUT, Path, lock_product, note
from app.catalog.commands.products.neighbours import VariantNeighbours
from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.drafts import StoredProduct, Target
from app.catalog.service.removal import bundles_with, remove_product, variants_of
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal


async def delete_product(ctx: RequestContext, target: Target | None) -> UUID:
    """Delete a product, and give the id that it had. Its slugs and SKUs can be taken by others.

    Its rows go, unless an order, a cart or stock refers to a variant: then they stay for those, and nobody is shown
    the product any more. Refuses a product that a bundle of another one consists of.
    """
    async with ctx.transaction() as session:
        stored = await lock_product(ctx, session, target)
        await delete_locked(ctx, session, stored)
    return stored.id


async def delete_locked(ctx: RequestContext, session: AsyncSession, stored: StoredProduct, path: Path = INPUT) -> None:
    """Delete a product that is locked, and note it."""
    variant_ids = await variants_of(session, stored.id)
    if skus := await bundles_with(session, stored.id, variant_ids):
        raise Refusal(_in_use(skus, path))
    used = await ctx.part(VariantNeighbours).used(session, variant_ids)
    await remove_product(session, stored.id, ctx.now, keep=bool(used))
    await note(ctx, session, "catalog.product_deleted", stored.id, stored.draft, None)


def _in_use(skus: Sequence[str], path: Path) -> Problem:
    return Problem(CatalogErrorCode.IN_USE, (*path, "id"), {"count": len(skus)})
