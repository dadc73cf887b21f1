"""CSV of prices: what variants cost in price lists, for so many pieces, and for a while.

A row is a price of its own, by SKU, list, quantity and start. The columns for quantity, comparison and dates may be
left out: then a row is what one piece costs until further notice, and all that the file cannot say stays as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from app.exchange.errors import RowErrorCode
from app.exchange.formats.csv_rows import Row
from app.exchange.formats.goods import Goods, major
from app.exchange.formats.streams import Source
from app.exchange.formats.tables import TableReader, required
from app.exchange.formats.values import Values, moment_text
from app.exchange.records import PriceRow, Record

_PLAIN: Final = ("sku", "price_list", "amount")
_MORE: Final = ("min_quantity", "compare_at", "starts_at", "ends_at")
PRICE_COLUMNS: Final = (*_PLAIN, *_MORE)


def price_reader(source: Source) -> TableReader:
    """Rows of prices. An empty amount: there is no such price."""

    def read(row: Row, values: Values) -> Record | None:
        cells = required(row, values, "sku", "price_list")
        given = {name: row.values[name].strip() for name in _MORE if name in row.values}
        starts_at = values.moment(row.line, "starts_at", given.get("starts_at", ""))
        ends_at = values.moment(row.line, "ends_at", given.get("ends_at", ""))
        if given.get("ends_at") and not given.get("starts_at"):
            values.complain(row.line, "starts_at", RowErrorCode.MISSING)
        quantity = values.integer(row.line, "min_quantity", given.get("min_quantity", ""))
        return PriceRow(
            line=row.line,
            sku=cells["sku"],
            price_list=cells["price_list"],
            amount=row.values["amount"].strip(),
            compare_at=given.get("compare_at"),
            min_quantity=1 if quantity is None else quantity,
            starts_at=starts_at,
            ends_at=ends_at,
            is_alone="min_quantity" in given or "starts_at" in given,
        )

    return TableReader(source, _PLAIN, read, optional=_MORE)


def price_rows(goods: Goods, currencies: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every price of a product's variants: by list, then by quantity and start."""
    for sku, amounts in goods.prices.items():
        more = goods.more_prices.get(sku, {})
        for code in sorted({*amounts, *more}):
            currency = currencies[code]
            named = {"sku": sku, "price_list": code}
            if code in amounts:
                compare_at = goods.compare_at.get(sku, {}).get(code)
                yield {
                    **named,
                    "amount": major(amounts[code], currency),
                    "min_quantity": "1",
                    "compare_at": "" if compare_at is None else major(compare_at, currency),
                }
            for each in more.get(code, ()):
                yield {
                    **named,
                    "amount": major(each.amount, currency),
                    "min_quantity": str(each.min_quantity),
                    "compare_at": "" if each.compare_at is None else major(each.compare_at, currency),
                    "starts_at": moment_text(each.starts_at),
                    "ends_at": moment_text(each.ends_at),
                }
