"""Products."""

from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Annotated
from uuid import UUID

import strawberry

from app import catalog, pricing
from app.admission import at_most
from app.catalog import PRODUCT_ID, ProductDetails, ProductPart, ProductRow, plain_text
from app.catalog.models import MediaRole
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import page_size
from app.execution import Selected, batched
from schema.catalog.listing import single_cursor
from schema.catalog.paging import list_context, read_part_position, write_position
from schema.catalog.types.attributes import AttributeKeys, ProductAttribute, attributes_shown
from schema.catalog.types.brand import Brand
from schema.catalog.types.category import Category
from schema.catalog.types.localization import ContentLocalization
from schema.catalog.types.media import Media
from schema.catalog.types.metadata import MetadataKeys, of_keys
from schema.catalog.types.options import ProductOption, SelectedOptionInput, read_choices
from schema.catalog.types.product_type import ProductType
from schema.catalog.types.reading import first_media, product_parts
from schema.catalog.types.safety import ProductSafety
from schema.catalog.types.seo import LONGEST_DESCRIPTION, ProductSeo, alternates_of
from schema.catalog.types.variants import ProductVariant
from schema.core.caching import cached
from schema.core.connections import After, Connection, First
from schema.core.nodes import Node
from schema.core.scalars import JSON
from schema.pricing.types import PriceRange
from schema.search.similar import SimilarProducts

MediaRoles = Annotated[
    list[MediaRole] | None, strawberry.argument(description="Only media for these purposes. Omitted: all.")
]
ChosenOptions = Annotated[
    list[SelectedOptionInput], strawberry.argument(description="The values, each of another option, at most 10.")
]


