"""What a simulation compares: all variants that have prices and are not discontinued, those that prices cannot tell
apart counted together.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ColumnElement, FromClause, Subquery, Uuid, any_, func, null, select
from sqlalchemy import case as sql_case
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.catalog import STANDARD_TAX_CLASS, discontinued, products_of_lists
from app.core.db import Database
from app.core.reads import Read, array_parameter
from app.pricing.queries.statements import GIVEN, Needs, facts, for_one_piece, rows
from app.pricing.rules.book import PriceBook
from app.pricing.rules.reductions import condition_key
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.simulate import Case, CaseRow
from app.pricing.rules.tariff import Tariff


class _Found(NamedTuple):
    """A case. Its rows are `[list, amount, amount to compare with, 1 if it is undated]`."""

    rows: list[tuple[str, int, int | None, int]]
    tax_class_code: str | None
    target_ids: list[UUID] | None
    met_conditions: list[int] | None
    variants: int
    variant_id: UUID
    product_id: UUID


async def load_cases(
    database: Database, books: Sequence[PriceBook], shoppers: Sequence[Shopper], moment: datetime
) -> list[Case]:
    """The cases that these shoppers' prices at the moment can differ in, by any of the books: one statement.

    Ask for shoppers with the same lists together, and for others apart: the fewer lists, the fewer cases there are.
    """
    tariffs = [book.tariff(shopper, moment) for book in books for shopper in shoppers]
    conditions = {condition_key(each): each for tariff in tariffs for each in tariff.conditions}
    price_list_ids = _each_once(tariff.list_ids for tariff in tariffs)
    dated_list_ids = _each_once(tariff.dated_list_ids for tariff in tariffs)
    target_list_ids = _each_once(tariff.target_list_ids for tariff in tariffs)
    if not price_list_ids:
        return []
    needs = Needs(
        one_list=len(price_list_ids) == 1,
        dates=bool(dated_list_ids),
        tax_class=any(tariff.needs_tax_class for tariff in tariffs),
        targets=bool(target_list_ids),
        conditions=bool(conditions),
    )
    found = await _cases(needs).all(
        database,
        price_list_ids=price_list_ids,
        dated_list_ids=dated_list_ids,
        now=moment,
        target_list_ids=target_list_ids,
        conditions=list(conditions.values()),
        named_product_ids=_each_once(_named_products(tariff) for tariff in tariffs),
    )
    keys = list(conditions)
    return [
        Case(
            rows=tuple(CaseRow(UUID(row[0]), 1, row[1], row[2], not row[3]) for row in each.rows),
            tax_class_code=each.tax_class_code or STANDARD_TAX_CLASS,
            variant_id=each.variant_id,
            product_id=each.product_id,
            variants=each.variants,
            target_ids=frozenset(each.target_ids or ()),
            conditions=frozenset(keys[place] for place in each.met_conditions or ()),
        )
        for each in found
    ]


@cache
def _cases(needs: Needs) -> Read[_Found]:
    """What every variant has to be told apart by is looked up for all at once, and for nothing that is not needed."""
    variant = _variants(needs)
    tax_class, _, met = facts(replace(needs, targets=False), GIVEN, variant.c.product_id, variant.c.variant_id)
    standing = products_of_lists(GIVEN.target_list_ids).subquery("standing")
    targets = standing.c.list_ids if needs.targets else null().cast(ARRAY(Uuid()))
    is_named = variant.c.product_id == any_(array_parameter("named_product_ids", Uuid()))
    named = sql_case((is_named, variant.c.product_id)).label("named")
    one_by_one = select(*variant.c, tax_class, targets.label("target_ids"), met, named)
    if needs.targets:
        is_its = standing.c.product_id == variant.c.product_id
        one_by_one = one_by_one.join_from(variant, standing, is_its, isouter=True)
    described = one_by_one.subquery("described").c
    alike = [column for column in described if column.key not in ("variant_id", "product_id", "named")]
    counted = (
        select(
            *alike,
            func.count(type_=BigInteger()).label("variants"),
            # Of one product, where a sale names it: else it does not matter of which.
            func.any_value(described.variant_id, type_=Uuid()).label("variant_id"),
            func.any_value(described.product_id, type_=Uuid()).label("product_id"),
        )
        .group_by(*alike, described.named)
        .subquery("counted")
        .c
    )
    written = counted.rows if "rows" in counted else func.jsonb_build_array(_written(counted), type_=JSONB())
    return Read(select(written.label("rows"), *(counted[name] for name in _Found._fields[1:])), _Found)


def _variants(needs: Needs) -> Subquery:
    """Each variant with its rows, in the same order wherever they are the same; or with the columns of its only row."""
    row = rows(needs, GIVEN, _for_one_current).subquery("row_for_one")
    if needs.one_list and not needs.dates:  # the key of the table: no variant has two for one piece
        names = ("variant_id", "product_id", "price_list_id", "amount", "compare_at_amount", "is_undated")
        return select(*(row.c[name] for name in names)).subquery("priced_variant")
    in_order = aggregate_order_by(_written(row.c), row.c.price_list_id, row.c.is_undated)
    return (
        select(
            row.c.variant_id,
            func.any_value(row.c.product_id, type_=Uuid()).label("product_id"),
            func.jsonb_agg(in_order, type_=JSONB()).label("rows"),
        )
        .group_by(row.c.variant_id)
        .subquery("priced_variant")
    )


def _for_one_current(table: FromClause) -> list[ColumnElement[bool]]:
    """As of lists of products, but joined: all rows of the shop are read."""
    return [*for_one_piece(table), ~discontinued(table.c.variant_id).exists()]


def _written(row: Any) -> Any:
    """A row of a list as one value."""
    return func.jsonb_build_array(row.price_list_id, row.amount, row.compare_at_amount, row.is_undated, type_=JSONB())


def _named_products(tariff: Tariff) -> Sequence[UUID]:
    return sorted(
        {product for sale in tariff.sales for product in (*sale.facts.product_ids, *sale.facts.excluded_product_ids)}
    )


def _each_once(ids: Any) -> list[UUID]:
    return list(dict.fromkeys(each for some in ids for each in some))
