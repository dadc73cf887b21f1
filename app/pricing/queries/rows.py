"""What variants and products cost a shopper: one statement for however many, and a tariff that makes prices of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import TIMESTAMP, FromClause, Integer, Select, Uuid, any_, func, null, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.catalog import STANDARD_TAX_CLASS
from app.core.clock import utc_now
from app.core.db import Database
from app.core.reads import Read, array_parameter
from app.pricing.queries.statements import (
    GIVEN,
    Needs,
    facts,
    first_rows,
    for_one_current,
    for_one_piece,
    next_start,
    rows,
    values_of,
)
from app.pricing.rules.tariff import Tariff
from app.pricing.rules.values import PricedVariant, PriceRow, PriceSpan, Tier

_NO_VARIANT: Final = UUID(int=0)
"""In rows that stand for several variants of a product: what it is called changes no price."""
_IDS: Final = array_parameter("ids", Uuid())


class _Found(NamedTuple):
    """A row that applies, with what the tariff needs to know."""

    variant_id: UUID
    product_id: UUID
    price_list_id: UUID
    min_quantity: int
    amount: int
    compare_at_amount: int | None
    ends_at: datetime | None
    next_start: datetime | None
    tax_class_code: str | None
    target_ids: list[UUID] | None
    met_conditions: list[int] | None

    def row(self) -> PriceRow:
        """The row as the tariff takes it."""
        return PriceRow(
            *self[:7],
            self.tax_class_code or STANDARD_TAX_CLASS,
            tuple(self.target_ids) if self.target_ids else (),
            tuple(self.met_conditions) if self.met_conditions else (),
        )


class _Group(NamedTuple):
    """Variants of a product whose prices follow from their amounts alone, by the same steps."""

    product_id: UUID
    price_list_id: UUID
    compare_at_amount: int | None
    tax_class_code: str | None
    target_ids: list[UUID] | None
    met_conditions: list[int] | None
    lowest: int
    highest: int

    def row(self, amount: int) -> PriceRow:
        """The row of the variants that have this amount."""
        return PriceRow(
            _NO_VARIANT,
            self.product_id,
            self.price_list_id,
            1,
            amount,
            self.compare_at_amount,
            None,
            self.tax_class_code or STANDARD_TAX_CLASS,
            tuple(self.target_ids or ()),
            tuple(self.met_conditions or ()),
        )


async def prices_of_variants(
    database: Database,
    tariff: Tariff,
    variant_ids: Sequence[UUID],
    quantities: Mapping[UUID, int] | None = None,
    moment: datetime | None = None,
) -> dict[UUID, PricedVariant]:
    """What each variant costs that is sold here; `quantities`: when so many pieces are bought at once, else one.

    `moment` None: now; prices that are dated are those of that moment, and the tariff is to be that of it too. One
    statement. A variant is left out where no list of the shopper has it, and where it would have to be converted by
    a rate that is not known.
    """
    if not tariff.list_ids or not variant_ids:
        return {}
    needs, parameters = Needs.to_show(tariff), values_of(tariff, moment or utc_now())
    if quantities is None:
        read = _of_variants(needs)
    else:
        read = _of_quantities(needs)
        parameters["quantities"] = [quantities[variant_id] for variant_id in variant_ids]
    priced = {}
    for found in await read.all(database, ids=list(variant_ids), **parameters):
        row = found.row()
        price = tariff.price(row)
        if price is not None:
            until = tariff.valid_until
            if needs.dates:
                until = _first_of(until, row.ends_at, found.next_start)
            priced[row.variant_id] = PricedVariant(row, price, until)
    return priced


async def tiers_of_variants(
    database: Database, tariff: Tariff, variant_ids: Sequence[UUID], moment: datetime | None = None
) -> dict[UUID, tuple[Tier, ...]]:
    """What one piece costs from so many on: each tier is lower than the one before it, and the first is where selling
    begins. Variants are left out whose price does not depend on how many are bought.
    """
    if not tariff.list_ids or not variant_ids:
        return {}
    of_variant: dict[UUID, list[PriceRow]] = defaultdict(list)
    parameters = values_of(tariff, moment or utc_now())
    for found in await _tiers(Needs.to_show(tariff)).all(database, ids=list(variant_ids), **parameters):
        of_variant[found.variant_id].append(found.row())
    tiers = {variant_id: _tiers_of(tariff, own) for variant_id, own in of_variant.items()}
    return {variant_id: own for variant_id, own in tiers.items() if len(own) > 1}


async def price_ranges_of_products(
    database: Database, tariff: Tariff, product_ids: Sequence[UUID], moment: datetime | None = None
) -> dict[UUID, PriceSpan]:
    """The lowest and the highest price of each product that has a variant sold here, one piece of it. Discontinued
    variants do not count.

    One statement, which gives of each product the ends of its amounts: steps keep the order of amounts.
    """
    if not tariff.list_ids or not product_ids:
        return {}
    spans: dict[UUID, PriceSpan] = {}
    read = _of_products(Needs.to_show(tariff))
    for group in await read.all(database, ids=list(product_ids), **values_of(tariff, moment or utc_now())):
        lowest = tariff.price(group.row(group.lowest))
        highest = lowest if group.highest == group.lowest else tariff.price(group.row(group.highest))
        if lowest is None or highest is None:
            continue
        known = spans.get(group.product_id)
        if known is not None:
            lowest = min(known.lowest, lowest, key=_displayed)
            highest = max(known.highest, highest, key=_displayed)
        spans[group.product_id] = PriceSpan(group.product_id, lowest, highest)
    return spans


def _displayed(price: Any) -> int:
    return cast("int", price.displayed)


def _first_of(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _tiers_of(tariff: Tariff, found: Sequence[PriceRow]) -> tuple[Tier, ...]:
    """Rows of one variant: at each quantity at which one begins, the row that applies there is looked for."""
    ranks = {list_id: place for place, list_id in enumerate(tariff.list_ids)}
    tiers: list[Tier] = []
    for quantity in sorted({row.min_quantity for row in found}):
        reached = [row for row in found if row.min_quantity <= quantity]
        price = tariff.price(min(reached, key=lambda row: (ranks[row.price_list_id], -row.min_quantity)))
        if price is not None and (not tiers or price.displayed < tiers[-1].price.displayed):
            tiers.append(Tier(quantity, price))
    return tuple(tiers)


def _among(column: str, *more: Any) -> Any:
    """Rows whose column is one of the ids that are asked for."""
    return lambda table: [table.c[column] == any_(_IDS), *(each for condition in more for each in condition(table))]


@cache
def _of_variants(needs: Needs) -> Read[_Found]:
    found = rows(needs, GIVEN, _among("variant_id", for_one_piece))
    return _read(needs, first_rows(needs, GIVEN, found))


@cache
def _of_quantities(needs: Needs) -> Read[_Found]:
    wanted = (
        func.unnest(_IDS, array_parameter("quantities", Integer()))
        .table_valued("variant_id", "quantity")
        .render_derived("wanted")
    )

    def enough(table: FromClause) -> list[Any]:
        return [table.c.variant_id == wanted.c.variant_id, table.c.min_quantity <= wanted.c.quantity]

    # A table of its own among those read from, and no two dates in it: the rows for one piece are not enough here.
    several = replace(needs, one_list=False)
    return _read(several, first_rows(several, GIVEN, rows(several, GIVEN, enough)))


@cache
def _tiers(needs: Needs) -> Read[_Found]:
    """For each variant, list and quantity the row that is in force."""
    row = rows(needs, GIVEN, _among("variant_id")).subquery("found")
    key = (row.c.variant_id, row.c.price_list_id, row.c.min_quantity)
    return _read(needs, select(*row.c).ext(distinct_on(*key)).order_by(*key, row.c.is_undated))


def _read(needs: Needs, statement: Select[Any]) -> Read[_Found]:
    row = statement.subquery("chosen").c
    ahead = next_start(GIVEN, row.variant_id) if needs.dates else null().cast(TIMESTAMP(timezone=True))
    return Read(
        select(
            row.variant_id,
            row.product_id,
            row.price_list_id,
            row.min_quantity,
            row.amount,
            row.compare_at_amount,
            row.ends_at,
            ahead.label("next_start"),
            *facts(needs, GIVEN, row.product_id, row.variant_id),
        ),
        _Found,
    )


@cache
def _of_products(needs: Needs) -> Read[_Group]:
    found = rows(needs, GIVEN, _among("product_id", for_one_current))
    chosen = first_rows(needs, GIVEN, found).subquery("chosen").c
    row = (
        select(
            chosen.product_id,
            chosen.price_list_id,
            chosen.amount,
            chosen.compare_at_amount,
            *facts(needs, GIVEN, chosen.product_id, chosen.variant_id),
        )
        .subquery("described")
        .c
    )
    alike = (
        row.product_id,
        row.price_list_id,
        row.compare_at_amount,
        row.tax_class_code,
        row.target_ids,
        row.met_conditions,
    )
    return Read(
        select(*alike, func.min(row.amount).label("lowest"), func.max(row.amount).label("highest")).group_by(*alike),
        _Group,
    )
