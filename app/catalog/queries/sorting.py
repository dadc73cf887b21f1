"""Which products the rules of collections take: relational division of conditions by what products are.

One fixed statement, however many collections and conditions there are: the conditions come as rows of JSON
(`app.catalog.rules.collections.condition_rows`), each kind is joined with the products that meet it, and a collection
takes the products that meet as many of its conditions as it needs.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    TIMESTAMP,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    column,
    delete,
    distinct,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog.models import Brand, Category, Product, ProductPublication, ProductVariant
from app.catalog.models.lists import CategoryAncestor
from app.catalog.models.taxonomy import CollectionProduct
from app.catalog.rules.collections import ConditionKind, Rule, condition_rows
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_NUMBER: Final = r"^-?[0-9]+(\.[0-9]+)?$"
"""How `app.catalog.rules.attributes` writes numbers. Only attributes of numbers are asked for a range."""

_product, _variant = table_of(Product), table_of(ProductVariant)
_brand, _category = table_of(Brand).c, table_of(Category).c
_ancestor, _publication = table_of(CategoryAncestor).c, table_of(ProductPublication).c
_member = table_of(CollectionProduct)
_ids = array_parameter("product_ids", Uuid())
_collection_ids = array_parameter("collection_ids", Uuid())


class _Count(NamedTuple):
    products: int


def _conditions() -> CTE:
    rows = func.jsonb_to_recordset(bindparam("conditions", type_=JSONB)).table_valued(
        column("collection_id", Uuid()),
        column("number", Integer()),
        column("needed", Integer()),
        column("kind", Text()),
        column("wanted", ARRAY(Text())),
        column("code", Text()),
        column("minimum", Numeric()),
        column("maximum", Numeric()),
        column("is_true", Boolean()),
        column("since", TIMESTAMP(timezone=True)),
    )
    derived = rows.render_derived(name="written", with_types=True)
    return select(*derived.c).cte("condition")


def _taken(products: FromClause) -> Select[Any]:
    """`collection_id, product_id`: what the rules take of these products."""
    condition, product = _conditions(), products.c

    def met(kind: ConditionKind, source: FromClause, product_id: ColumnElement[Any]) -> Select[Any]:
        c = condition.c
        return (
            select(c.collection_id, c.number, c.needed, product_id.label("product_id"))
            .select_from(source)
            .where(c.kind == kind.value)
        )

    c = condition.c
    in_category = (
        condition.join(table_of(Category), _category.slug == any_(c.wanted))
        .join(table_of(CategoryAncestor), _ancestor.ancestor_id == _category.id)
        .join(products, product.category_id == _ancestor.category_id)
    )
    of_brand = condition.join(table_of(Brand), _brand.slug == any_(c.wanted)).join(
        products, product.brand_id == _brand.id
    )
    published = condition.join(table_of(ProductPublication), _publication.starts_at >= c.since).join(
        products, product.id == _publication.product_id
    )
    described = _described(products)
    hits = union_all(
        met(ConditionKind.CATEGORY, in_category, product.id),
        met(ConditionKind.BRAND, of_brand, product.id),
        met(ConditionKind.PRODUCT_TYPE, condition.join(products, product.product_type == any_(c.wanted)), product.id),
        met(ConditionKind.TAG, condition.join(products, product.tags.op("&&")(c.wanted)), product.id),
        met(
            ConditionKind.ATTRIBUTE,
            condition.join(described, (described.c.code == c.code) & _holds(c, described.c.value)),
            described.c.product_id,
        ),
        met(ConditionKind.CREATED_SINCE, condition.join(products, product.created_at >= c.since), product.id),
        met(ConditionKind.PUBLISHED_SINCE, published, product.id),
    ).subquery("hit")
    return (
        select(hits.c.collection_id, hits.c.product_id)
        .group_by(hits.c.collection_id, hits.c.product_id)
        .having(func.count(distinct(hits.c.number)) >= func.max(hits.c.needed))
    )


def _described(products: FromClause) -> FromClause:
    """`product_id, code, value`: the attributes of the products and of their variants."""
    variant = _variant.c
    of_both = union_all(
        select(products.c.id.label("product_id"), products.c.attributes),
        select(variant.product_id, variant.attributes)
        .join_from(products, _variant, variant.product_id == products.c.id)
        .where(variant.is_discontinued.is_(False)),
    ).subquery("both")
    pairs = func.jsonb_each(of_both.c.attributes).table_valued(column("key", Text()), column("value", JSONB))
    pair = pairs.render_derived(name="pair").lateral()
    return (
        select(of_both.c.product_id, pair.c.key.label("code"), pair.c.value)
        .select_from(of_both.join(pair, true()))
        .subquery("described")
    )


def _holds(condition: Any, value: ColumnElement[Any]) -> ColumnElement[bool]:
    kind, text = func.jsonb_typeof(value), value.op("#>>")(cast([], ARRAY(Text())))
    number = cast(case((text.op("~")(_NUMBER), text)), Numeric())
    is_range = or_(condition.minimum.is_not(None), condition.maximum.is_not(None))
    return case(
        (condition.is_true.is_not(None), value == func.to_jsonb(condition.is_true)),
        (
            is_range,
            (kind == "string")
            & func.coalesce(number >= condition.minimum, number.is_not(None))
            & func.coalesce(number <= condition.maximum, number.is_not(None)),
        ),
        (kind == "string", text == any_(condition.wanted)),
        (kind == "array", value.op("?|")(condition.wanted)),
        else_=False,
    )


def _sorted_products() -> Select[Any]:
    """Removes members that are none, adds those that are missing; `product_id` of each that came or went."""
    chosen = (
        select(_product)
        .where(_product.c.id == any_(_ids), _product.c.deleted_at.is_(None))
        .cte("chosen")
        .prefix_with("MATERIALIZED")
    )
    taken = _taken(chosen).cte("taken")
    still_taken = exists().where(
        taken.c.collection_id == _member.c.collection_id, taken.c.product_id == _member.c.product_id
    )
    is_member = exists().where(
        _member.c.collection_id == taken.c.collection_id, _member.c.product_id == taken.c.product_id
    )
    gone = (
        delete(_member)
        .where(_member.c.product_id == any_(_ids), _member.c.collection_id == any_(_collection_ids), ~still_taken)
        .returning(_member.c.product_id)
        .cte("gone")
    )
    new = (
        insert(_member)
        .from_select(
            ["collection_id", "product_id", "position"],
            select(taken.c.collection_id, taken.c.product_id, cast(0, Integer())).where(~is_member),
        )
        .returning(_member.c.product_id)
        .cte("new")
    )
    return select(gone.c.product_id).union(select(new.c.product_id)).subquery("sorted").select()


def _count_taken() -> Select[Any]:
    everything = select(_product).where(_product.c.deleted_at.is_(None)).subquery("everything")
    taken = _taken(everything).subquery("taken")
    return select(func.count().label("products")).select_from(taken)


SORT_PRODUCTS: Final = _sorted_products()
"""Bind `conditions`, `product_ids`, `collection_ids`."""
_count = Read(_count_taken(), _Count)


async def count_taken(database: Database, rule: Rule) -> int:
    """How many products the rule takes."""
    row = await _count.first(database, conditions=condition_rows([(UUID(int=0), rule)]))
    return row.products if row else 0
