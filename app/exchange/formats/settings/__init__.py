"""CSV of what decides prices: price lists, sales, rounding rules, tax rates, exchange rates by hand; and of what was
charged before.

Columns that a file leaves out say nothing: what is there stays so, and what is new is as usual. An empty cell says that
there is nothing; only names stay where no language has one. Several values of a cell are separated by semicolons, as a
line of CSV of its own; names stand in a column for each language, such as `name_de`.
"""

from app.exchange.formats.settings.price_lists import (
    PRICE_LIST_COLUMNS,
    SaidPriceList,
    price_list_cells,
    price_list_reader,
)
from app.exchange.formats.settings.price_past import PAST_COLUMNS, SaidPastPrice, past_price_reader
from app.exchange.formats.settings.rates import (
    EXCHANGE_RATE_COLUMNS,
    TAX_RATE_COLUMNS,
    exchange_rate_cells,
    exchange_rate_reader,
    tax_rate_cells,
    tax_rate_reader,
)
from app.exchange.formats.settings.rounding import ROUNDING_COLUMNS, RoundingReader, SaidRounding, rounding_cells
from app.exchange.formats.settings.sales import SALE_COLUMNS, SaidSale, sale_cells, sale_reader

__all__ = [
    "EXCHANGE_RATE_COLUMNS",
    "PAST_COLUMNS",
    "PRICE_LIST_COLUMNS",
    "ROUNDING_COLUMNS",
    "SALE_COLUMNS",
    "TAX_RATE_COLUMNS",
    "RoundingReader",
    "SaidPastPrice",
    "SaidPriceList",
    "SaidRounding",
    "SaidSale",
    "exchange_rate_cells",
    "exchange_rate_reader",
    "past_price_reader",
    "price_list_cells",
    "price_list_reader",
    "rounding_cells",
    "sale_cells",
    "sale_reader",
    "tax_rate_cells",
    "tax_rate_reader",
]
