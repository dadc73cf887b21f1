"""The statement of each kind of list, compiled when it is first asked for.

A list by date is one range of the index of `product_listing`, whatever it is a list of: the work grows with the length
of the page, and not with the catalog or the tree of categories. Of several lists, such as those of two brands, it is
one range of each, walked up to the limit and merged. Orders by name and price have no index: their work
grows with the list, which is why long lists are not sorted so (`LONGEST_SORTED`).
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    BindParameter,
    ColumnClause,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    collate,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from app.catalog.models import CollectionProduct, Product, ProductListing, ProductTranslation
from app.catalog.models.lists import WHOLE_CATALOG
from app.catalog.queries.listing.asked import ProductOrder, Scope
from app.catalog.queries.listing.conditions import Shape, conditions_of, list_named, lists_named, walked_list
from app.catalog.queries.products import (
    FIRST,
    OWN_COLUMNS,
    PUBLISHED_AT,
    UNSORTED,
    ProductRow,
    dressed,
    is_public,
    now_parameter,
    published,
)
from app.catalog.queries.words import words
from app.core.reads import Read, array_parameter, table_of

SHORT: Final = 50
_ROWS_TO_PLAN_FOR: Final = 250
"""Ten usual short pages."""
_COLLATION: Final = "und-x-icu"
"""Unicode's own order, the same for all languages: É stands with E, and Ж behind Z."""
_DEAREST: Final = 2**62

_listing = table_of(ProductListing)
_member = table_of(CollectionProduct)
_product = table_of(Product).c


class ListCount(NamedTuple):
    """How many products stand in a list."""

    ordinal: int
    products: int


class ListedProduct(NamedTuple):
    """A product that stands in a list."""

    id: UUID
    published_at: datetime


@lru_cache(maxsize=512)
def list_statement(
    scope: Scope,
    order: ProductOrder,
    shape: Shape,
    price: tuple[Any, int] | None,
    *,
    continued: bool,
    is_short: bool,
) -> Read[ProductRow]:
    """The list of this scope and order, filtered by conditions of this shape.

    `price`: the function that gives the price to sort by, and how many arguments it takes. `is_short`: never asked for
    more than `SHORT` products.
    """
    asked = _asked(scope, shape)
    page = _page(asked.list_id, order, asked.conditions, price, continued=continued)
    if is_short and asked.scopes is None and order.is_by_date:
        page = _of_few(page, order)
    if asked.alternatives is not None:
        page = _merged(asked.alternatives, page)
        page = page.order_by(*_sorted(order, *_place_in(page, order))).limit(_limit())
    source, products, ordinal = _joined(asked.scopes, page)
    statement = dressed(source, products, ordinal, products.c.sort_key)
    key = products.c.published_at if order.is_by_date else products.c.sort_key
    return Read(statement.order_by(ordinal, *_sorted(order, key, products.c.id)), ProductRow)


@lru_cache(maxsize=256)
def count_statement(scope: Scope, shape: Shape) -> Read[ListCount]:
    """How many products stand in the list, or in each, counted up to a limit."""
    asked = _asked(scope, shape)
    source, products, ordinal = _joined(asked.scopes, _ids_of(asked))
    counted = select(ordinal.label("ordinal"), func.count(products.c.id).label("products")).select_from(source)
    return Read(counted if asked.scopes is None else counted.group_by(ordinal), ListCount)


@lru_cache(maxsize=256)
def ids_statement(scope: Scope, shape: Shape) -> Read[ListedProduct]:
    """The products of the list, or of each, up to a limit of each."""
    asked = _asked(scope, shape)
    source, products, _ = _joined(asked.scopes, _ids_of(asked))
    return Read(select(products.c.id, products.c.published_at).select_from(source), ListedProduct)


class _Asked(NamedTuple):
    """What a statement walks."""

    scopes: TableValuedAlias | None
    """The lists that are asked for by their ids; None where it is the shop's."""
    alternatives: FromClause | None
    """Of the shop: several lists that are walked each by itself."""
    list_id: ColumnElement[Any]
    """The list that is walked: of each scope or alternative its own."""
    conditions: list[ColumnElement[bool]]
    """What must hold in it."""


def _asked(scope: Scope, shape: Shape) -> _Asked:
    """Of the shop, any kind of list that the products must stand in can be walked; they are looked up in the others."""
    if scope is Scope.LISTS:
        scopes = (
            func.unnest(array_parameter("list_ids", Uuid()))
            .table_valued("id", with_ordinality="ordinal")
            .render_derived("scope")
        )
        return _Asked(scopes, None, scopes.c.id, [*conditions_of(shape).values()])
    kind = walked_list(shape)
    conditions = [*conditions_of(shape, walked=kind).values()]
    if kind is None:
        return _Asked(None, None, literal(WHOLE_CATALOG, Uuid()), conditions)
    if shape.many(kind) == 1:
        return _Asked(None, None, list_named(kind), conditions)
    alternatives = lists_named(kind).subquery("alternative")
    return _Asked(None, alternatives, alternatives.c.id, conditions)


def _ids_of(asked: _Asked) -> Select[Any]:
    """The ids of what is walked, up to the limit."""
    _, _, few = listed_in(asked.list_id, ProductOrder.NEWEST, asked.conditions)
    page = few.add_columns(_product.id, PUBLISHED_AT).limit(_limit())
    return page if asked.alternatives is None else _merged(asked.alternatives, page).limit(_limit())


