"""The statement of each kind of list, compiled when it is first asked for."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    true,
    tuple_,
)

from app.catalog.models import Brand, Collection, CollectionProduct, Product, ProductVariant
from app.catalog.queries.listing.asked import ProductOrder, Scope, VariantCondition
from app.catalog.queries.products import FIRST, NOWHERE, OWN_COLUMNS, ProductRow, dressed, is_public
from app.catalog.queries.trees import descendants
from app.core.reads import Read, array_parameter, table_of

SHORT = 50
_ROWS_TO_PLAN_FOR = 250
"""Ten usual short pages."""


@lru_cache(maxsize=256)
def list_statement(
    scope: Scope,
    order: ProductOrder,
    continued: bool,
    slugs: tuple[int, int, int],
    variants: tuple[VariantCondition, ...],
    *,
    is_short: bool,
) -> Read[ProductRow]:
    """The list of this scope and order. `slugs`: how many categories, collections and brands it is filtered by.

    `is_short`: never asked for more than `SHORT` products.
    """
    categories = slugs[0]
    is_driven = scope is Scope.SHOP and categories > 0
    page = _page(order, continued, _filters(range(1 if is_driven else 0, categories), slugs[1], slugs[2], variants))
    products: FromClause
    source: FromClause
    ordinal: ColumnElement[Any]
    if scope is Scope.SHOP:
        if is_driven:
            page = _of_tree(descendants("tree", _has_slug("category_0")), page, order)
        elif is_short:
            page = _of_few(page, order)
        products = source = page.subquery("page")
        ordinal = FIRST
    else:
        scopes = (
            func.unnest(array_parameter("scope_ids", Uuid()))
            .table_valued("id", with_ordinality="ordinal")
            .render_derived("scope")
        )
        products = _within(page, scope, scopes, order).lateral("page")
        source, ordinal = scopes.join(products, true()), scopes.c.ordinal
    key = products.c.position if order is ProductOrder.BY_HAND else products.c.published_at
    statement = dressed(source, products, ordinal, products.c.position)
    return Read(statement.order_by(ordinal, *_sorted(order, key, products.c.id)), ProductRow)


def _page(order: ProductOrder, continued: bool, conditions: list[ColumnElement[bool]]) -> Select[Any]:
    keys = _keys(order)
    return (
        select(*OWN_COLUMNS, (keys[0] if order is ProductOrder.BY_HAND else NOWHERE).label("position"))
        .where(is_public(), *conditions, *([_beyond(order)] if continued else []))
        .order_by(*_sorted(order, *keys))
        .limit(_limit())
    )


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


def _within(page: Select[Any], scope: Scope, scopes: FromClause, order: ProductOrder) -> Select[Any]:
    if scope is Scope.CATEGORIES:
        tree = descendants("scope_tree", lambda category: category.id == any_(array_parameter("scope_ids", Uuid())))
        return _of_tree(tree, page, order).where(tree.c.root_id == scopes.c.id)
    member = table_of(CollectionProduct).c
    return page.join_from(
        table_of(Product), table_of(CollectionProduct), member.product_id == table_of(Product).c.id
    ).where(member.collection_id == scopes.c.id)


def _of_tree(tree: FromClause, page: Select[Any], order: ProductOrder) -> Select[Any]:
    """The first products of each category of the tree, by the index of that category, and of these the first of all.

    The work grows with the number of categories and the length of a page, but not with the catalog: a scan of the
    newest products would read all of them to fill the page of a small category.
    """
    few = page.where(table_of(Product).c.category_id == tree.c.id).lateral("few")
    return (
        select(*few.c)
        .select_from(tree.join(few, true()))
        .order_by(*_sorted(order, few.c.published_at, few.c.id))
        .limit(_limit())
    )


def _keys(order: ProductOrder) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    key = table_of(CollectionProduct).c.position if order is ProductOrder.BY_HAND else table_of(Product).c.published_at
    return key, table_of(Product).c.id


def _sorted(order: ProductOrder, *keys: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [key.desc() if order is ProductOrder.NEWEST else key.asc() for key in keys]


def _beyond(order: ProductOrder) -> ColumnElement[bool]:
    kind = Integer() if order is ProductOrder.BY_HAND else TIMESTAMP(timezone=True)
    last = tuple_(bindparam("after_key", type_=kind), bindparam("after_id", type_=Uuid()))
    here = tuple_(*_keys(order))
    return here < last if order is ProductOrder.NEWEST else here > last


def _filters(
    categories: range, collections: int, brands: int, variants: tuple[VariantCondition, ...]
) -> list[ColumnElement[bool]]:
    product = table_of(Product).c
    conditions: list[ColumnElement[bool]] = []
    for number in categories:
        tree = descendants(f"tree_{number}", _has_slug(f"category_{number}"))
        conditions.append(_is_among(product.category_id, select(tree.c.id)))
    conditions += [product.id.in_(_members(f"collection_{number}")) for number in range(collections)]
    for number in range(brands):
        brand = table_of(Brand).alias()
        found = select(brand.c.id).where(brand.c.slug == bindparam(f"brand_{number}")).scalar_subquery()
        conditions.append(product.brand_id == found)
    return conditions + [_variants_meet(each) for each in variants]


def _is_among(column: ColumnElement[Any], ids: Select[Any]) -> ColumnElement[bool]:
    """As an array, which is made once and can drive an index; IN would be asked for each row."""
    among: ColumnElement[bool] = column == any_(func.array(ids.scalar_subquery(), type_=ARRAY(Uuid())))
    return among


def _has_slug(parameter: str) -> Callable[[Any], ColumnElement[bool]]:
    def condition(columns: Any) -> ColumnElement[bool]:
        meets: ColumnElement[bool] = columns.slug == bindparam(parameter)
        return meets

    return condition


def _members(parameter: str) -> Select[Any]:
    collection, member = table_of(Collection).alias(), table_of(CollectionProduct).alias()
    return select(member.c.product_id).join_from(
        collection, member, and_(member.c.collection_id == collection.c.id, collection.c.slug == bindparam(parameter))
    )


def _variants_meet(asked: VariantCondition) -> ColumnElement[bool]:
    variant = table_of(ProductVariant).alias()
    some = (
        select(variant.c.id)
        .where(
            variant.c.product_id == table_of(Product).c.id,
            variant.c.is_discontinued.is_(False),
            asked.condition(variant.c.id),
        )
        .exists()
    )
    return some if asked.holds else ~some
