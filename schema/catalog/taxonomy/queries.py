"""Root fields of what products are sorted into and described by."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.catalog.commands.taxonomy import count_products_of_rule
from app.catalog.queries.taxonomy_staff import (
    ATTRIBUTES_BY_CODE,
    BRAND_OF_SLUG,
    BRANDS_BY_SLUG,
    CATEGORIES_BY_SLUG,
    CATEGORY_OF_SLUG,
    COLLECTION_OF_SLUG,
    COLLECTIONS_BY_SLUG,
    OPERATOR_OF_CODE,
    OPERATORS_BY_CODE,
    NamedRow,
    page_of_names,
    page_of_types,
)
from app.core.context import RequestContext
from app.core.errors import Refusal, RequestError
from app.core.paging import DEFAULT_PAGE, Page, page_size, read_cursor, write_cursor
from app.core.reads import Read
from app.execution import root
from app.freshness import ATTRIBUTES
from app.identity import Scope
from i18n import translate
from schema.catalog.filters import findable
from schema.catalog.taxonomy.definitions import (
    AttributeDefinition,
    CatalogAttributeDefinition,
    CatalogProductType,
    attribute_definitions,
    catalog_attributes,
    catalog_product_types,
)
from schema.catalog.taxonomy.rules import CollectionRuleInput
from schema.catalog.taxonomy.types import (
    CatalogBrand,
    CatalogCategory,
    CatalogCollection,
    CatalogEconomicOperator,
    catalog_brands,
    catalog_categories,
    catalog_collections,
    catalog_operators,
)
from schema.core.access import scope
from schema.core.connections import After, Connection, First

NodeT = TypeVar("NodeT")
Load = Callable[[RequestContext, Sequence[UUID]], Awaitable[list[NodeT]]]

Slug = Annotated[str, strawberry.argument(description="The handle.")]
Code = Annotated[str, strawberry.argument(description="The code.")]
Rule = Annotated[CollectionRuleInput, strawberry.argument(description="The rule to try.")]

_NEEDS = "Needs a token with the scope `catalog:read`."
_STAFF = scope(Scope.CATALOG_READ)


@strawberry.type
class TaxonomyQueries:
    @root(description="The attributes that products can have, by their codes.", lists=(ATTRIBUTES,))
    @staticmethod
    async def attributes(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[AttributeDefinition]:
        return await _page(ctx, "attributes", ATTRIBUTES_BY_CODE, attribute_definitions, first, after)

    @root(description=f"All attributes, whole, by their codes. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def catalog_attributes(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[CatalogAttributeDefinition]:
        return await _page(ctx, "catalogAttributes", ATTRIBUTES_BY_CODE, catalog_attributes, first, after)

    @root(description=f"The product types, by their codes. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def product_types(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[CatalogProductType]:
        page = await page_of_types(ctx.db, page_size(first, ctx.settings.limit_page_size), _last(after, "types"))
        types = await catalog_product_types(ctx, page.items)
        shown = Page(types, page.has_next, page.has_previous)
        return Connection.of(shown, lambda each: each, lambda each: write_cursor("types", each.code))

    @root(description=f"The product type of this code; null where there is none. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def product_type(ctx: RequestContext, code: Code) -> CatalogProductType | None:
        return next(iter(await catalog_product_types(ctx, [findable(code)])), None)

    @root(description=f"The economic operators, by their codes. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def economic_operators(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[CatalogEconomicOperator]:
        return await _page(ctx, "operators", OPERATORS_BY_CODE, catalog_operators, first, after)

    @root(description=f"The economic operator of this code; null where there is none. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def economic_operator(ctx: RequestContext, code: Code) -> CatalogEconomicOperator | None:
        return await _one(ctx, OPERATOR_OF_CODE, catalog_operators, code)

    @root(description=f"All brands, whole, by their slugs. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def catalog_brands(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[CatalogBrand]:
        return await _page(ctx, "brands", BRANDS_BY_SLUG, catalog_brands, first, after)

    @root(description=f"A brand, whole; null where there is none of this slug. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def catalog_brand(ctx: RequestContext, slug: Slug) -> CatalogBrand | None:
        return await _one(ctx, BRAND_OF_SLUG, catalog_brands, slug)

    @root(description=f"All categories, whole, by their slugs. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def catalog_categories(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[CatalogCategory]:
        return await _page(ctx, "categories", CATEGORIES_BY_SLUG, catalog_categories, first, after)

    @root(description=f"A category, whole; null where there is none of this slug. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def catalog_category(ctx: RequestContext, slug: Slug) -> CatalogCategory | None:
        return await _one(ctx, CATEGORY_OF_SLUG, catalog_categories, slug)

    @root(description=f"All collections, whole, by their slugs. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def catalog_collections(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[CatalogCollection]:
        return await _page(ctx, "collections", COLLECTIONS_BY_SLUG, catalog_collections, first, after)

    @root(description=f"A collection, whole; null where there is none of this slug. {_NEEDS}", access=_STAFF)
    @staticmethod
    async def catalog_collection(ctx: RequestContext, slug: Slug) -> CatalogCollection | None:
        return await _one(ctx, COLLECTION_OF_SLUG, catalog_collections, slug)

    @root(
        description=f"How many products a collection would have by this rule, published or not. {_NEEDS}",
        access=_STAFF,
    )
    @staticmethod
    async def collection_rule_product_count(ctx: RequestContext, rule: Rule) -> int:
        try:
            return await count_products_of_rule(ctx, rule.to_document())
        except Refusal as refusal:
            problem = refusal.problems[0]
            message = translate(problem.message_id, ctx.place.language_chain, problem.facts)
            raise RequestError("BAD_USER_INPUT", message) from refusal


def _last(after: str | None, context: str) -> str:
    """The slug or code that a cursor stands for."""
    return findable(str(read_cursor(after, context, 1)[0])) if after else ""


async def _page(
    ctx: RequestContext, context: str, read: Read[NamedRow], load: Load[NodeT], first: int, after: str | None
) -> Connection[NodeT]:
    size = page_size(first, ctx.settings.limit_page_size)
    page = await page_of_names(ctx.db, read, size, _last(after, context))
    shown: list[Any] = await load(ctx, [row.id for row in page.items])
    names = [row.name for row in page.items]
    pairs = Page(list(zip(shown, names, strict=True)), page.has_next, page.has_previous)
    return Connection.of(pairs, lambda pair: pair[0], lambda pair: write_cursor(context, pair[1]))


async def _one(ctx: RequestContext, read: Read[NamedRow], load: Load[NodeT], name: str) -> NodeT | None:
    row = await read.first(ctx.db, name=findable(name))
    return next(iter(await load(ctx, [row.id])), None) if row else None
