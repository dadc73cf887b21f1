"""Products with their words, brand and category, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, ColumnElement, FromClause, Select, Uuid, bindparam, func, literal_column, select, true

from app.catalog.models import Brand, Category, CategoryTranslation, Product, ProductTranslation
from app.catalog.queries.categories import CategoryRow
from app.catalog.queries.collections import BrandRow
from app.catalog.queries.words import words
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of


class ProductRow(NamedTuple):
    """A product as lists show it. Its description is read apart (`product_descriptions`)."""

    ordinal: int
    """Which of the keys or lists that were asked for this row answers, from 1."""
    position: int
    """Where it stands in a collection; 0 elsewhere."""
    id: UUID
    slug: str
    product_type: str
    tags: list[str]
    version: int
    published_at: datetime | None
    language_tag: str
    """The language in which the product is named."""
    name: str
    brand_id: UUID | None
    brand_slug: str | None
    brand_name: str | None
    category_id: UUID | None
    category_slug: str | None
    category_parent_id: UUID | None
    category_name: str | None

    @property
    def brand(self) -> BrandRow | None:
        """Its brand, whole."""
        if self.brand_id is None or self.brand_slug is None or self.brand_name is None:
            return None
        return BrandRow(self.brand_id, self.brand_slug, self.brand_name)

    @property
    def category(self) -> CategoryRow | None:
        """Its category, whole."""
        if self.category_id is None or self.category_slug is None or self.category_name is None:
            return None
        return CategoryRow(self.category_id, self.category_slug, self.category_parent_id, self.category_name)


_product = table_of(Product).c
_brand = table_of(Brand)
_category = table_of(Category)

OWN_COLUMNS = (
    _product.id,
    _product.slug,
    _product.product_type,
    _product.tags,
    _product.version,
    _product.published_at,
    _product.brand_id,
    _product.category_id,
)
"""What `dressed` needs of the product itself."""

FIRST: ColumnElement[int] = literal_column("1").label("ordinal")
NOWHERE: ColumnElement[int] = literal_column("0").label("position")


def now_parameter() -> ColumnElement[datetime]:
    """The moment at which the shop is looked at."""
    return bindparam("now", type_=TIMESTAMP(timezone=True))


def is_public() -> ColumnElement[bool]:
    """Whether shoppers may see the product: it has been published, and not for a later day."""
    return _product.published_at <= now_parameter()


def dressed(
    source: FromClause,
    products: FromClause,
    ordinal: ColumnElement[Any] = FIRST,
    position: ColumnElement[Any] = NOWHERE,
) -> Select[Any]:
    """The columns of a `ProductRow` for `products`, a part of `source` that has the `OWN_COLUMNS`."""
    own = products.c
    named = words(table_of(ProductTranslation), "product_id", own.id, "product_words")
    category_named = words(table_of(CategoryTranslation), "category_id", own.category_id, "category_words")
    return select(
        ordinal.label("ordinal"),
        position.label("position"),
        own.id,
        own.slug,
        own.product_type,
        own.tags,
        own.version,
        own.published_at,
        func.coalesce(named.c.language_tag, "en").label("language_tag"),
        func.coalesce(named.c.name, own.slug).label("name"),
        own.brand_id,
        _brand.c.slug.label("brand_slug"),
        _brand.c.name.label("brand_name"),
        own.category_id,
        _category.c.slug.label("category_slug"),
        _category.c.parent_id.label("category_parent_id"),
        func.coalesce(category_named.c.name, _category.c.slug).label("category_name"),
    ).select_from(
        source.outerjoin(named, true())
        .outerjoin(_brand, _brand.c.id == own.brand_id)
        .outerjoin(_category, _category.c.id == own.category_id)
        .outerjoin(category_named, true())
    )


_wanted = (
    func.unnest(array_parameter("ids", Uuid())).table_valued("id", with_ordinality="ordinal").render_derived("wanted")
)
_by_ids = dressed(table_of(Product).join(_wanted, _wanted.c.id == _product.id), table_of(Product), _wanted.c.ordinal)
_any_by_ids = Read(_by_ids, ProductRow)
_public_by_ids = Read(_by_ids.where(is_public()), ProductRow)
_public_by_slug = Read(
    dressed(table_of(Product), table_of(Product)).where(_product.slug == bindparam("slug"), is_public()), ProductRow
)


async def products_by_ids(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], now: datetime
) -> list[ProductRow | None]:
    """The products that shoppers may see, one for each id in their order; None for the others."""
    return _in_order(await _public_by_ids.all(database, ids=list(ids), chain=chain, now=now), len(ids))


async def products_of_variants(
    database: Database, ids: Sequence[UUID], chain: Sequence[str]
) -> list[ProductRow | None]:
    """The products with these ids, published or not: what stands in a cart or an order has a product, come what may."""
    return _in_order(await _any_by_ids.all(database, ids=list(ids), chain=chain), len(ids))


async def product_by_slug(database: Database, slug: str, chain: Sequence[str], now: datetime) -> ProductRow | None:
    """The product with this slug, if shoppers may see it."""
    return await _public_by_slug.first(database, slug=slug, chain=chain, now=now)


def _in_order(rows: Sequence[ProductRow], length: int) -> list[ProductRow | None]:
    by_ordinal = {row.ordinal: row for row in rows}
    return [by_ordinal.get(ordinal) for ordinal in range(1, length + 1)]
