"""What is stored about prices of products, for every shopper at once, and which products a sale sets apart."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from app.catalog import STANDARD_TAX_CLASS, indexed_variants, products_in_lists, products_meeting
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.pricing.models import DatedPrice, Price, Sale
from app.pricing.queries.statements import GIVEN, Needs, facts, for_one_piece
from app.pricing.rules.book import PriceBook
from app.pricing.rules.kinds import MarkingSales, StoredPrices, StoredRow, kinds_of

_PRICE: Final = table_of(Price)
_DATED: Final = table_of(DatedPrice)
_NOW: Final = bindparam("now", type_=TIMESTAMP(timezone=True))


class _Row(NamedTuple):
    product_id: UUID
    variant_id: UUID
    price_list_id: UUID
    amount: int


class _Described(NamedTuple):
    """What sales ask of a variant, and its tax class."""

    variant_id: UUID
    tax_class_code: str
    target_ids: list[UUID] | None
    met_conditions: list[int] | None


class _Targets(NamedTuple):
    product_ids: list[UUID]
    list_ids: list[UUID]
    conditions: list[dict[str, Any]]
    excluded_product_ids: list[UUID]
    excluded_list_ids: list[UUID]


def _columns(table: FromClause, is_undated: int) -> Select[Any]:
    return select(
        table.c.product_id,
        table.c.variant_id,
        table.c.price_list_id,
        table.c.amount,
        literal_column(str(is_undated), Integer()).label("is_undated"),
    ).where(table.c.product_id == any_(array_parameter("ids", Uuid())), *for_one_piece(table))


_held = union_all(
    _columns(_PRICE, 1),
    _columns(_DATED, 0).where(_DATED.c.starts_at <= _NOW, or_(_DATED.c.ends_at.is_(None), _DATED.c.ends_at > _NOW)),
).subquery("held")
_key = (_held.c.product_id, _held.c.variant_id, _held.c.price_list_id)
_rows = Read(select(*_key, _held.c.amount).ext(distinct_on(*_key)).order_by(*_key, _held.c.is_undated), _Row)

_sale = table_of(Sale).c
_targets = Read(
    select(
        _sale.product_ids,
        _sale.list_ids,
        _sale.conditions,
        _sale.excluded_product_ids,
        _sale.excluded_list_ids,
    ).where(_sale.id == bindparam("id", type_=Uuid())),
    _Targets,
)


async def stored_prices(
    database: Database,
    book: PriceBook,
    product_ids: Sequence[UUID],
    moment: datetime,
    variant_ids: Collection[UUID] | None = None,
) -> dict[UUID, StoredPrices]:
    """What is stored about the price of one piece of each product's variants, dated prices as they are at the moment.
    A product without any price is left out.

    `variant_ids`: those that count, where it is known; else those that are not discontinued, which keep their prices.
    Two statements, or three.
    """
    rows = await _rows.all(database, ids=list(product_ids), now=moment)
    if variant_ids is None and rows:
        current = await indexed_variants(database, product_ids)
        variant_ids = {variant.id for found in current.values() for variant in found}
    rows = [row for row in rows if row.variant_id in (variant_ids or ())]
    if not rows:
        return {}
    variants = {row.variant_id: row.product_id for row in rows}
    sales = MarkingSales.of(book.current_sales())
    described = await _describe(database, sales, variants)
    marks = {
        row.variant_id: sales.marks(variants[row.variant_id], row.target_ids or (), row.met_conditions or ())
        for row in described.values()
    }
    found: dict[UUID, StoredPrices] = {}
    for product_id, of_product in groupby(rows, key=lambda row: row.product_id):
        stored = [StoredRow(*row[1:]) for row in of_product if row.variant_id in marks]
        if stored:
            found[product_id] = StoredPrices(described[stored[0].variant_id].tax_class_code, kinds_of(stored, marks))
    return found


async def products_of_sale(database: Database, sale_id: UUID) -> set[UUID]:
    """The products that the sale names or leaves out, in whatever way, as it is now. None, where it is there no more.
    What is published nowhere may be left out."""
    sale = await _targets.first(database, id=sale_id)
    if sale is None:
        return set()
    lists = [*sale.list_ids, *sale.excluded_list_ids]
    return {
        *sale.product_ids,
        *sale.excluded_product_ids,
        *(await products_in_lists(database, lists) if lists else ()),
        *(await products_meeting(database, sale.conditions) if sale.conditions else ()),
    }


async def _describe(database: Database, sales: MarkingSales, variants: Mapping[UUID, UUID]) -> dict[UUID, _Described]:
    read = _descriptions(bool(sales.target_list_ids), bool(sales.conditions))
    parameters: defaultdict[str, list[Any]] = defaultdict(list)
    for variant_id, product_id in variants.items():
        parameters["variant_ids"].append(variant_id)
        parameters["product_ids"].append(product_id)
    found = await read.all(
        database,
        **parameters,
        target_list_ids=list(sales.target_list_ids),
        conditions=list(sales.conditions),
    )
    return {row.variant_id: row for row in found}


@cache
def _descriptions(targets: bool, conditions: bool) -> Read[_Described]:
    needs = Needs(one_list=False, dates=False, tax_class=True, targets=targets, conditions=conditions)
    asked = (
        func.unnest(array_parameter("variant_ids", Uuid()), array_parameter("product_ids", Uuid()))
        .table_valued("variant_id", "product_id")
        .render_derived("asked")
    )
    tax_class, target_ids, met_conditions = facts(needs, GIVEN, asked.c.product_id, asked.c.variant_id)
    return Read(
        select(
            asked.c.variant_id,
            func.coalesce(tax_class, literal_column(f"'{STANDARD_TAX_CLASS}'", Text())).label("tax_class_code"),
            target_ids.cast(ARRAY(Uuid())).label("target_ids"),
            met_conditions,
        ),
        _Described,
    )
