"""Products with their words, brand and category, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
)

from app.catalog.models import (
    Brand,
    Category,
    CategoryTranslation,
    Product,
    ProductPublication,
    ProductTranslation,
    SlugKind,
)
from app.catalog.queries.categories import CategoryRow
from app.catalog.queries.collections import BrandRow
from app.catalog.queries.slugs import owner_of_slug
from app.catalog.queries.words import words
from app.catalog.rules.audience import Audience
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of


class ProductRow(NamedTuple):
    """A product as lists show it. Its description is read apart (`product_details`)."""

    ordinal: int
    """Which of the keys or lists that were asked for this row answers, from 1."""
    sort_key: int | str
    """By which it stands in its list, where that is not the day of publication; 0 there, and elsewhere."""
    id: UUID
    slug: str
    """Of the language in which the product is named, where that has its own."""
    handle: str
    """The slug that does not depend on the language."""
    product_type: str
    tags: list[str]
    version: int
    published_at: datetime | None
    """When its publication in the channel began; None where nobody asked whether it has one."""
    language_tag: str
    """The language in which the product is named."""
    name: str
    brand_id: UUID | None
    brand_slug: str | None
    brand_name: str | None
    category_id: UUID | None
    category_slug: str | None
    category_handle: str | None
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
        if self.category_id is None or self.category_slug is None or self.category_handle is None:
            return None
        return CategoryRow(
            self.category_id,
            self.category_slug,
            self.category_parent_id,
            self.category_name or self.category_slug,
            self.category_handle,
        )


_product = table_of(Product).c
_publication = table_of(ProductPublication).c
_brand = table_of(Brand)
_category = table_of(Category)

OWN_COLUMNS = (
    _product.id,
    _product.slug,
    _product.product_type,
    _product.tags,
    _product.version,
    _product.brand_id,
    _product.category_id,
)
"""What `dressed` needs of the product itself."""

PUBLISHED_AT = _publication.starts_at.label("published_at")
"""What `dressed` needs of its publication."""

FIRST: ColumnElement[int] = literal_column("1").label("ordinal")
UNSORTED: ColumnElement[int] = literal_column("0").label("sort_key")


def now_parameter() -> ColumnElement[datetime]:
    """The moment at which the shop is looked at."""
    return bindparam("now", type_=TIMESTAMP(timezone=True))


def published() -> FromClause:
    """The products with their publications, to be narrowed down by `is_public`."""
    return table_of(Product).join(table_of(ProductPublication), _publication.product_id == _product.id)


def is_public() -> ColumnElement[bool]:
    """Whether an audience may see the product, by the publication beside it (`published`).

    The statement takes an audience's `parameters`.
    """
    now, market = now_parameter(), bindparam("market", type_=Text())
    window = _publication.market_windows[market]
    begins, ends = (func.cast(window[key].astext, TIMESTAMP(timezone=True)) for key in ("from", "to"))
    return and_(
        _publication.channel_code == bindparam("channel", type_=Text()),
        _publication.starts_at <= now,
        or_(_publication.ends_at.is_(None), _publication.ends_at > now),
        or_(
            _publication.market_windows.is_(None),
            and_(
                _publication.market_windows.has_key(market),
                func.coalesce(begins <= now, True),
                func.coalesce(ends > now, True),
            ),
        ),
        or_(~bindparam("needs_safety_data", type_=Boolean()), _product.has_safety_data),
    )


def dressed(
    source: FromClause,
    products: FromClause,
    ordinal: ColumnElement[Any] = FIRST,
    sort_key: ColumnElement[Any] = UNSORTED,
) -> Select[Any]:
    """The columns of a `ProductRow` for `products`, a part of `source` that has the `OWN_COLUMNS`."""
    own = products.c
    named = words(table_of(ProductTranslation), "product_id", own.id, "product_words")
    category_named = words(table_of(CategoryTranslation), "category_id", own.category_id, "category_words")
    return select(
        ordinal.label("ordinal"),
        sort_key.label("sort_key"),
        own.id,
        func.coalesce(named.c.slug, own.slug).label("slug"),
        own.slug.label("handle"),
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
        func.coalesce(category_named.c.slug, _category.c.slug).label("category_slug"),
        _category.c.slug.label("category_handle"),
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
_any = (
    select(*OWN_COLUMNS, null().label("published_at"), _wanted.c.ordinal)
    .join_from(table_of(Product), _wanted, _wanted.c.id == _product.id)
    .subquery("page")
)
_public = (
    select(*OWN_COLUMNS, PUBLISHED_AT, _wanted.c.ordinal)
    .select_from(published().join(_wanted, _wanted.c.id == _product.id))
    .where(is_public())
    .subquery("page")
)
_named = (
    select(*OWN_COLUMNS, PUBLISHED_AT)
    .select_from(published())
    .where(_product.id == owner_of_slug(SlugKind.PRODUCT, bindparam("slug", type_=Text())), is_public())
    .subquery("page")
)
_handled = (
    select(*OWN_COLUMNS, PUBLISHED_AT)
    .select_from(published())
    .where(_product.slug == bindparam("handle"), is_public())
    .subquery("page")
)
_any_by_ids = Read(dressed(_any, _any, _any.c.ordinal), ProductRow)
_public_by_ids = Read(dressed(_public, _public, _public.c.ordinal), ProductRow)
_public_by_slug = Read(dressed(_named, _named), ProductRow)
_public_by_handle = Read(dressed(_handled, _handled), ProductRow)


async def products_by_ids(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], audience: Audience
) -> list[ProductRow | None]:
    """The products that an audience may see, one for each id in their order; None for the others."""
    return _in_order(await _public_by_ids.all(database, ids=list(ids), chain=chain, **audience.parameters), len(ids))


async def products_of_variants(
    database: Database, ids: Sequence[UUID], chain: Sequence[str]
) -> list[ProductRow | None]:
    """The products with these ids, published or not: what stands in a cart or an order has a product, come what may."""
    return _in_order(await _any_by_ids.all(database, ids=list(ids), chain=chain), len(ids))


async def product_by_handle(
    database: Database, handle: str, chain: Sequence[str], audience: Audience
) -> ProductRow | None:
    """The product with this handle, if an audience may see it."""
    return await _public_by_handle.first(database, handle=handle, chain=chain, **audience.parameters)


async def product_by_slug(database: Database, slug: str, chain: Sequence[str], audience: Audience) -> ProductRow | None:
    """The product that has this slug in any language, or had it once, if an audience may see it."""
    return await _public_by_slug.first(database, slug=slug, chain=chain, **audience.parameters)


def _in_order(rows: Sequence[ProductRow], length: int) -> list[ProductRow | None]:
    by_ordinal = {row.ordinal: row for row in rows}
    return [by_ordinal.get(ordinal) for ordinal in range(1, length + 1)]
