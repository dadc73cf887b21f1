"""What lists of products are narrowed down and sorted by: the displayed price, the same number that is shown.

A condition is said of the amounts in price lists: a tariff knows which span of amounts of a list comes to a displayed
price within both ends, under each sale and under none. The displayed price is the least of what these give. So it is
at most `most` where one of them is, and at least `least` where all of them are.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog import STANDARD_TAX_CLASS, ProductCondition, ProductList, ProductValue, listed_product_ids
from app.core.clock import utc_now
from app.core.db import Database
from app.core.money import MAX_AMOUNT
from app.core.reads import finds_row, table_of
from app.pricing.models import Price
from app.pricing.queries.rows import price_ranges_of_products
from app.pricing.queries.statements import Given, Needs, facts, first_rows, for_one_current, rows, values_of
from app.pricing.rules.cases import taxed_apart
from app.pricing.rules.kinds import names_nothing
from app.pricing.rules.tariff import Tariff

_price = table_of(Price).c

_NO_AMOUNT: Final = (MAX_AMOUNT + 1, -1)
_UUIDS: Final = ARRAY(Uuid())


class PricedWithin(NamedTuple):
    """What a list is narrowed down to: some variant is displayed for an amount from one to another, both included.
    Minor units of the shopper's currency."""

    least: int
    most: int


def priced_within(tariff: Tariff, asked: PricedWithin, moment: datetime | None = None) -> ProductCondition:
    """The condition of the shopper's lists. `moment` None: now."""
    if _is_plain(tariff):
        span = _span(tariff, STANDARD_TAX_CLASS, asked)
        return ProductCondition(_amount_within, (tariff.list_ids[0], *span), asked)
    given = tuple(values_of(tariff, moment or utc_now()).values())
    return ProductCondition(
        _chosen_within(Needs.to_display(tariff)), (*given, _spans(tariff, asked), _sales(tariff)), asked
    )


async def price_order(
    database: Database, tariff: Tariff, asked: ProductList, owners: list[Any] | None, moment: datetime | None = None
) -> ProductValue:
    """What the products of these lists (None: of the shop) are sorted by when it is their least displayed price.

    Where all of them are priced by one list and by the same steps, its amounts are in that order. Else each product of
    the list has its price looked up: lists that long are not sorted at all (`LONGEST_SORTED`).
    """
    if _is_plain(tariff):
        return ProductValue(_least_amount, tariff.list_ids)
    ids = await listed_product_ids(database, owners, asked)
    spans = await price_ranges_of_products(database, tariff, ids, moment)
    return ProductValue(_known_price, ({str(span.product_id): span.lowest.displayed for span in spans.values()},))


def _is_plain(tariff: Tariff) -> bool:
    """Whether all prices come from one list by the same steps."""
    needs = Needs.to_display(tariff)
    sales = [sale.facts for sale in tariff.sales]
    is_alike = not (needs.dates or needs.tax_class or needs.targets or needs.conditions)
    return needs.one_list and is_alike and not any(sale.product_ids or sale.excluded_product_ids for sale in sales)


def _alternatives(tariff: Tariff, tax_class: str, asked: PricedWithin) -> Iterator[tuple[Any, int | None, int, int]]:
    """Of each list, and of no sale (None) and of each sale by its place: the least amount whose price is not below the
    span, and the largest whose price is not above."""
    for list_id in tariff.list_ids:
        for place, sale_ids in enumerate([(), *((sale.facts.id,) for sale in tariff.sales)]):
            above = tariff.amounts_within(list_id, tax_class, sale_ids, asked.least, MAX_AMOUNT) or _NO_AMOUNT
            below = tariff.amounts_within(list_id, tax_class, sale_ids, 0, asked.most) or _NO_AMOUNT
            yield list_id, place - 1 if place else None, above[0], below[1]


def _span(tariff: Tariff, tax_class: str, asked: PricedWithin) -> tuple[int, int]:
    """The one of a tariff whose every sale is for every product."""
    found = list(_alternatives(tariff, tax_class, asked))
    return max(least for _, _, least, _ in found), max(most for _, _, _, most in found)


def _spans(tariff: Tariff, asked: PricedWithin) -> list[dict[str, Any]]:
    classes = taxed_apart(tariff) if tariff.needs_tax_class else (None,)
    return [
        {"list_id": list_id.hex, "tax_class": tax_class, "sale": sale, "least": least, "most": most}
        for tax_class in classes
        for list_id, sale, least, most in _alternatives(tariff, tax_class or STANDARD_TAX_CLASS, asked)
    ]


def _sales(tariff: Tariff) -> list[dict[str, Any]]:
    """Whom each sale is for. Products are keys: they are looked up, and there may be thousands."""
    return [
        {
            "place": place,
            "is_for_all": names_nothing(sale.facts),
            "products": {str(each): 1 for each in sale.facts.product_ids},
            "lists": [each.hex for each in sale.facts.list_ids],
            "conditions": list(sale.condition_places),
            "not_products": {str(each): 1 for each in sale.facts.excluded_product_ids},
            "not_lists": [each.hex for each in sale.facts.excluded_list_ids],
        }
        for place, sale in enumerate(tariff.sales)
    ]