def _merged(alternatives: FromClause, page: Select[Any]) -> Select[Any]:
    """The pages of all alternatives as one, each product once: it may stand in several of the lists."""
    each = page.lateral("each")
    return select(*each.c).distinct().select_from(alternatives.join(each, true()))


def _place_in(page: Select[Any], order: ProductOrder) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    columns = page.selected_columns
    return columns["published_at" if order.is_by_date else "sort_key"], columns["id"]


def _joined(scopes: TableValuedAlias | None, page: Select[Any]) -> tuple[FromClause, FromClause, ColumnElement[Any]]:
    """Where the page of each list is read from: the whole, the page in it, and which list it is of."""
    if scopes is None:
        products = page.subquery("page")
        return products, products, FIRST
    of_each = page.lateral("page")
    return scopes.join(of_each, true()), of_each, scopes.c.ordinal


def _page(
    list_id: ColumnElement[Any],
    order: ProductOrder,
    conditions: Sequence[ColumnElement[bool]],
    price: tuple[Any, int] | None,
    *,
    continued: bool,
) -> Select[Any]:
    """The first products of a list that the audience may see, behind a position where it goes on."""
    key, product_id, listed = listed_in(list_id, order, conditions)
    if not order.is_kept:
        return _sorted_anew(listed, order, price, continued=continued)
    # Of the two columns that have the moment, the one that the index has it in order by.
    stands_by = (key.label("published_at"), UNSORTED) if order.is_by_date else (PUBLISHED_AT, key.label("sort_key"))
    page = listed.add_columns(*OWN_COLUMNS, *stands_by)
    if continued:
        page = page.where(_beyond(order, key, product_id, TIMESTAMP(timezone=True) if order.is_by_date else Integer()))
    return page.order_by(*_sorted(order, key, product_id)).limit(_limit())


def listed_in(
    list_id: ColumnElement[Any], order: ProductOrder, conditions: Sequence[ColumnElement[bool]]
) -> tuple[ColumnElement[Any], ColumnElement[Any], Select[Any]]:
    """What of a list the audience may see, without columns yet, and the key and id that it is kept by."""
    if order is ProductOrder.BY_HAND:
        kept = _member
        stands = [_member.c.collection_id == list_id]
        key = _member.c.position
    else:
        kept = _listing
        stands = [
            _listing.c.list_id == list_id,
            _listing.c.channel_code == bindparam("channel", type_=Text()),
            _listing.c.starts_at <= now_parameter(),
        ]
        key = _listing.c.starts_at
    source = published().join(kept, kept.c.product_id == _product.id)
    listed = select().select_from(source).where(*stands, is_public(), *conditions)
    if isinstance(list_id, ColumnClause) and list_id.table is not None:
        # However deep it stands: else it would bring its lists along once more, and each list would be all of them.
        listed = listed.correlate(list_id.table)
    return key, kept.c.product_id, listed


def _sorted_anew(
    listed: Select[Any], order: ProductOrder, price: tuple[Any, int] | None, *, continued: bool
) -> Select[Any]:
    """The page of an order that nothing is kept in: every product of the list gets its key, and the first are taken."""
    kind: TypeEngine[Any]
    if order is ProductOrder.NAME:
        named = words(table_of(ProductTranslation), "product_id", _product.id, "sorted_words")
        name = func.lower(collate(func.coalesce(named.c.name, _product.slug), _COLLATION))
        keyed = listed.add_columns(*OWN_COLUMNS, PUBLISHED_AT, name.label("sort_key"))
        keyed = keyed.outerjoin_from(listed.get_final_froms()[0], named, true())
        kind = Text(collation=_COLLATION)
    else:
        if price is None:
            raise ValueError("an order by price wants to know the price")
        value, arguments = price
        amount = value(_product.id, *(bindparam(f"price_{number}") for number in range(arguments)))
        absent = literal_column(str(-1 if order.is_descending else _DEAREST), BigInteger())
        keyed = listed.add_columns(*OWN_COLUMNS, PUBLISHED_AT, func.coalesce(amount, absent).label("sort_key"))
        kind = BigInteger()
    products = keyed.subquery("keyed")
    key, product_id = products.c.sort_key, products.c.id
    page = select(*products.c)
    if continued:
        page = page.where(_beyond(order, key, product_id, kind))
    return page.order_by(*_sorted(order, key, product_id)).limit(_limit())


def _of_few(page: Select[Any], order: ProductOrder) -> Select[Any]:
    """The same page, out of a number of rows that is known when the statement is planned.

    The planner takes an unknown limit for a tenth of what there is. Of the whole catalog that is so wrong that it plans
    each request anew by the limit that it brings, which takes as long as a short page itself; of these rows it is a
    usual short page, and one plan serves all. Rows are still only read up to the limit. Long pages gain more by a plan
    of their own.
    """
    nearest = page.limit(literal_column(str(_ROWS_TO_PLAN_FOR))).subquery("nearest")
    return select(*nearest.c).order_by(*_sorted(order, nearest.c.published_at, nearest.c.id)).limit(_limit())


def _limit() -> BindParameter[int]:
    return bindparam("limit", type_=Integer())


def _sorted(order: ProductOrder, *keys: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [key.desc() if order.is_descending else key.asc() for key in keys]


def _beyond(
    order: ProductOrder, key: ColumnElement[Any], product_id: ColumnElement[Any], kind: TypeEngine[Any]
) -> ColumnElement[bool]:
    last = tuple_(bindparam("after_key", type_=kind), bindparam("after_id", type_=Uuid()))
    here = tuple_(key, product_id)
    return here < last if order.is_descending else here > last
