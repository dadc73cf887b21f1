"""What search engines are told of a page."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import strawberry

from app import catalog
from app.admission import at_most
from app.catalog import (
    OfferFacts,
    ProductFacts,
    TextDetails,
    VariantPart,
    media_url,
    plain_text,
    product_data,
    script_text,
)
from app.catalog.models import MediaType
from app.core.context import RequestContext
from app.core.money import to_decimal
from app.execution import batched
from app.freshness import STOCK
from app.markets import AtlasCache
from app.pricing import Shopper
from schema.catalog.types.availability import AvailabilityCode, availabilities
from schema.catalog.types.reading import variant_parts
from schema.core.caching import INHERITED, cached
from schema.core.codes import LanguageCode
from schema.pricing.audience import Asked
from schema.pricing.reading import price_sources

LONGEST_DESCRIPTION = 160
"""About what search engines show."""
_MOST_OFFERS = 100
_MOST_IMAGES = 5
_IMAGE_WIDTH = 1200


@strawberry.type(description="The same page in a language of the market, for `hreflang`.", directives=[INHERITED])
class SeoAlternate:
    language_code: LanguageCode = strawberry.field(description="The language.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag.")
    slug: str = strawberry.field(description="The slug in this language.")


@strawberry.type(description="What search engines are told of a page.", directives=[INHERITED])
class Seo:
    title: str = strawberry.field(description="The title of the page: the merchant's for this purpose, else the name.")
    description: str = strawberry.field(
        description="What the page is about, as plain text: the merchant's for this purpose, else the beginning of the "
        "description; may be empty."
    )
    canonical_slug: str = strawberry.field(
        description="The slug of the language in which the content is, under which the page is to be known."
    )
    alternates: list[SeoAlternate] = strawberry.field(
        description="The languages of the market into which the content is translated, in the market's order.",
        directives=[at_most(10)],
    )


@strawberry.type(description="What search engines are told of the page of a product.", directives=[cached(60)])
class ProductSeo(Seo):
    product_key: strawberry.Private[UUID]
    product_name: strawberry.Private[str]
    product_text: strawberry.Private[str]
    product_brand: strawberry.Private[str | None]
    language_tag: strawberry.Private[str]

    @batched(
        description="The product as structured data: a `Product` of schema.org with what it is offered for here, as "
        'JSON that can stand in `<script type="application/ld+json">` as it is.',
        lists=(STOCK,),
    )
    @staticmethod
    async def json_ld(ctx: RequestContext, parents: Sequence["ProductSeo"]) -> Sequence[str]:
        keys, chain = [seo.product_key for seo in parents], ctx.place.language_chain
        variants, media = await asyncio.gather(
            catalog.variants_of_products(ctx.db, keys, chain, _MOST_OFFERS),
            catalog.media_of_products(ctx.db, keys, chain, _MOST_IMAGES, with_alt=False),
        )
        offers = await _offers(ctx, {key: variants[key].items for key in keys})
        return [
            script_text(
                product_data(
                    ProductFacts(
                        name=seo.product_name,
                        description=plain_text(seo.product_text),
                        language_tag=seo.language_tag,
                        brand=seo.product_brand,
                        images=[
                            media_url(row.source, ctx.settings.public_url, _IMAGE_WIDTH, None)
                            for row in media[seo.product_key].items
                            if row.type is MediaType.IMAGE
                        ],
                        offers=offers[seo.product_key],
                    )
                )
            )
            for seo in parents
        ]


async def _offers(
    ctx: RequestContext, variants: Mapping[UUID, Sequence[catalog.VariantRow]]
) -> dict[UUID, list[OfferFacts]]:
    keys = [row.id for rows in variants.values() for row in rows]
    priced, available, goods = await asyncio.gather(
        price_sources(ctx, keys, Asked(Shopper.of(ctx.place), ctx.now)),
        availabilities(ctx, keys),
        variant_parts(ctx, keys, VariantPart.MEASURES),
    )
    offers: dict[UUID, list[OfferFacts]] = {}
    for product_key, rows in variants.items():
        offers[product_key] = [
            OfferFacts(
                sku=row.sku,
                name=row.name,
                gtin=goods[row.id].gtin,
                price=to_decimal(priced[row.id].variant.price.displayed, ctx.place.currency_code),
                currency_code=ctx.place.currency_code,
                is_in_stock=available[row.id].code is AvailabilityCode.IN_STOCK,
            )
            for row in rows
            if row.id in priced and available[row.id].code is not AvailabilityCode.RESTRICTED
        ]
    return offers


async def seo_of_texts(ctx: RequestContext, texts: TextDetails) -> Seo:
    """What is told of a category or collection."""
    return Seo(
        title=texts.seo_title or texts.name,
        description=texts.seo_description or plain_text(texts.description, LONGEST_DESCRIPTION),
        canonical_slug=texts.slug or texts.handle,
        alternates=await alternates_of(ctx, texts.handle, texts.slugs),
    )


async def alternates_of(ctx: RequestContext, handle: str, slugs: Mapping[str, str | None]) -> list[SeoAlternate]:
    """The languages of the market that there is a translation into, in its order."""
    market = (await ctx.part(AtlasCache).get()).market_by_id(ctx.place.market_id)
    return [
        SeoAlternate(language_code=tag, language_tag=tag, slug=slugs[tag] or handle)
        for tag in market.language_tags
        if tag in slugs
    ]
