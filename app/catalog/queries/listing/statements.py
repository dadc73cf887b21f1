"""The statement of each kind of list, compiled when it is first asked for.

A list by date is one range of the index of `product_listing`, whatever it is a list of: the work grows with the length
of the page, and not with the catalog or the tree of categories. Orders by name and price have no index: their work
grows with the list, which is why long lists are not sorted so (`LONGEST_SORTED`).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    BindParameter,
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
from app.catalog.queries.listing.conditions import Shape, conditions_of, lists_of
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
    scopes, list_id, conditions = _asked(scope, shape)
    page = _page(list_id, order, conditions, price, continued=continued)
    if is_short and scopes is None and order.is_by_date:
        page = _of_few(page, order)
    source, products, ordinal = _joined(scopes, page)
    statement = dressed(source, products, ordinal, products.c.sort_key)
    key = products.c.published_at if order.is_by_date else products.c.sort_key
    return Read(statement.order_by(ordinal, *_sorted(order, key, products.c.id)), ProductRow)


@lru_cache(maxsize=256)
def count_statement(scope: Scope, shape: Shape) -> Read[ListCount]:
    """How many products stand in the list, or in each, counted up to a limit."""
    scopes, list_id, conditions = _asked(scope, shape)
    _, _, few = _listed(list_id, ProductOrder.NEWEST, conditions)
    source, products, ordinal = _joined(scopes, few.add_columns(_product.id).limit(_limit()))
    counted = select(ordinal.label("ordinal"), func.count(products.c.id).label("products")).select_from(source)
    return Read(counted if scopes is None else counted.group_by(ordinal), ListCount)


@lru_cache(maxsize=256)
def ids_statement(scope: Scope, shape: Shape) -> Read[ListedProduct]:
    """The products of the list, or of each, up to a limit of each."""
    scopes, list_id, conditions = _asked(scope, shape)
    _, _, few = _listed(list_id, ProductOrder.NEWEST, conditions)
    source, products, _ = _joined(scopes, few.add_columns(_product.id).limit(_limit()))
    return Read(select(products.c.id).select_from(source), ListedProduct)


def _asked(scope: Scope, shape: Shape) -> tuple[TableValuedAlias | None, ColumnElement[Any], list[ColumnElement[bool]]]:
    """The lists that are asked for by their ids, the id of the list that is walked, and what must hold in it.

    Of the shop, any list that the products must stand in can be walked; they are looked up in the others.
    """
    narrowed = lists_of(shape)
    if scope is Scope.SHOP:
        walked = narrowed.pop(0) if narrowed else literal(WHOLE_CATALOG, Uuid())
        return None, walked, conditions_of(shape, narrowed)
    scopes = (
        func.unnest(array_parameter("list_ids", Uuid()))
        .table_valued("id", with_ordinality="ordinal")
        .render_derived("scope")
    )
    return scopes, scopes.c.id, conditions_of(shape, narrowed)


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
    key, product_id, listed = _listed(list_id, order, conditions)
    if not order.is_kept:
        return _sorted_anew(listed, order, price, continued=continued)
    # Of the two columns that have the moment, the one that the index has it in order by.
    stands_by = (key.label("published_at"), UNSORTED) if order.is_by_date else (PUBLISHED_AT, key.label("sort_key"))
    page = listed.add_columns(*OWN_COLUMNS, *stands_by)
    if continued:
        page = page.where(_beyond(order, key, product_id, TIMESTAMP(timezone=True) if order.is_by_date else Integer()))
    return page.order_by(*_sorted(order, key, product_id)).limit(_limit())


def _listed(
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
    return key, kept.c.product_id, select().select_from(source).where(*stands, is_public(), *conditions)


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
