"""Loading the demo shop: everything by upsert, each product in a transaction of its own.

So it can be stopped anywhere and started again, and run twice without a change.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from app.core.db import Database
from app.core.settings import Settings
from app.demo import order
from app.demo.catalog import Taxonomy, newest_first, write_collections, write_product, write_taxonomy
from app.demo.content import ShopContent, shop_content
from app.demo.errors import DemoError
from app.demo.merchandising import define_merchandising
from app.demo.notes import Notes, note_order, note_shop
from app.demo.pictures import draw_missing
from app.demo.places import Places, define_places
from app.demo.pricing import OPENED_AT, define_sales
from app.markets import load_atlas
from app.pricing import PriceBookCache, assume_past
from app.wiring import Runtime

_LOCK = 0x64656D6F  # "demo", in the database's own space of advisory locks


@dataclass(frozen=True)
class Base:
    """What products need around them."""

    places: Places
    taxonomy: Taxonomy


async def load(settings: Settings) -> bool:
    """Load the demo shop, and say whether there was anything to load. Raises `DemoError` in a shop with other markets.

    A product that staff have changed gets the demo's words and prices again only when the demo itself has changed;
    stock that is there stays.
    """
    runtime = await Runtime.open(settings)
    try:
        if (await Notes.read(runtime.database)).is_complete(settings):
            await draw_missing(settings.media_dir, shop_content().products)
            return False
        async with exclusive(settings):
            return await _load(runtime)
    finally:
        await runtime.close()


async def write_base(database: Database, content: ShopContent) -> Base:
    """The places and what products are sorted into. Raises `DemoError` in a shop with other markets."""
    others = {market.code for market in (await load_atlas(database)).markets} - {each.code for each in content.markets}
    if others:
        raise DemoError(
            f"This database holds another shop (market {', '.join(sorted(others))}): "
            "load the demo into a database or a --data-dir of its own."
        )
    async with database.transaction() as session:
        places = await define_places(session, content)
        return Base(places, await write_taxonomy(session, content))


@asynccontextmanager
async def exclusive(settings: Settings) -> AsyncIterator[None]:
    """Nobody else fills the shop for as long as the block runs; whoever comes second waits."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        yield
    finally:
        await connection.close()


async def _load(runtime: Runtime) -> bool:
    settings, content = runtime.settings, shop_content()
    notes = await Notes.read(runtime.database)  # whoever had the lock before may have done it all
    if notes.is_complete(settings):
        return False
    drawing = asyncio.create_task(draw_missing(settings.media_dir, content.products))
    try:
        variants = await _write_catalog(runtime.database, content)
        runtime.atlas.forget()
        runtime.parts[PriceBookCache].forget()
        if settings.sandbox:
            await _write_order(runtime, notes.order_id, variants)
    finally:
        await drawing
    await note_shop(runtime.database)
    return True


async def _write_catalog(database: Database, content: ShopContent) -> dict[str, UUID]:
    """Everything but the order; gives the ids of the variants by SKU."""
    base = await write_base(database, content)
    products: dict[str, UUID] = {}
    variants: dict[str, UUID] = {}
    for rank, product in enumerate(newest_first(content)):
        async with database.transaction() as session:
            written = await write_product(session, product, rank, content, base.taxonomy, base.places)
        products[product.slug] = written.id
        variants |= written.variant_ids
    async with database.transaction() as session:
        await write_collections(session, content, products)
        await assume_past(session, OPENED_AT)
        await define_sales(session, content.pricing, base.taxonomy.brands)
        await define_merchandising(session, content.merchandising, base.taxonomy.brands, products)
    return variants


async def _write_order(runtime: Runtime, order_id: UUID | None, variants: dict[str, UUID]) -> None:
    if order_id is None:
        order_id = await order.sell(runtime, variants)
        await note_order(runtime.database, order_id)
    await order.send(runtime, order_id)
