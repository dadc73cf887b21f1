"""What several fields of a product or variant need of the same rows is read in one statement."""

from collections.abc import Awaitable, Sequence
from uuid import UUID

from app import catalog, inventory
from app.catalog import MediaRow, ProductDetails, ProductPart, VariantDetails, VariantPart
from app.core.context import RequestContext
from app.core.paging import Page
from app.core.together import read_together
from app.inventory import Sellable
from app.pricing import Shopper
from schema.pricing.audience import Asked
from schema.pricing.reading import PriceSource, price_sources


def product_parts(
    ctx: RequestContext, keys: Sequence[UUID], *parts: ProductPart
) -> Awaitable[dict[UUID, ProductDetails]]:
    """These parts of the products, with what other fields want of them."""
    chain = ctx.place.language_chain
    return read_together(
        ctx, ProductPart, keys, parts, lambda ids, wanted: catalog.product_details(ctx.db, ids, chain, wanted)
    )


def variant_parts(
    ctx: RequestContext, keys: Sequence[UUID], *parts: VariantPart
) -> Awaitable[dict[UUID, VariantDetails]]:
    """The same of variants."""
    chain = ctx.place.language_chain
    return read_together(
        ctx, VariantPart, keys, parts, lambda ids, wanted: catalog.variant_details(ctx.db, ids, chain, wanted)
    )


def prices(ctx: RequestContext, variant_keys: Sequence[UUID]) -> Awaitable[dict[UUID, PriceSource]]:
    """What each variant that is sold here costs whoever asks, one piece of it."""
    return price_sources(ctx, variant_keys, Asked(Shopper.of(ctx.place), ctx.now))


def sellable(ctx: RequestContext, variant_keys: Sequence[UUID]) -> Awaitable[dict[UUID, Sellable]]:
    """What the shopper can have of each variant."""
    country = ctx.place.country_code
    return read_together(
        ctx, Sellable, variant_keys, (), lambda ids, _: inventory.sellable_pieces(ctx.db, ids, country)
    )


async def first_media(
    ctx: RequestContext, keys: Sequence[UUID], size: int, *, with_alt: bool
) -> dict[UUID, Page[MediaRow]]:
    """The first media of each product: one statement for as many, and with the words, as any field wants."""
    chain = ctx.place.language_chain

    async def read(ids: list[UUID], wanted: frozenset[tuple[int, bool]]) -> dict[UUID, Page[MediaRow]]:
        most, any_alt = max(size for size, _ in wanted), any(alt for _, alt in wanted)
        return await catalog.media_of_products(ctx.db, ids, chain, most, with_alt=any_alt)

    found = await read_together(ctx, MediaRow, keys, [(size, with_alt)], read)
    return {key: page.first(size) for key, page in found.items()}
