"""Tables of what decides prices, and of what was charged before."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from app.catalog import named_things, skus_of_variants
from app.core.context import RequestContext
from app.currencies import manual_rates
from app.exchange.exporting.writers import Part
from app.exchange.formats import ExportFormat
from app.exchange.formats.goods import major
from app.exchange.formats.settings import (
    EXCHANGE_RATE_COLUMNS,
    PAST_COLUMNS,
    PRICE_LIST_COLUMNS,
    ROUNDING_COLUMNS,
    SALE_COLUMNS,
    TAX_RATE_COLUMNS,
    exchange_rate_cells,
    price_list_cells,
    rounding_cells,
    sale_cells,
    tax_rate_cells,
)
from app.exchange.formats.settings.cells import name_columns
from app.exchange.formats.tables import TableWriter
from app.exchange.formats.values import moment_text
from app.exchange.importing.shop import ShopFacts
from app.pricing import former_prices, load_price_lists, load_rounding_rules, load_sales
from app.tax import list_rates

_PAGE: Final = 2_000
Rows = Sequence[Mapping[str, str]]


async def settings_file(
    ctx: RequestContext,
    shop: ShopFacts,
    format: ExportFormat,  # noqa: A002 - the word for it
) -> AsyncIterator[Part]:
    """The file, piece by piece. Rows are in the order of what names them."""
    if format is ExportFormat.PRICE_HISTORY:
        async for part in _price_history(ctx, shop):
            yield part
        return
    columns, rows = await _table(ctx, shop, format)
    table = TableWriter(columns)
    yield table.header(), 0
    yield b"".join(table.row(row) for row in rows), len(rows)


async def _table(
    ctx: RequestContext,
    shop: ShopFacts,
    format: ExportFormat,  # noqa: A002 - the word for it
) -> tuple[Sequence[str], Rows]:
    markets = {market.id: market.code for market in shop.atlas.markets}
    match format:
        case ExportFormat.PRICE_LISTS:
            lists = await load_price_lists(ctx.db)
            return (*PRICE_LIST_COLUMNS, *name_columns(lists)), [price_list_cells(each, markets) for each in lists]
        case ExportFormat.SALES:
            return await _sales(ctx, markets)
        case ExportFormat.ROUNDING_RULES:
            rules = await load_rounding_rules(ctx.db)
            return ROUNDING_COLUMNS, [row for each in rules for row in rounding_cells(each, markets)]
        case ExportFormat.TAX_RATES:
            found = await list_rates(ctx.db)
            found.sort(key=lambda each: (each[1], each[2] or "", *each[3:5], each.valid_from))
            return TAX_RATE_COLUMNS, [tax_rate_cells(each) for each in found]
        case ExportFormat.EXCHANGE_RATES:
            rates = await manual_rates(ctx.db, ctx.now)
            return EXCHANGE_RATE_COLUMNS, [exchange_rate_cells(rates[pair]) for pair in sorted(rates)]
        case _:
            raise LookupError(f"{format} is no table of settings")


async def _sales(ctx: RequestContext, markets: Mapping[UUID, str]) -> tuple[Sequence[str], Rows]:
    sales = await load_sales(ctx.db)
    ids = {
        each
        for sale in sales
        for some in (sale.product_ids, sale.list_ids, sale.excluded_product_ids, sale.excluded_list_ids)
        for each in some
    }
    things = {each.id: each for each in await named_things(ctx.db, ids=ids)}
    return (*SALE_COLUMNS, *name_columns(sales)), [sale_cells(each, markets, things) for each in sales]


async def _price_history(ctx: RequestContext, shop: ShopFacts) -> AsyncIterator[Part]:
    """In the order in which prices were replaced. What is no longer in the catalog, or in a list that is gone, has no
    name any more, and is left out."""
    codes = {list_id: code for code, list_id in shop.price_lists.items()}
    table = TableWriter(PAST_COLUMNS)
    yield table.header(), 0
    async for page in former_prices(ctx.db, _PAGE):
        skus = await skus_of_variants(ctx.db, {each.variant_id for each in page})
        rows = [
            {
                "sku": skus[each.variant_id],
                "price_list": codes[each.price_list_id],
                "amount": major(each.amount, shop.currencies[codes[each.price_list_id]]),
                "from": moment_text(each.since),
                "until": moment_text(each.until),
            }
            for each in page
            if each.variant_id in skus and each.price_list_id in codes
        ]
        yield b"".join(table.row(row) for row in rows), len(rows)
