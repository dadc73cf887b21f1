"""Variants."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from app import catalog
from app.admission import at_most, counted
from app.catalog import VARIANT_ID, MediaRow, VariantPart, VariantRow
from app.core.context import RequestContext
from app.execution import batched
from schema.catalog.types.availability import Availability, availabilities
from schema.catalog.types.goods import VariantGoods
from schema.catalog.types.media import Media
from schema.catalog.types.options import SelectedOption
from schema.catalog.types.reading import variant_parts
from schema.core.caching import INHERITED, cached
from schema.core.codes import CountryCode
from schema.core.nodes import Node
from schema.pricing.audience import As, At, Quantity, asked_price
from schema.pricing.history import From, Last, PriceHistoryPoint, To, price_histories
from schema.pricing.reading import price_sources
from schema.pricing.types import Price

if TYPE_CHECKING:
    from schema.catalog.types.products import Product

_MOST_MEDIA = 20


@strawberry.type(description="What stands in a bundle.", directives=[INHERITED])
class BundleItem:
    variant: "ProductVariant" = strawberry.field(description="The variant that stands in it.")
    quantity: int = strawberry.field(description="How many pieces of it.")


@strawberry.type(description="One article that can be bought.", directives=[cached(300)])
class ProductVariant(VariantGoods, Node):
    cache_tag = "product_key"

    sku: str = strawberry.field(description="The stock-keeping unit, unique in the shop.")
    name: str = strawberry.field(
        description="What sets it apart from the product's other variants, such as `Navy / M`; empty where there is "
        "nothing to choose."
    )
    weight_grams: int | None = strawberry.field(description="The weight in grams; null where it is not known.")
    origin_country_code: CountryCode | None = strawberry.field(
        description="Where it was made; null where it is not known."
    )
    key: strawberry.Private[UUID]
    product_key: strawberry.Private[UUID]
    general_hs_code: strawberry.Private[str | None]

    @batched(description="The product that it is a variant of.")
    @staticmethod
    async def product(
        ctx: RequestContext, parents: Sequence["ProductVariant"]
    ) -> Sequence[Annotated["Product", strawberry.lazy("schema.catalog.types.products")]]:
        from schema.catalog.types.products import Product  # which has variants itself

        keys = list(dict.fromkeys(variant.product_key for variant in parents))
        rows = await catalog.products_of_variants(ctx.db, keys, ctx.place.language_chain)
        show = Product.reader(ctx)
        found = {row.id: show(row) for row in rows if row}
        return [found[variant.product_key] for variant in parents]

    @batched(description="The value of each option of the product, in the options' order.", hints=[at_most(3)])
    @staticmethod
    async def selected_options(
        ctx: RequestContext, parents: Sequence["ProductVariant"]
    ) -> Sequence[list[SelectedOption]]:
        keys = [variant.key for variant in parents]
        found = await variant_parts(ctx, keys, VariantPart.CHOICES)
        return [
            [SelectedOption(name=name, value=value) for name, value, *_ in found[key].choices or ()] for key in keys
        ]

    @batched(description="What it costs here; null where it is not sold in this market.")
    @staticmethod
    async def price(
        ctx: RequestContext,
        parents: Sequence["ProductVariant"],
        quantity: Quantity = 1,
        at: At = strawberry.UNSET,
        audience: As = strawberry.UNSET,
    ) -> Sequence[Price | None]:
        asked, keys = await asked_price(ctx, quantity, at, audience), [variant.key for variant in parents]
        found = await price_sources(ctx, keys, asked)
        currency_code, locale = asked.shopper.currency_code, ctx.place.locale
        return [
            Price.of(source.variant.price, currency_code, locale, source) if (source := found.get(key)) else None
            for key in keys
        ]

    @batched(
        description="What it cost here before, as everybody was shown it, for charts: the oldest point first, which is "
        "at the beginning of the span unless there are more than `last`.",
        hints=[counted("last")],
    )
    @staticmethod
    async def price_history(
        ctx: RequestContext,
        parents: Sequence["ProductVariant"],
        start: From = strawberry.UNSET,
        to: To = strawberry.UNSET,
        last: Last = 100,
    ) -> Sequence[list[PriceHistoryPoint]]:
        return await price_histories(ctx, [variant.key for variant in parents], start, to, last)

    @batched(description="Whether it can be bought here and now.", tag="key")
    @staticmethod
    async def availability(ctx: RequestContext, parents: Sequence["ProductVariant"]) -> Sequence[Availability]:
        keys = [variant.key for variant in parents]
        found = await availabilities(ctx, keys)
        return [found[key] for key in keys]

    @batched(
        description="What shows it, ready to be shown: its own pictures, films and models, else its product's, in "
        "their order; at most 20.",
        hints=[at_most(5)],
    )
    @staticmethod
    async def media(ctx: RequestContext, parents: Sequence["ProductVariant"]) -> Sequence[list[Media]]:
        found = await _media_of(ctx, parents, _MOST_MEDIA)
        return [[Media.of(ctx, row) for row in rows] for rows in found]

    @batched(description="The picture to show it by: its own first, else its product's; null for none.")
    @staticmethod
    async def featured_media(ctx: RequestContext, parents: Sequence["ProductVariant"]) -> Sequence[Media | None]:
        found = await _media_of(ctx, parents, 1)
        return [Media.of(ctx, rows[0]) if rows else None for rows in found]

    @batched(description="What it consists of, where it is a bundle; else empty.", hints=[at_most(5)])
    @staticmethod
    async def bundle_items(ctx: RequestContext, parents: Sequence["ProductVariant"]) -> Sequence[list[BundleItem]]:
        components = await catalog.components_of_bundles(ctx.db, [variant.key for variant in parents])
        keys = list(dict.fromkeys(one.variant_id for each in components.values() for one in each))
        rows = await catalog.variants_as_shown(ctx.db, keys, ctx.place.language_chain) if keys else {}
        return [
            [
                BundleItem(variant=ProductVariant.of(rows[one.variant_id]), quantity=one.quantity)
                for one in components.get(variant.key, ())
            ]
            for variant in parents
        ]

    @classmethod
    def of(cls, row: VariantRow) -> Self:
        return cls(
            id=strawberry.ID(VARIANT_ID.encode(row.id)),
            sku=row.sku,
            name=row.name,
            weight_grams=row.weight_grams,
            general_hs_code=row.hs_code,
            origin_country_code=row.origin_country_code,
            key=row.id,
            product_key=row.product_id,
        )


async def _media_of(ctx: RequestContext, variants: Sequence[ProductVariant], most: int) -> list[list[MediaRow]]:
    """At most three statements: which media are whose, those, and the products' for the variants that have none."""
    chain = ctx.place.language_chain
    parts = await variant_parts(ctx, [variant.key for variant in variants], VariantPart.MEDIA)
    own = {variant.key: parts[variant.key].media_ids or [] for variant in variants}
    ids = list(dict.fromkeys(media_id for each in own.values() for media_id in each))
    rows = await catalog.media_as_shown(ctx.db, ids, chain) if ids else {}
    ready = {key: [rows[each] for each in media_ids if each in rows][:most] for key, media_ids in own.items()}
    without = list(dict.fromkeys(variant.product_key for variant in variants if not ready[variant.key]))
    shared = await catalog.media_of_products(ctx.db, without, chain, most) if without else {}
    return [ready[variant.key] or list(shared[variant.product_key].items) for variant in variants]
