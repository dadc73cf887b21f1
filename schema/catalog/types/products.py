"""Products, their variants and their categories: they refer to each other, so they stand together."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Self
from uuid import UUID

import strawberry

from app import catalog, inventory, pricing
from app.admission import at_most
from app.catalog import CATEGORY_ID, PRODUCT_ID, VARIANT_ID, CategoryRow, ProductRow, VariantRow
from app.core.context import RequestContext
from app.core.paging import page_size
from app.execution import Selected, batched
from app.freshness import CATEGORIES
from schema.catalog.inputs import ProductSort, read_filters
from schema.catalog.listing import Filters, Sort, listed_products, product_list_request, single_cursor
from schema.catalog.paging import list_context, read_part_position, write_position
from schema.catalog.types.media import Media
from schema.catalog.types.values import Availability, Brand, ContentLocalization, ProductOption, SelectedOption
from schema.core.caching import cached
from schema.core.codes import CountryCode
from schema.core.connections import After, Connection, First
from schema.core.nodes import Node
from schema.pricing.types import Price, PriceRange, price_range_reader, price_reader


@strawberry.type(description="A node of the tree into which products are sorted.", directives=[cached(300)])
class Category(Node):
    cache_tag = "key"

    slug: str = strawberry.field(description="A readable key for addresses and filters, unique among categories.")
    name: str = strawberry.field(description="The name, in the first language of the request's chain that has one.")
    key: strawberry.Private[UUID]
    parent_key: strawberry.Private[UUID | None]

    @batched(description="What belongs here: safe HTML; may be empty.")
    @staticmethod
    async def description(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[str]:
        keys = [category.key for category in parents]
        found = await catalog.category_descriptions(ctx.db, keys, ctx.place.language_chain)
        return [found.get(key, "") for key in keys]

    @batched(description="The category above; null at the top of the tree.")
    @staticmethod
    async def parent(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence["Category | None"]:
        keys = [category.parent_key for category in parents if category.parent_key]
        found = await catalog.categories_by_ids(ctx.db, keys, ctx.place.language_chain) if keys else {}
        return [Category.of(found[each.parent_key]) if each.parent_key in found else None for each in parents]

    @batched(description="The categories directly below, in their order.", lists=(CATEGORIES,), hints=[at_most(20)])
    @staticmethod
    async def children(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[list["Category"]]:
        found = await catalog.child_categories(ctx.db, [each.key for each in parents], ctx.place.language_chain)
        return [[Category.of(row) for row in found[category.key]] for category in parents]

    @batched(description="The way from the top of the tree down to this category, itself included.", hints=[at_most(5)])
    @staticmethod
    async def breadcrumbs(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[list["Category"]]:
        return await _ways_to(ctx, [category.key for category in parents])

    @batched(description="The products in this category and in all below it.", lists=listed_products)
    @staticmethod
    async def products(
        ctx: RequestContext,
        parents: Sequence["Category"],
        first: First = 20,
        after: After = strawberry.UNSET,
        sort: Sort = ProductSort.NEWEST,
        filters: Filters = strawberry.UNSET,
    ) -> Sequence[Connection["Product"]]:
        keys = [category.key for category in parents]
        request = product_list_request(ctx, keys, first, after, sort.order, read_filters(filters))
        pages = await catalog.list_products_of_categories(ctx.db, keys, request.asked)
        return request.connections(pages, Product.reader(ctx))

    @classmethod
    def of(cls, row: CategoryRow) -> Self:
        return cls(
            id=strawberry.ID(CATEGORY_ID.encode(row.id)),
            slug=row.slug,
            name=row.name,
            key=row.id,
            parent_key=row.parent_id,
        )


@strawberry.type(description="One article that can be bought.", directives=[cached(300)])
class ProductVariant(Node):
    cache_tag = "product_key"

    sku: str = strawberry.field(description="The stock-keeping unit, unique in the shop.")
    name: str = strawberry.field(
        description="What sets it apart from the product's other variants, such as `Navy / M`; empty where there is "
        "nothing to choose."
    )
    weight_grams: int | None = strawberry.field(description="The weight in grams; null where it is not known.")
    hs_code: str | None = strawberry.field(
        description="The customs tariff number (Harmonized System): six digits, or eight or ten national ones. Null "
        "where it is not known."
    )
    origin_country_code: CountryCode | None = strawberry.field(
        description="Where it was made; null where it is not known."
    )
    key: strawberry.Private[UUID]
    product_key: strawberry.Private[UUID]

    @batched(description="The product that it is a variant of.")
    @staticmethod
    async def product(ctx: RequestContext, parents: Sequence["ProductVariant"]) -> Sequence["Product"]:
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
        found = await catalog.selected_options(ctx.db, [each.key for each in parents], ctx.place.language_chain)
        return [
            [SelectedOption(name=row.option_name, value=row.value_name) for row in found[variant.key]]
            for variant in parents
        ]

    @batched(description="What it costs here; null where it is not sold in this market.")
    @staticmethod
    async def price(ctx: RequestContext, parents: Sequence["ProductVariant"]) -> Sequence[Price | None]:
        keys = [variant.key for variant in parents]
        found = await pricing.prices_of_variants(ctx.db, ctx.place.market_id, keys)
        show = await price_reader(ctx)
        return [show(found[key]) if key in found else None for key in keys]

    @batched(description="Whether it can be bought here and now.", tag="key")
    @staticmethod
    async def availability(ctx: RequestContext, parents: Sequence["ProductVariant"]) -> Sequence[Availability]:
        keys = [variant.key for variant in parents]
        prices = await pricing.prices_of_variants(ctx.db, ctx.place.market_id, keys)
        stock = await inventory.available_quantities(ctx.db, keys)
        chain = ctx.place.language_chain
        return [Availability.of(sum(stock[key].values()), chain, is_sold=key in prices) for key in keys]

    @classmethod
    def of(cls, row: VariantRow) -> Self:
        return cls(
            id=strawberry.ID(VARIANT_ID.encode(row.id)),
            sku=row.sku,
            name=row.name,
            weight_grams=row.weight_grams,
            hs_code=row.hs_code,
            origin_country_code=row.origin_country_code,
            key=row.id,
            product_key=row.product_id,
        )


@strawberry.type(description="What the shop sells, in one or more variants.", directives=[cached(300)])
class Product(Node):
    cache_tag = "key"

    slug: str = strawberry.field(description="A readable key for addresses, unique among products.")
    name: str = strawberry.field(description="The name, in the language that `localization` tells.")
    tags: list[str] = strawberry.field(description="Words that the merchant gave it; not translated.")
    brand: Brand | None = strawberry.field(description="The maker's mark; null for none.")
    category: Category | None = strawberry.field(description="Where it stands in the tree; null for nowhere.")
    localization: ContentLocalization = strawberry.field(description="Which language its texts are in.")
    key: strawberry.Private[UUID]

    @batched(description="What it is: safe HTML; may be empty.")
    @staticmethod
    async def description(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[str]:
        keys = [product.key for product in parents]
        found = await catalog.product_descriptions(ctx.db, keys, ctx.place.language_chain)
        return [found.get(key, "") for key in keys]

    @batched(description="The picture to show it by; null for none.")
    @staticmethod
    async def featured_media(
        ctx: RequestContext, parents: Sequence["Product"], selected: Selected
    ) -> Sequence[Media | None]:
        keys = [product.key for product in parents]
        chain, with_alt = ctx.place.language_chain, "alt" in selected
        found = await catalog.media_of_products(ctx.db, keys, chain, 1, with_alt=with_alt)
        return [next((Media.of(ctx, row) for row in found[key].items), None) for key in keys]

    @batched(description="Its pictures, in their order.")
    @staticmethod
    async def media(
        ctx: RequestContext,
        parents: Sequence["Product"],
        selected: Selected,
        first: First = 20,
        after: After = strawberry.UNSET,
    ) -> Sequence[Connection[Media]]:
        keys, cursor = [product.key for product in parents], single_cursor(after, len(parents))
        context = cache(lambda key: list_context(ctx, "media", str(key)))
        position = read_part_position(cursor, context(keys[0])) if cursor else None
        found = await catalog.media_of_products(
            ctx.db,
            keys,
            ctx.place.language_chain,
            page_size(first, ctx.settings.limit_page_size),
            position,
            with_alt="alt" in selected,
        )
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
        found = await pricing.price_ranges_of_products(ctx.db, ctx.place.market_id, keys)
        show = await price_range_reader(ctx)
        return [show(found[key]) if key in found else None for key in keys]

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
        description="What can be chosen, in its order; empty where there is nothing to choose.", hints=[at_most(3)]
    )
    @staticmethod
    async def options(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[list[ProductOption]]:
        found = await catalog.options_of_products(ctx.db, [each.key for each in parents], ctx.place.language_chain)
        return [ProductOption.all_of(found[product.key]) for product in parents]

    @batched(
        description="The way from the top of the category tree down to its category, which is the last.",
        hints=[at_most(5)],
    )
    @staticmethod
    async def breadcrumbs(ctx: RequestContext, parents: Sequence["Product"]) -> Sequence[list[Category]]:
        keys = list(dict.fromkeys(product.category.key for product in parents if product.category))
        ways = dict(zip(keys, await _ways_to(ctx, keys) if keys else [], strict=True))
        return [ways[product.category.key] if product.category else [] for product in parents]

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
                name=row.name,
                tags=row.tags,
                brand=brands[row.brand_id],
                category=categories[row.category_id],
                localization=localizations[row.language_tag],
                key=row.id,
            )

        return read


async def _ways_to(ctx: RequestContext, keys: Sequence[UUID]) -> list[list[Category]]:
    found = await catalog.breadcrumbs(ctx.db, keys, ctx.place.language_chain)
    return [[Category.of(row) for row in found[key]] for key in keys]