def _amount_within(
    product_id: ColumnElement[Any],
    list_id: ColumnElement[Any],
    least: ColumnElement[Any],
    most: ColumnElement[Any],
) -> ColumnElement[bool]:
    return finds_row(
        select(_price.variant_id).where(
            _price.product_id == product_id,
            _price.price_list_id == list_id,
            *for_one_current(table_of(Price)),
            _price.amount >= least,
            _price.amount <= most,
        )
    )


def _least_amount(product_id: ColumnElement[Any], list_id: ColumnElement[Any]) -> ColumnElement[Any]:
    return (
        select(func.min(_price.amount))
        .where(_price.product_id == product_id, _price.price_list_id == list_id, *for_one_current(table_of(Price)))
        .scalar_subquery()
    )


def _known_price(product_id: ColumnElement[Any], prices: ColumnElement[Any]) -> ColumnElement[Any]:
    """Keys of a JSON object are kept in order: each is found by bisection."""
    return cast(type_coerce(prices, JSONB()).op("->>", return_type=Text())(cast(product_id, Text)), BigInteger)


@cache
def _chosen_within(needs: Needs) -> Callable[..., ColumnElement[bool]]:
    """The condition for tariffs with these needs: one function for each, so that its statement is compiled once."""
    return partial(_row_within, needs)


def _row_within(needs: Needs, product_id: ColumnElement[Any], *parameters: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the row that applies to some variant of the product lies in the span that holds for it."""
    *tariff, spans, sales = parameters
    given = Given.of(tariff)
    found = rows(needs, given, lambda table: [table.c.product_id == product_id, *for_one_current(table)])
    chosen = first_rows(needs, given, found).lateral("chosen")
    described = select(*facts(needs, given, chosen.c.product_id, chosen.c.variant_id)).lateral("described")
    held = _ends(chosen, described, spans, sales).lateral("held")
    return finds_row(
        select(chosen.c.variant_id)
        .select_from(chosen.join(described, true()).join(held, true()))
        .where(chosen.c.amount >= held.c.least, chosen.c.amount <= held.c.most)
    )


def _ends(chosen: Any, described: Any, spans: ColumnElement[Any], sales: ColumnElement[Any]) -> Select[Any]:
    """The ends for a row: of no sale, and of those that its product is in, the furthest."""
    span = _records(
        spans, list_id=Uuid(), tax_class=Text(), sale=Integer(), least=BigInteger(), most=BigInteger()
    ).alias("span")
    known = _records(spans, tax_class=Text()).alias("known")
    own = func.coalesce(described.c.tax_class_code, literal_column(f"'{STANDARD_TAX_CLASS}'"))
    is_known = select(known.c.tax_class).where(known.c.tax_class == own).correlate_except(known).exists()
    standard = and_(span.c.tax_class == literal_column(f"'{STANDARD_TAX_CLASS}'"), ~is_known)
    return (
        select(func.max(span.c.least).label("least"), func.max(span.c.most).label("most"))
        .where(
            span.c.list_id == chosen.c.price_list_id,
            or_(span.c.tax_class.is_(None), span.c.tax_class == own, standard),
            or_(span.c.sale.is_(None), span.c.sale.in_(_sales_of(chosen, described, sales))),
        )
        .correlate_except(span)
    )


def _sales_of(chosen: Any, described: Any, sales: ColumnElement[Any]) -> Select[Any]:
    """The places of the sales that the row's product is in: `SaleInForce.covers` in SQL."""
    sale = _records(
        sales,
        place=Integer(),
        is_for_all=Boolean(),
        products=JSONB(),
        lists=_UUIDS,
        conditions=ARRAY(Integer()),
        not_products=JSONB(),
        not_lists=_UUIDS,
    ).alias("sale")
    product = cast(chosen.c.product_id, Text)

    def names(products: ColumnElement[Any]) -> ColumnElement[bool]:
        return products.op("?", return_type=Boolean())(product)

    def meets(known: ColumnElement[Any], wanted: ColumnElement[Any]) -> ColumnElement[bool]:
        return func.coalesce(known.op("&&", return_type=Boolean())(wanted), false())

    targets, met = described.c.target_ids, described.c.met_conditions
    return (
        select(sale.c.place)
        .where(
            or_(
                sale.c.is_for_all,
                names(sale.c.products),
                meets(targets, sale.c.lists),
                meets(met, sale.c.conditions),
            ),
            ~names(sale.c.not_products),
            ~meets(targets, sale.c.not_lists),
        )
        .correlate_except(sale)
    )


def _records(documents: ColumnElement[Any], **columns: Any) -> Any:
    """The objects of a JSON array as rows."""
    named = [column(name, kind) for name, kind in columns.items()]
    made = func.jsonb_to_recordset(type_coerce(documents, JSONB())).table_valued(*named)
    return made.render_derived(with_types=True)
