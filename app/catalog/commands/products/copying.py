"""Making a product after another one."""

from uuid import UUID

from app.catalog.commands.products.editing import Places, lock_product, refusing_what_is_taken
from app.catalog.commands.products.neighbours import VariantNeighbours
from app.catalog.commands.products.writing import add_product
from app.catalog.rules.changes import CopyNames, duplicate
from app.catalog.rules.drafts import Target
from app.core.context import RequestContext


async def duplicate_product(
    ctx: RequestContext, target: Target | None, names: CopyNames, places: Places, *, with_prices: bool
) -> UUID:
    """A new product like this one, under other names and seen by nobody. Gives its id.

    Its variants cost what the original's do, unless they are to have no prices yet. Stock is counted, never copied.
    """
    async with refusing_what_is_taken(), ctx.transaction() as session:
        stored = await lock_product(ctx, session, target)
        copy = duplicate(stored.draft, names)
        written = await add_product(ctx, session, copy, places, "catalog.product_duplicated")
        if with_prices:
            variants = {stored.variant_ids[sku]: written.variant_ids[names.sku(sku)] for sku in stored.variant_ids}
            await ctx.part(VariantNeighbours).copy(session, written.id, variants)
    return written.id
