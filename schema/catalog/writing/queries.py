"""Root fields of the catalog for staff: all of it, drafts included."""

import hashlib
import json
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.catalog import PRODUCT_ID
from app.catalog.queries.drafts import find_products
from app.catalog.queries.staff import StaffFilters, StaffPosition, StaffProductRow, staff_products_page
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import DEFAULT_PAGE, Page, page_size, read_cursor, write_cursor
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.codes import MissingPart, ProductStatus, StaffProductOrder
from schema.catalog.writing.types.products import CatalogProduct, load_catalog_products
from schema.core.access import scope
from schema.core.codes import LanguageCode
from schema.core.connections import After, Connection, First


@strawberry.input(description="What a list of products is narrowed down to. All conditions must hold.")
class CatalogProductFilterInput:
    status: ProductStatus | None = strawberry.field(default=UNSET, description="Whether shoppers see them.")
    product_type: str | None = strawberry.field(default=UNSET, description="The code of their product type.")
    category_slug: str | None = strawberry.field(
        default=UNSET, description="The category that they are in, without those below it."
    )
    sku: str | None = strawberry.field(default=UNSET, description="The SKU of one of their variants.")
    updated_since: datetime | None = strawberry.field(
        default=UNSET, description="When they were changed last: then, or later."
    )
    missing: list[MissingPart] | None = strawberry.field(default=UNSET, description="What they lack: all of it.")
    missing_language_code: LanguageCode | None = strawberry.field(
        default=UNSET, description="The language that `TRANSLATION` among `missing` is about."
    )

    def to_filters(self) -> StaffFilters:
        missing = [part.value for part in self.missing or ()]
        if (MissingPart.TRANSLATION.value in missing) != bool(self.missing_language_code):
            raise RequestError(
                "BAD_USER_INPUT", "`missing: TRANSLATION` and `missingLanguageCode` belong together: give both."
            )
        texts = [text for text in (self.product_type, self.category_slug, self.sku) if text]
        if not all(text.isprintable() for text in texts):
            raise RequestError("BAD_USER_INPUT", "A code, slug or SKU has characters that do not print.")
        return StaffFilters(
            status=self.status.value if self.status else None,
            product_type=self.product_type or None,
            category_slug=self.category_slug or None,
            sku=self.sku or None,
            updated_since=self.updated_since or None,
            missing=missing,
            missing_language=str(self.missing_language_code) if self.missing_language_code else None,
        )


Filter = Annotated[CatalogProductFilterInput | None, strawberry.argument(description="Which products.")]
Sort = Annotated[StaffProductOrder, strawberry.argument(description="How to sort.")]
OneId = Annotated[strawberry.ID | None, strawberry.argument(description="The id.")]
OneSlug = Annotated[str | None, strawberry.argument(description="A slug, of any language, or one that it had once.")]
OneSku = Annotated[str | None, strawberry.argument(description="The SKU of one of its variants.")]
OneExternalId = Annotated[str | None, strawberry.argument(description="Where it came from.")]


@strawberry.type
class StaffCatalogQueries:
    @root(
        description="All products, published or not. Needs a token with the scope `catalog:read`.",
        access=scope(Scope.CATALOG_READ),
    )
    @staticmethod
    async def catalog_products(
        ctx: RequestContext,
        first: First = DEFAULT_PAGE,
        after: After = UNSET,
        filter: Filter = UNSET,  # noqa: A002 - the argument's name is the API's
        sort: Sort = StaffProductOrder.RECENTLY_UPDATED,
    ) -> Connection[CatalogProduct]:
        size = page_size(first, ctx.settings.limit_page_size)
        filters = filter.to_filters() if filter else StaffFilters()
        context = _context(filters, sort)
        position = _position(after, context) if after else None
        rows = await staff_products_page(ctx.db, filters, sort, position, ctx.now, size + 1)
        places = {row.id: row for row in rows[:size]}
        found = [each for each in await load_catalog_products(ctx, list(places)) if each]
        return Connection.of(
            Page(found, has_next=len(rows) > size),
            lambda product: product,
            lambda product: _cursor(context, places[product.stored.id]),
            after=after or None,
        )

    @root(
        description="A product, whole, published or not; null where there is none. Needs a token with the scope "
        "`catalog:read`.",
        access=scope(Scope.CATALOG_READ),
    )
    @staticmethod
    async def catalog_product(
        ctx: RequestContext,
        id: OneId = UNSET,  # noqa: A002 - the argument's name is the API's
        slug: OneSlug = UNSET,
        sku: OneSku = UNSET,
        external_id: OneExternalId = UNSET,
    ) -> CatalogProduct | None:
        given = [text for text in (id, slug, sku, external_id) if text]
        if len(given) != 1:
            raise RequestError("BAD_USER_INPUT", "Give one of `id`, `slug`, `sku` and `externalId`.")
        (text,) = given
        if not text.isprintable():
            return None
        key = PRODUCT_ID.decode(text) if id else None
        if not id:
            found = await find_products(
                ctx.db,
                slugs=[slug] if slug else [],
                skus=[sku] if sku else [],
                external_ids=[external_id] if external_id else [],
            )
            key = found.get(text)
        return (await load_catalog_products(ctx, [key]))[0] if key else None


def _context(filters: StaffFilters, order: StaffProductOrder) -> str:
    facts = json.dumps(["catalogProducts", order.value, *filters], default=str)
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def _cursor(context: str, row: StaffProductRow) -> str:
    return write_cursor(context, row.updated_at.isoformat(), row.id.hex)


def _position(cursor: str, context: str) -> StaffPosition:
    moment, key = read_cursor(cursor, context, 2)
    try:
        position = StaffPosition(datetime.fromisoformat(moment), UUID(hex=key))
        if position.updated_at.tzinfo is None:
            raise ValueError("a moment has a time zone")
    except (AttributeError, TypeError, ValueError) as error:
        raise RequestError(
            "INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`."
        ) from error
    return position
