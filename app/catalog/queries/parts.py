"""Statements for the first few parts of each product, in their order: variants and media stand by position and id."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Table, Uuid, bindparam, func, select, true, tuple_

from app.core.paging import Page
from app.core.reads import array_parameter


class PartPosition(NamedTuple):
    """Where a part stands among those of its product."""

    position: int
    id: UUID


class Part(Protocol):
    """A row that belongs to a product."""

    @property
    def product_id(self) -> UUID: ...


PartT = TypeVar("PartT", bound=Part)


def first_of_each(
    parts: Table, columns: Sequence[ColumnElement[Any]], *conditions: ColumnElement[bool], continued: bool
) -> Select[Any]:
    """The first `limit` parts of each of the products `ids`, by a lateral join; `continued`: those after a position."""
    wanted = func.unnest(array_parameter("ids", Uuid())).table_valued("id").render_derived("wanted")
    order = (parts.c.position, parts.c.id)
    few = select(*columns).where(parts.c.product_id == wanted.c.id, *conditions)
    if continued:
        last = tuple_(bindparam("after_position", type_=Integer()), bindparam("after_id", type_=Uuid()))
        few = few.where(tuple_(*order) > last)
    page = few.order_by(*order).limit(bindparam("limit", type_=Integer())).lateral("page")
    return (
        select(*page.c).select_from(wanted.join(page, true())).order_by(page.c.product_id, page.c.position, page.c.id)
    )


def page_parameters(ids: Sequence[UUID], size: int, after: PartPosition | None) -> dict[str, Any]:
    """What `first_of_each` is given: one more than the page holds tells whether there is a next."""
    asked: dict[str, Any] = {"ids": list(dict.fromkeys(ids)), "limit": size + 1}
    return asked | ({"after_position": after.position, "after_id": after.id} if after else {})


def pages_of(
    rows: Sequence[PartT], ids: Sequence[UUID], size: int, after: PartPosition | None
) -> dict[UUID, Page[PartT]]:
    """The page of each product that was asked for."""
    by_product: dict[UUID, list[PartT]] = {product_id: [] for product_id in ids}
    for row in rows:
        by_product[row.product_id].append(row)
    return {
        product_id: Page(items[:size], len(items) > size, after is not None) for product_id, items in by_product.items()
    }
