"""What products are sorted into, as it is suggested to whoever begins to type: categories, collections and brands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)

from app.catalog.models import (
    Brand,
    Category,
    CategoryTranslation,
    Collection,
    CollectionTranslation,
    Product,
    ProductListing,
    ProductPublication,
)
from app.catalog.models.lists import WHOLE_CATALOG
from app.catalog.queries.presence import Thing
from app.catalog.queries.products import is_public, now_parameter, published
from app.catalog.queries.words import words
from app.catalog.rules.audience import Audience
from app.core.db import Database
from app.core.reads import Read, array_parameter, finds_row, table_of

_listing = table_of(ProductListing)
_publication = table_of(ProductPublication)
_product = table_of(Product)
_ids = array_parameter("ids", Uuid())

_PLANNED_FOR: Final = 16
"""Ids at least. The planner takes an array that it does not know for one of ten: for fewer ids it plans each request
anew, which takes longer than the statement. None of these has the id of the whole catalog, so it fills up."""


class SuggestedRow(NamedTuple):
    """A category, collection or brand, as lists of them show it."""

    kind: str
    """A value of `Thing`."""
    id: UUID
    slug: str
    parent_id: UUID | None
    """Of categories."""
    name: str
    handle: str


class ListPlace(NamedTuple):
    """Where products of a list are published, now or later."""

    list_id: UUID
    channel_code: str
    market_code: str | None
    """None: in every market of the channel."""
    has_safety_data: bool
    """Whether some of them can be offered where safety data are asked for."""
    products: int


def _translated(kind: Thing, model: Any, translations: Any, owner: str) -> Select[Any]:
    own = table_of(model)
    named = words(table_of(translations), owner, own.c.id, f"{kind.value}_words")
    parent = own.c.parent_id if kind is Thing.CATEGORY else null()
    position = own.c.position if kind is Thing.CATEGORY else literal_column("0")
    return select(
        literal_column(f"'{kind.value}'", Text()).label("kind"),
        own.c.id,
        func.coalesce(named.c.slug, own.c.slug).label("slug"),
        func.cast(parent, Uuid()).label("parent_id"),
        func.coalesce(named.c.name, own.c.slug).label("name"),
        own.c.slug.label("handle"),
        position.label("position"),
    ).select_from(own.outerjoin(named, true()))


_brand = table_of(Brand).c
_CATEGORIES = _translated(Thing.CATEGORY, Category, CategoryTranslation, "category_id")
_COLLECTIONS = _translated(Thing.COLLECTION, Collection, CollectionTranslation, "collection_id")
_BRANDS = select(
    literal_column(f"'{Thing.BRAND.value}'", Text()).label("kind"),
    _brand.id,
    _brand.slug,
    func.cast(null(), Uuid()).label("parent_id"),
    _brand.name,
    _brand.slug.label("handle"),
    literal_column("0").label("position"),
)


def _has_something_to_see(list_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the audience sees a product of the list: its newest ones are looked at first."""
    return finds_row(
        select()
        .select_from(published().join(_listing, _listing.c.product_id == _product.c.id))
        .where(
            _listing.c.list_id == list_id,
            _listing.c.channel_code == bindparam("channel", type_=Text()),
            _listing.c.starts_at <= now_parameter(),
            is_public(),
        )
    )


def _row(found: FromClause) -> list[ColumnElement[Any]]:
    return [found.c[field] for field in SuggestedRow._fields]


def _shown() -> Select[Any]:
    found = union_all(
        *(part.where(part.selected_columns.id == any_(_ids)) for part in (_CATEGORIES, _COLLECTIONS, _BRANDS))
    ).subquery("found")
    return select(*_row(found)).where(_has_something_to_see(found.c.id))


def _named() -> Select[Any]:
    """Of each kind the best few: a name that begins with the words stands above one that has a word which does. The
    tops of the tree stand in their own order."""
    begins, contains = (bindparam(name, type_=Text()) for name in ("begins", "contains"))
    tops_only = bindparam("tops_only", type_=Boolean())
    found = union_all(_CATEGORIES, _COLLECTIONS, _BRANDS).subquery("found")
    name = func.lower(found.c.name)
    rank = case((tops_only, found.c.position), (name.like(begins), 0), else_=1)
    length = case((tops_only, 0), else_=func.length(name))
    place = func.row_number().over(partition_by=found.c.kind, order_by=(rank, length, name, found.c.id))
    matching = (
        select(*found.c, place.label("place"))
        .where(
            or_(name.like(begins), name.like(contains)),
            or_(~tops_only, and_(found.c.kind == Thing.CATEGORY.value, found.c.parent_id.is_(None))),
            _has_something_to_see(found.c.id),
        )
        .subquery("matching")
    )
    return (
        select(*_row(matching))
        .where(matching.c.place <= bindparam("limit", type_=Integer()))
        .order_by(matching.c.kind, matching.c.place)
    )


def _places() -> Select[Any]:
    keys = func.jsonb_object_keys(_publication.c.market_windows)
    markets = keys.table_valued("code").render_derived("windowed_market")
    return (
        select(
            _listing.c.list_id,
            _listing.c.channel_code,
            markets.c.code.label("market_code"),
            func.bool_or(_product.c.has_safety_data).label("has_safety_data"),
            func.count().label("products"),
        )
        .select_from(
            _listing.join(
                _publication,
                and_(
                    _publication.c.product_id == _listing.c.product_id,
                    _publication.c.channel_code == _listing.c.channel_code,
                ),
            )
            .join(_product, _product.c.id == _listing.c.product_id)
            .outerjoin(markets, true())
        )
        .where(
            _listing.c.list_id != WHOLE_CATALOG,
            or_(_publication.c.ends_at.is_(None), _publication.c.ends_at > now_parameter()),
        )
        .group_by(_listing.c.list_id, _listing.c.channel_code, markets.c.code)
    )


_all = union_all(_CATEGORIES, _COLLECTIONS, _BRANDS).subquery("every")
_ALL = Read(select(*_row(_all)), SuggestedRow)
_SHOWN = Read(_shown(), SuggestedRow)
_NAMED = Read(_named(), SuggestedRow)
_PLACES = Read(_places(), ListPlace)


async def suggested_lists(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], audience: Audience
) -> dict[UUID, SuggestedRow]:
    """Those of these categories, collections and brands in which the audience has a product to see."""
    padded = [*ids, *[WHOLE_CATALOG] * (_PLANNED_FOR - len(ids))]
    rows = await _SHOWN.all(database, ids=padded, chain=chain, **audience.parameters)
    return {row.id: row for row in rows}


async def lists_named(
    database: Database, begun: str, chain: Sequence[str], audience: Audience, size: int, *, anywhere: bool = False
) -> list[SuggestedRow]:
    """The same, of which a word begins so, at most `size` of each kind. Nothing begun: the tops of the tree.

    `anywhere`: the words are not told apart by spaces.
    """
    plain = begun.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return await _NAMED.all(
        database,
        begins=f"{plain}%",
        contains=f"%{plain}%" if anywhere else f"% {plain}%",
        tops_only=not plain,
        limit=size,
        chain=chain,
        **audience.parameters,
    )


async def all_lists(database: Database, chain: Sequence[str]) -> list[SuggestedRow]:
    """Every category, collection and brand."""
    return await _ALL.all(database, chain=chain)


async def places_of_lists(database: Database, now: datetime) -> list[ListPlace]:
    """Where each of them has products. Reads what all lists of the shop are made of: for background work."""
    return await _PLACES.all(database, now=now)
