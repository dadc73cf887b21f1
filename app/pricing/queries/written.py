"""The statement that reads all that was written about what variants cost since a moment."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.types import TypeEngine

from app.catalog import STANDARD_TAX_CLASS
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.pricing.models import DatedPrice, Price, PricePast, SaleTargetChange
from app.pricing.queries.statements import GIVEN, Needs, facts
from app.pricing.rules.past import Described, Target, TargetChange, Written, WrittenRow
from app.pricing.rules.wanted import Wanted

_MOMENT: Final = TIMESTAMP(timezone=True)
_IDS: Final = array_parameter("ids", Uuid())
_AFTER: Final = bindparam("after", type_=_MOMENT)
_QUANTITY: Final = bindparam("quantity", type_=Integer())


class _Found(NamedTuple):
    """A row, present or past, with what sales and taxes ask about its variant; NULL is nothing."""

    variant_id: UUID
    product_id: UUID
    price_list_id: UUID
    min_quantity: int
    amount: int
    compare_at_amount: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    since: datetime
    until: datetime | None
    tax_class_code: str | None
    target_ids: list[UUID] | None
    met_conditions: list[int] | None
    changed_targets: list[UUID] | None
    changed_conditions: list[int | None] | None
    """Beside each target its place among the conditions, where it is one."""
    joined: list[bool] | None
    changed_at: list[datetime] | None

    def described(self) -> Described:
        targets: list[Target] = [*(self.target_ids or ()), *(self.met_conditions or ())]
        changes: tuple[TargetChange, ...] = ()
        if self.changed_at and self.changed_targets and self.changed_conditions and self.joined:
            each = zip(self.changed_targets, self.changed_conditions, self.joined, self.changed_at, strict=True)
            changes = tuple(
                TargetChange(target_id if place is None else place, joined, at) for target_id, place, joined, at in each
            )
        return Described(self.product_id, self.tax_class_code or STANDARD_TAX_CLASS, frozenset(targets), changes)


async def read_written(
    database: Database, wanted: Wanted, variant_ids: Sequence[UUID], after: datetime, quantity: int = 1
) -> dict[UUID, Written]:
    """What was believed after the moment about these variants, for whoever buys so many; one statement.

    Variants that no list has had since are left out.
    """
    if not variant_ids or not wanted.price_list_ids:
        return {}
    parameters: dict[str, Any] = {
        "ids": list(variant_ids),
        "after": after,
        "quantity": quantity,
        "price_list_ids": list(wanted.price_list_ids),
        "target_list_ids": list(wanted.target_list_ids),
        "conditions": list(wanted.conditions),
    }
    needs = Needs(
        one_list=False,
        dates=False,
        tax_class=wanted.needs_tax_class,
        targets=bool(wanted.target_list_ids),
        conditions=bool(wanted.conditions),
    )
    rows: dict[UUID, list[WrittenRow]] = {}
    described: dict[UUID, Described] = {}
    for found in await _written(needs).all(database, **parameters):
        own = rows.get(found.variant_id)
        if own is None:
            own = rows[found.variant_id] = []
            described[found.variant_id] = found.described()
        own.append(WrittenRow(*found[2:10]))
    return {variant_id: Written(tuple(own), described[variant_id]) for variant_id, own in rows.items()}


@cache
def _written(needs: Needs) -> Read[_Found]:
    row = union_all(
        _rows(table_of(Price), None, None, None),
        _rows(table_of(DatedPrice), "starts_at", "ends_at", None),
        _rows(table_of(PricePast), "starts_at", "ends_at", "until"),
    ).subquery("row")
    statement = select(*row.c, *facts(needs, GIVEN, row.c.product_id, row.c.variant_id))
    if needs.targets or needs.conditions:
        changes = _changes(row)
        statement = statement.add_columns(*changes.c).select_from(row.join(changes, true()))
    else:
        nothing: tuple[TypeEngine[Any], ...] = (ARRAY(Uuid()), ARRAY(Integer()), ARRAY(Boolean()), ARRAY(_MOMENT))
        statement = statement.add_columns(
            *(null().cast(kind).label(name) for kind, name in zip(nothing, _Found._fields[-4:], strict=True))
        )
    # Variants that were written alike come alike, so that they are worked out once.
    return Read(statement.order_by(row.c.variant_id, row.c.since, row.c.price_list_id, row.c.min_quantity), _Found)


def _rows(table: Any, starts_at: str | None, ends_at: str | None, until: str | None) -> Select[Any]:
    def moment(name: str | None, label: str) -> ColumnElement[Any]:
        return table.c[name].label(label) if name else null().cast(_MOMENT).label(label)

    found = select(
        table.c.variant_id,
        table.c.product_id,
        table.c.price_list_id,
        table.c.min_quantity,
        table.c.amount,
        table.c.compare_at_amount,
        moment(starts_at, "starts_at"),
        moment(ends_at, "ends_at"),
        table.c.since,
        moment(until, "until"),
    ).where(
        table.c.variant_id == any_(_IDS),
        table.c.price_list_id == any_(GIVEN.price_list_ids),
        table.c.min_quantity <= _QUANTITY,
    )
    if until:
        found = found.where(table.c[until] > _AFTER)
    if ends_at:
        found = found.where(or_(table.c[ends_at].is_(None), table.c[ends_at] > _AFTER))
    return found


def _changes(row: FromClause) -> Any:
    """Changes of what is asked for, in their order. Conditions are known by the digest that the database makes."""
    change = table_of(SaleTargetChange)
    asked = (
        func.jsonb_array_elements(GIVEN.conditions)
        .table_valued(column("document", JSONB), with_ordinality="place")
        .render_derived("asked")
    )
    condition = select(
        func.md5(asked.c.document.cast(Text)).cast(Uuid).label("target_id"),
        (asked.c.place - literal_column("1")).cast(Integer).label("place"),
    ).subquery("condition")

    def in_order(value: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        return func.array_agg(aggregate_order_by(value, change.c.at, change.c.id)).label(name)

    return (
        select(
            in_order(change.c.target_id, "changed_targets"),
            in_order(condition.c.place, "changed_conditions"),
            in_order(change.c.joined, "joined"),
            in_order(change.c.at, "changed_at"),
        )
        .select_from(change.outerjoin(condition, condition.c.target_id == change.c.target_id))
        .where(
            change.c.product_id == row.c.product_id,
            or_(change.c.variant_id.is_(None), change.c.variant_id == row.c.variant_id),
            change.c.at > _AFTER,
            or_(change.c.target_id == any_(GIVEN.target_list_ids), condition.c.place.is_not(None)),
        )
        .correlate(row)
        .lateral("changes")
    )