@strawberry.type(description="What the shop sells, in one or more variants.", directives=[cached(300)])
class Product(SimilarProducts, ProductSafety, Node):
    cache_tag = "key"

    slug: str = strawberry.field(
        description="A readable key for addresses in the language of the name, unique among products. An address with "
        "one of another language, or with one that it had before, leads to it too."
    )
    handle: str = strawberry.field(description="The slug that is the same in every language.")
    name: str = strawberry.field(description="The name, in the language that `localization` tells.")
    version: int = strawberry.field(description="Rises by one with each change; staff give it with theirs.")
    tags: list[str] = strawberry.field(description="Words that the merchant gave it; not translated.")
    brand: Brand | None = strawberry.field(description="The maker's mark; null for none.")
    category: Category | None = strawberry.field(description="Where it stands in the tree; null for nowhere.")
    localization: ContentLocalization = strawberry.field(description="Which language its texts are in.")
    key: strawberry.Private[UUID]

    @batched(description="What it is: safe HTML; may be empty.")
    @staticmethod
    async def description(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[str]:
        found = await _parts(ctx, parents, ProductPart.TEXTS)
        return [found[product.key].description or "" for product in parents]

    @batched(description="The kind of product that it is.")
    @staticmethod
    async def type(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[ProductType]:
        found, chain = await _parts(ctx, parents, ProductPart.TYPE), ctx.place.language_chain
        return [ProductType.of(found[product.key], chain) for product in parents]

    @batched(description="What it is described by, in the order of its type.", hints=[at_most(10)])
    @staticmethod
    async def attributes(
        ctx: RequestContext, parents: Sequence["Product"], keys: AttributeKeys = strawberry.UNSET
    ) -> Sequence[list[ProductAttribute]]:
        found = await _parts(ctx, parents, ProductPart.ATTRIBUTES)
        rows = [found[product.key] for product in parents]
        return await attributes_shown(ctx, [(row.definitions or [], row.attributes or {}) for row in rows], keys)

    @batched(description="What search engines are told of its page.")
    @staticmethod
    async def seo(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[ProductSeo]:
        found = await _parts(ctx, parents, ProductPart.TEXTS, ProductPart.SLUGS)
        return [await _seo(ctx, product, found[product.key]) for product in parents]

    @batched(description="What the merchant keeps here for its own programs, as a JSON object.")
    @staticmethod
    async def metadata(
        ctx: RequestContext, parents: Sequence["Product"], keys: MetadataKeys = strawberry.UNSET
    ) -> Sequence[JSON]:
        found = await _parts(ctx, parents, ProductPart.METADATA)
        return [JSON(of_keys(found[product.key].metadata or {}, keys)) for product in parents]

    @batched(description="Whether one of its variants consists of others.")
    @staticmethod
    async def is_bundle(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[bool]:
        found = await _parts(ctx, parents, ProductPart.BUNDLE)
        return [bool(found[product.key].is_bundle) for product in parents]

    @batched(description="The picture to show it by; null for none.")
    @staticmethod
    async def featured_media(
        ctx: RequestContext, parents: Sequence["Product"], selected: Selected
    ) -> Sequence[Media | None]:
        keys = [product.key for product in parents]
        found = await first_media(ctx, keys, 1, with_alt="alt" in selected)
        return [next((Media.of(ctx, row) for row in found[key].items), None) for key in keys]

    @batched(description="Its pictures, films and models that are ready to be shown, in their order.")
    @staticmethod
    async def media(
        ctx: RequestContext,
        parents: Sequence["Product"],
        selected: Selected,
        first: First = 20,
        after: After = strawberry.UNSET,
        roles: MediaRoles = strawberry.UNSET,
    ) -> Sequence[Connection[Media]]:
        keys, cursor = [product.key for product in parents], single_cursor(after, len(parents))
        wanted = sorted(set(roles)) if isinstance(roles, list) else []
        context = cache(lambda key: list_context(ctx, "media", str(key), *wanted))
        size, with_alt = page_size(first, ctx.settings.limit_page_size), "alt" in selected
        if cursor or wanted:
            position = read_part_position(cursor, context(keys[0])) if cursor else None
            found = await catalog.media_of_products(
                ctx.db, keys, ctx.place.language_chain, size, position, with_alt=with_alt, roles=wanted
            )
        else:
            found = await first_media(ctx, keys, size, with_alt=with_alt)
        return [
            Connection.of(
                found[key],
                lambda row: Media.of(ctx, row),
                lambda row: write_position(context(row.product_id), catalog.PartPosition(row.position, row.id)),
                after=cursor,
            )
            for key in keys
        ]

    @batched(description="What its variants cost here; null where none is sold in this market.")
    @staticmethod
    async def price_range(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[PriceRange | None]:
        keys = [product.key for product in parents]
        found = await pricing.price_ranges_of_products(ctx.db, await pricing.tariff_of(ctx), keys)
        currency_code, locale = ctx.place.currency_code, ctx.place.locale
        return [PriceRange.of(found[key], currency_code, locale) if key in found else None for key in keys]

    @batched(description="What can be bought of it, in the merchant's order.")
    @staticmethod
    async def variants(
        ctx: RequestContext, parents: Sequence["Product"], first: First = 20, after: After = strawberry.UNSET
    ) -> Sequence[Connection[ProductVariant]]:
        keys, cursor = [product.key for product in parents], single_cursor(after, len(parents))
        context = cache(lambda key: list_context(ctx, "variants", str(key)))
        position = read_part_position(cursor, context(keys[0])) if cursor else None
        found = await catalog.variants_of_products(
            ctx.db, keys, ctx.place.language_chain, page_size(first, ctx.settings.limit_page_size), position
        )
        return [
            Connection.of(
                found[key],
                ProductVariant.of,
                lambda row: write_position(context(row.product_id), catalog.PartPosition(row.position, row.id)),
                after=cursor,
            )
            for key in keys
        ]

    @batched(
        description="The first variant with these values of its options; null where there is none. Give a value for "
        "each option to name one variant."
    )
    @staticmethod
    async def variant_by_selected_options(
        ctx: RequestContext, parents: Sequence["Product"], options: ChosenOptions
    ) -> Sequence[ProductVariant | None]:
        choices, chain = read_choices(options), ctx.place.language_chain
        if not choices:
            raise RequestError("BAD_USER_INPUT", "Give at least one of `options`.")
        keys = [product.key for product in parents]
        found = await catalog.variants_by_choices(ctx.db, keys, choices, chain)
        rows = await catalog.variants_as_shown(ctx.db, list(found.values()), chain) if found else {}
        return [ProductVariant.of(rows[found[key]]) if key in found else None for key in keys]

    @batched(
        description="What can be chosen, in its order; empty where there is nothing to choose.", hints=[at_most(3)]
    )
    @staticmethod
    async def options(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[list[ProductOption]]:
        found = await _parts(ctx, parents, ProductPart.OPTIONS)
        return [ProductOption.all_of(found[product.key].option_values) for product in parents]

    @batched(
        description="The way from the top of the category tree down to its category, which is the last.",
        hints=[at_most(5)],
    )
    @staticmethod
    async def breadcrumbs(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[list[Category]]:
        found = await _parts(ctx, parents, ProductPart.WAY)
        return [[Category.of(row) for row in found[product.key].categories] for product in parents]

    @classmethod
    def reader(cls, ctx: RequestContext) -> Callable[[ProductRow], "Product"]:
        """How rows become products. A page has few brands, categories and languages: each is made once."""
        brands: dict[UUID | None, Brand | None] = {None: None}
        categories: dict[UUID | None, Category | None] = {None: None}
        localizations: dict[str, ContentLocalization] = {}

        def read(row: ProductRow) -> Product:
            if row.brand_id not in brands:
                brands[row.brand_id] = Brand.of(row.brand) if row.brand else None
            if row.category_id not in categories:
                categories[row.category_id] = Category.of(row.category) if row.category else None
            if row.language_tag not in localizations:
                localizations[row.language_tag] = ContentLocalization.of(row.language_tag, ctx.place.language_tag)
            return cls(
                id=strawberry.ID(PRODUCT_ID.encode(row.id)),
                slug=row.slug,
                handle=row.handle,
                name=row.name,
                version=row.version,
                tags=row.tags,
                brand=brands[row.brand_id],
                category=categories[row.category_id],
                localization=localizations[row.language_tag],
                key=row.id,
            )

        return read


def _parts(
    ctx: RequestContext, products: Sequence[Product], *parts: ProductPart
) -> Awaitable[dict[UUID, ProductDetails]]:
    return product_parts(ctx, [product.key for product in products], *parts)


async def _seo(ctx: RequestContext, product: Product, details: ProductDetails) -> ProductSeo:
    text = details.description or ""
    return ProductSeo(
        title=details.seo_title or product.name,
        description=details.seo_description or plain_text(text, LONGEST_DESCRIPTION),
        canonical_slug=product.slug,
        alternates=await alternates_of(ctx, product.handle, details.slugs or {}),
        product_key=product.key,
        product_name=product.name,
        product_text=text,
        product_brand=product.brand.name if product.brand else None,
        language_tag=product.localization.language_tag,
    )
