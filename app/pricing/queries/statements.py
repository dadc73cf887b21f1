"""Parts of the statements that choose, for a variant, the row of a price list that applies to a shopper.

The order of choosing is that of `app.pricing.rules.choosing`: the first list that has a row for so many pieces; in it
the row for the most pieces; of two for the same number, the dated one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.types import TypeEngine

from app.catalog import conditions_met, discontinued, lists_of_product, tax_class_of
from app.core.reads import array_parameter, finds_row, table_of
from app.pricing.models import DatedPrice, Price
from app.pricing.rules.tariff import Tariff

_PRICE: Final = table_of(Price)
_DATED: Final = table_of(DatedPrice)
_MOMENT: Final = TIMESTAMP(timezone=True)

Condition = Callable[[FromClause], Sequence[ColumnElement[bool]]]
"""What rows must meet, said of the columns of `price`, and of those of `dated_price` alike."""


@dataclass(frozen=True)
class Needs:
    """What has to be known of each row: a statement asks for nothing else."""

    one_list: bool
    """Then no two lists have to be compared."""
    dates: bool
    tax_class: bool
    targets: bool
    conditions: bool

    @classmethod
    def to_show(cls, tariff: Tariff) -> Self:
        """All parts of the price: the tax in it depends on the class, even where the price does not."""
        return replace(cls.to_display(tariff), tax_class=True)

    @classmethod
    def to_display(cls, tariff: Tariff) -> Self:
        """The displayed price alone."""
        return cls(
            one_list=len(tariff.list_ids) == 1,
            dates=bool(tariff.dated_list_ids),
            tax_class=tariff.needs_tax_class,
            targets=bool(tariff.target_list_ids),
            conditions=bool(tariff.conditions),
        )


class Given(NamedTuple):
    """What a statement is given of a tariff, as parameters of it."""

    price_list_ids: ColumnElement[Any]
    dated_list_ids: ColumnElement[Any]
    now: ColumnElement[Any]
    target_list_ids: ColumnElement[Any]
    conditions: ColumnElement[Any]

    @classmethod
    def by_name(cls) -> Self:
        """Parameters of a statement of pricing's own: `values_of` has their values."""
        return cls(
            array_parameter("price_list_ids", Uuid()),
            array_parameter("dated_list_ids", Uuid()),
            bindparam("now", type_=_MOMENT),
            array_parameter("target_list_ids", Uuid()),
            bindparam("conditions", type_=JSONB()),
        )

    @classmethod
    def of(cls, parameters: Sequence[ColumnElement[Any]]) -> Self:
        """Parameters of another domain's statement, in this order."""
        kinds: tuple[TypeEngine[Any], ...] = (ARRAY(Uuid()), ARRAY(Uuid()), _MOMENT, ARRAY(Uuid()), JSONB())
        return cls(*(type_coerce(each, kind) for each, kind in zip(parameters, kinds, strict=True)))


GIVEN: Final = Given.by_name()


def values_of(tariff: Tariff, moment: datetime) -> dict[str, Any]:
    """The values of `Given`, by name and in its order. A statement that does not ask for one leaves it out."""
    return {
        "price_list_ids": list(tariff.list_ids),
        "dated_list_ids": list(tariff.dated_list_ids),
        "now": moment,
        "target_list_ids": list(tariff.target_list_ids),
        "conditions": list(tariff.conditions),
    }


def for_one_piece(table: FromClause) -> list[ColumnElement[bool]]:
    """Rows that apply to whoever buys one."""
    return [table.c.min_quantity == literal_column("1", Integer())]


def for_one_current(table: FromClause) -> list[ColumnElement[bool]]:
    """Rows that apply to whoever buys one, of variants that are not discontinued: those keep their prices.

    Looked up row by row: of the few rows of a page that is cheaper than a join, which would have to be planned.
    """
    return [*for_one_piece(table), ~finds_row(discontinued(table.c.variant_id))]


def rows(needs: Needs, given: Given, condition: Condition) -> Select[Any]:
    """Every row of the tariff's lists that meets the condition, those that are dated and in force among them."""
    in_lists = _PRICE.c.price_list_id == any_(given.price_list_ids)
    undated = _columns(_PRICE, null().cast(_MOMENT), 1).where(in_lists, *condition(_PRICE))
    if not needs.dates:
        return undated
    dated = _columns(_DATED, _DATED.c.ends_at, 0).where(
        _DATED.c.price_list_id == any_(given.dated_list_ids),
        _DATED.c.starts_at <= given.now,
        or_(_DATED.c.ends_at.is_(None), _DATED.c.ends_at > given.now),
        *condition(_DATED),
    )
    return select(*union_all(undated, dated).subquery("row").c)


def first_rows(needs: Needs, given: Given, found: Select[Any]) -> Select[Any]:
    """Of such rows, the one that applies to each variant."""
    if needs.one_list and not needs.dates:
        return found  # the key of the table: no variant has two for one piece
    row = found.subquery("found")
    order = [row.c.min_quantity.desc(), row.c.is_undated]
    if not needs.one_list:
        order.insert(0, rank(given, row.c.price_list_id))
    return select(*row.c).ext(distinct_on(row.c.variant_id)).order_by(row.c.variant_id, *order)


def rank(given: Given, price_list_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """The place of a list among the tariff's, whose order is that of choosing."""
    return func.array_position(given.price_list_ids, price_list_id, type_=Integer())


def facts(
    needs: Needs, given: Given, product_id: ColumnElement[Any], variant_id: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]:
    """The tax class, and which targets and conditions of sales are met. What the tariff does not need is NULL."""
    tax_class: ColumnElement[Any] = tax_class_of(product_id) if needs.tax_class else null().cast(Text)
    targets: ColumnElement[Any] = null().cast(ARRAY(Uuid()))
    if needs.targets:
        targets = lists_of_product(product_id, given.target_list_ids)
    conditions: ColumnElement[Any] = null().cast(ARRAY(Integer()))
    if needs.conditions:
        conditions = conditions_met(product_id, variant_id, given.conditions)
    return tax_class.label("tax_class_code"), targets.label("target_ids"), conditions.label("met_conditions")


def next_start(given: Given, variant_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """When the next dated price of the variant begins in one of the lists, or NULL."""
    ahead = _DATED.alias("ahead")
    found = select(func.min(ahead.c.starts_at)).where(
        ahead.c.variant_id == variant_id,
        ahead.c.price_list_id == any_(given.dated_list_ids),
        ahead.c.starts_at > given.now,
    )
    return found.correlate_except(ahead).scalar_subquery()


def _columns(table: FromClause, ends_at: ColumnElement[Any], is_undated: int) -> Select[Any]:
    """Other tables that a condition names are those of the statement around it, where it has them."""
    columns = select(
        table.c.variant_id,
        table.c.product_id,
        table.c.price_list_id,
        table.c.min_quantity,
        table.c.amount,
        table.c.compare_at_amount,
        ends_at.label("ends_at"),
        literal_column(str(is_undated), Integer()).label("is_undated"),
    )
    return columns.correlate_except(table)
