"""What a sitemap lists: every page of the shop, in an order to which new ones are added at the end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    ColumnElement,
    Integer,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    null,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.catalog.models import (
    Category,
    CategoryTranslation,
    Collection,
    CollectionTranslation,
    MediaStatus,
    MediaType,
    Product,
    ProductListing,
    ProductMedia,
    ProductTranslation,
    SlugKind,
)
from app.catalog.models.lists import WHOLE_CATALOG
from app.catalog.queries.products import is_public, published
from app.catalog.rules.audience import Audience
from app.core.db import Database
from app.core.paging import Page
from app.core.reads import Read, table_of

MOST_IMAGES = 10
_FIRST_ID = UUID(int=0)
_LONG_AGO = datetime.fromisoformat("0001-01-02T00:00:00+00:00")
KINDS = (SlugKind.CATEGORY, SlugKind.COLLECTION, SlugKind.PRODUCT)
"""In the order of the map."""


class SitemapPlace(NamedTuple):
    """Where an entry stands."""

    kind: SlugKind
    since: datetime
    """When it was made or published: what comes later stands behind it."""
    id: UUID


class SitemapRow(NamedTuple):
    """A page of the shop."""

    id: UUID
    since: datetime
    handle: str
    slugs: dict[str, str | None]
    """By language of the translations that there are; None: the handle."""
    updated_at: datetime | None
    sources: list[str] | None
    """Where the first pictures lie."""


class SitemapEntryRow(NamedTuple):
    """A page of the shop, and what it is of."""

    kind: SlugKind
    row: SitemapRow

    @property
    def place(self) -> SitemapPlace:
        return SitemapPlace(self.kind, self.row.since, self.row.id)


def _slugs(translations: Table, owner: str, owner_id: ColumnElement[Any]) -> ColumnElement[Any]:
    text = translations.alias()
    made = func.jsonb_object_agg(text.c.language_tag, text.c.slug)
    return (
        select(func.coalesce(made, func.jsonb_build_object(), type_=JSONB))
        .where(text.c[owner] == owner_id)
        .scalar_subquery()
        .label("slugs")
    )


def _since() -> ColumnElement[Any]:
    return tuple_(bindparam("since", type_=TIMESTAMP(timezone=True)), bindparam("last", type_=Uuid()))


def _limit() -> ColumnElement[int]:
    return bindparam("limit", type_=Integer())


def _of_table(owners: Table, translations: Table, owner: str) -> Read[SitemapRow]:
    own = owners.c
    return Read(
        select(
            own.id,
            own.created_at.label("since"),
            own.slug.label("handle"),
            _slugs(translations, owner, own.id),
            null().label("updated_at"),
            null().label("sources"),
        )
        .where(tuple_(own.created_at, own.id) > _since())
        .order_by(own.created_at, own.id)
        .limit(_limit()),
        SitemapRow,
    )


_product, _listing, _medium = table_of(Product).c, table_of(ProductListing), table_of(ProductMedia).c
_few = (
    select(_medium.source, _medium.position, _medium.id)
    .where(_medium.product_id == _product.id, _medium.type == MediaType.IMAGE, _medium.status == MediaStatus.READY)
    .order_by(_medium.position, _medium.id)
    .limit(MOST_IMAGES)
    .correlate(table_of(Product))
    .subquery("few")
)
_sources = select(
    func.array_agg(aggregate_order_by(_few.c.source, _few.c.position, _few.c.id), type_=ARRAY(Text))
).scalar_subquery()
_products = Read(
    select(
        _product.id,
        _listing.c.starts_at.label("since"),
        _product.slug.label("handle"),
        _slugs(table_of(ProductTranslation), "product_id", _product.id),
        _product.updated_at,
        _sources.label("sources"),
    )
    .select_from(published().join(_listing, _listing.c.product_id == _product.id))
    .where(
        _listing.c.list_id == literal(WHOLE_CATALOG, Uuid()),
        _listing.c.channel_code == bindparam("channel", type_=Text()),
        tuple_(_listing.c.starts_at, _listing.c.product_id) > _since(),
        is_public(),
    )
    .order_by(_listing.c.starts_at, _listing.c.product_id)
    .limit(_limit()),
    SitemapRow,
)
_categories = _of_table(table_of(Category), table_of(CategoryTranslation), "category_id")
_collections = _of_table(table_of(Collection), table_of(CollectionTranslation), "collection_id")


async def list_sitemap(
    database: Database, audience: Audience, kinds: Sequence[SlugKind], size: int, after: SitemapPlace | None
) -> Page[SitemapEntryRow]:
    """A page of what an audience sees of these kinds: a statement for each kind that the page reaches.

    Products are one range of an index, however many there are.
    """
    found: list[SitemapEntryRow] = []
    start = KINDS.index(after.kind) if after else 0
    for kind in KINDS[start:]:
        if kind not in kinds or len(found) > size:
            continue
        since, last = (after.since, after.id) if after and after.kind is kind else (_LONG_AGO, _FIRST_ID)
        asked = {"since": since, "last": last, "limit": size + 1 - len(found)}
        if kind is SlugKind.PRODUCT:
            rows = await _products.all(database, **asked, **audience.parameters)
        else:
            rows = await (_categories if kind is SlugKind.CATEGORY else _collections).all(database, **asked)
        found += [SitemapEntryRow(kind, row) for row in rows]
    return Page(found[:size], len(found) > size, after is not None)
