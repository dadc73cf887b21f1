"""All products of the shop with their prices and stock, page by page."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import count_all_products, product_ids_in_order, read_products
from app.core.context import RequestContext
from app.exchange.formats.goods import Goods
from app.exchange.importing.shop import ShopFacts
from app.inventory import available_quantities, stock_of_variants
from app.pricing import prices_in_all_lists

PAGE: Final = 200


async def all_goods(
    ctx: RequestContext, session: AsyncSession, shop: ShopFacts, advance: Callable[[int, int], None]
) -> AsyncIterator[list[Goods]]:
    """Pages of products, those that shoppers do not see included."""
    total, done = await count_all_products(session), 0
    list_codes = {list_id: code for code, list_id in shop.price_lists.items()}
    warehouse_codes = {warehouse_id: code for code, warehouse_id in shop.warehouses.items()}
    async for ids in product_ids_in_order(session, PAGE):
        stored = await read_products(ctx.db, ids)
        variant_ids = [variant_id for each in stored.values() for variant_id in each.variant_ids.values()]
        prices: defaultdict[object, dict[str, int]] = defaultdict(dict)
        for row in await prices_in_all_lists(ctx.db, variant_ids):
            prices[row.variant_id][list_codes[row.price_list_id]] = row.amount
        stock = await stock_of_variants(ctx.db, variant_ids)
        available = await available_quantities(ctx.db, variant_ids)
        yield [
            Goods(
                id=each.id,
                draft=each.draft,
                prices={sku: prices[variant_id] for sku, variant_id in each.variant_ids.items()},
                stock={
                    sku: {warehouse_codes[row.warehouse_id]: row.on_hand for row in stock[variant_id]}
                    for sku, variant_id in each.variant_ids.items()
                },
                available={sku: sum(available[variant_id].values()) for sku, variant_id in each.variant_ids.items()},
            )
            for each in (stored[product_id] for product_id in ids if product_id in stored)
        ]
        done += len(ids)
        advance(done, total)
