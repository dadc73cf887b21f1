"""Trees of categories in SQL: everything below, and the way up."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import CTE, ColumnElement, literal_column, select

from app.catalog.models import Category
from app.core.reads import table_of


def descendants(name: str, is_root: Callable[[Any], ColumnElement[bool]]) -> CTE:
    """`root_id, id`: the categories that meet the condition, and all below each. UNION ends even in a ring."""
    root, below = table_of(Category).alias(), table_of(Category).alias()
    tree = select(root.c.id.label("root_id"), root.c.id).where(is_root(root.c)).cte(name, recursive=True)
    return tree.union(select(tree.c.root_id, below.c.id).join_from(tree, below, below.c.parent_id == tree.c.id))


def ancestors(name: str, is_leaf: Callable[[Any], ColumnElement[bool]], limit: int) -> CTE:
    """`leaf_id, id, parent_id, height`: the way from each such category up to its root, at most `limit` steps."""
    leaf, above = table_of(Category).alias(), table_of(Category).alias()
    way = (
        select(leaf.c.id.label("leaf_id"), leaf.c.id, leaf.c.parent_id, literal_column("0").label("height"))
        .where(is_leaf(leaf.c))
        .cte(name, recursive=True)
    )
    return way.union_all(
        select(way.c.leaf_id, above.c.id, above.c.parent_id, (way.c.height + 1).label("height"))
        .join_from(way, above, above.c.id == way.c.parent_id)
        .where(way.c.height < limit)
    )
