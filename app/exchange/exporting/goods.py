"""All products of the shop with their prices and stock, page by page."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import count_all_products, product_ids_in_order, read_products
from app.core.context import RequestContext
from app.exchange.formats.goods import Goods
from app.exchange.importing.shop import ShopFacts
from app.exchange.records import MorePrice
from app.inventory import available_quantities, stock_of_variants
from app.pricing import ListedPrice, listed_prices_of_variants

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
        listed = _Listed(list_codes)
        for row in await listed_prices_of_variants(ctx.db, variant_ids):
            listed.add(row)
        stock = await stock_of_variants(ctx.db, variant_ids)
        available = await available_quantities(ctx.db, variant_ids)
        yield [
            Goods(
                id=each.id,
                draft=each.draft,
                variant_ids=each.variant_ids,
                prices={sku: listed.plain[variant_id] for sku, variant_id in each.variant_ids.items()},
                compare_at={sku: listed.compare_at[variant_id] for sku, variant_id in each.variant_ids.items()},
                more_prices={sku: listed.more[variant_id] for sku, variant_id in each.variant_ids.items()},
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


class _Listed:
    """Prices of some variants, by variant and the code of the list."""

    def __init__(self, list_codes: Mapping[UUID, str]) -> None:
        self._codes = list_codes
        self.plain: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
        self.compare_at: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
        self.more: defaultdict[UUID, dict[str, list[MorePrice]]] = defaultdict(dict)

    def add(self, row: ListedPrice) -> None:
        """Take in a price; they come by quantity and start. One of a list that was made meanwhile is none of ours."""
        code = self._codes.get(row.price_list_id)
        if code is None:
            return
        if row.min_quantity > 1 or row.starts_at is not None:
            more = MorePrice(row.amount, row.compare_at_amount, row.min_quantity, row.starts_at, row.ends_at)
            self.more[row.variant_id].setdefault(code, []).append(more)
            return
        self.plain[row.variant_id][code] = row.amount
        if row.compare_at_amount is not None:
            self.compare_at[row.variant_id][code] = row.compare_at_amount
