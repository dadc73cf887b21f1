"""Bringing generated products into the tables by COPY: a thousand at a time, each thousand in one transaction."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from app.core.db import Database
from app.core.settings import Settings
from app.demo.catalog import CHANNEL as CHANNEL_CODE
from app.demo.content import shop_content
from app.demo.errors import DemoError
from app.demo.generator.product import Product, external_id_prefix, make_product
from app.demo.generator.rows import TABLES, Surroundings
from app.demo.generator.words import vocabulary
from app.demo.loader import Base, exclusive, write_base
from app.demo.pictures import draw_missing
from app.events import WHOLE_SHOP, ShopReloaded
from app.events.outbox import CHANNEL

MOST_PRODUCTS: Final = 1_000_000
LARGEST_SEED: Final = 2**31 - 1
CHUNK: Final = 1000
AT_ONCE: Final = 2
"""Transactions: while the server works on the rows of one, the rows of the other are made."""

Progress = Callable[[int, int], None]
"""Told how many products of how many are there."""

_NUMBERS_THERE: Final = (
    "SELECT substr(external_id, $2)::bigint FROM product WHERE external_id ~ ('^' || $1 || '[0-9]{1,9}$')"
)
_MAY_SKIP_CHECKS: Final = "SELECT has_parameter_privilege(current_user, 'session_replication_role', 'SET')"
_ROLES: Final = {
    False: "SET LOCAL session_replication_role = replica",
    True: "SET LOCAL session_replication_role = origin",
}
"""Without checks and triggers, and with them, where the database makes rows of its own from those that are copied."""
_PARENTS: Final = {
    "price_list": "SELECT id FROM price_list WHERE id = ANY($1::uuid[]) FOR KEY SHARE",
    "warehouse": "SELECT id FROM warehouse WHERE id = ANY($1::uuid[]) FOR KEY SHARE",
    "category": "SELECT id FROM category WHERE id = ANY($1::uuid[]) FOR KEY SHARE",
    "brand": "SELECT id FROM brand WHERE id = ANY($1::uuid[]) FOR KEY SHARE",
}


@dataclass
class Generated:
    """What was made, and how many of the products had been there."""

    there_before: int = 0
    products: int = 0
    variants: int = 0
    rows: int = 0


def check_request(count: int, seed: int) -> None:
    """Whether so many products of this seed can be made at all; raises `DemoError`."""
    if not 1 <= count <= MOST_PRODUCTS:
        raise DemoError(f"{count:,} products cannot be made: ask for 1 to {MOST_PRODUCTS:,}.")
    if not 0 <= seed <= LARGEST_SEED:
        raise DemoError(f"The seed {seed} cannot be used: take one from 0 to {LARGEST_SEED}.")


async def generate(settings: Settings, count: int, seed: int, on_progress: Progress | None = None) -> Generated:
    """Let the first `count` products of the seed be in the shop; those that are there already stay as they are.

    Markets, brands, categories and pictures are the demo shop's, and are made where they are missing. The same seed
    gives the same products, ids included, in every shop. No event tells of each, so no index follows: whoever wants
    them found fills the index anew. Caches hear of every thousand. Raises `DemoError`.
    """
    check_request(count, seed)
    content = shop_content()
    async with exclusive(settings):
        database = await Database.connect(settings.database_url, write_pool_size=1, read_pool_size=1)
        try:
            base = await write_base(database, content)
        finally:
            await database.close()
        await draw_missing(settings.media_dir, content.products)
        async with asyncpg.create_pool(settings.database_url, min_size=1, max_size=AT_ONCE) as pool:
            return await _Copying(pool, _surroundings(base), seed, on_progress).run(count)


def _surroundings(base: Base) -> Surroundings:
    return Surroundings(
        categories=base.taxonomy.categories,
        brands=list(base.taxonomy.makers.values()),
        price_lists=list(base.places.price_lists.items()),
        warehouses=list(base.places.warehouses.values()),
        channel=CHANNEL_CODE,
    )


@dataclass
class _Copying:
    """One run."""

    pool: "asyncpg.Pool[asyncpg.Record]"
    surroundings: Surroundings
    seed: int
    on_progress: Progress | None

    async def run(self, count: int) -> Generated:
        there = await self._numbers_there(count)
        made = Generated(there_before=sum(there))
        chunks = _missing_by_chunk(there)
        skips_checks: bool = await self.pool.fetchval(_MAY_SKIP_CHECKS)
        self._tell(made, count)

        async def copy_chunks() -> None:
            for numbers in chunks:
                products = [make_product(vocabulary(), self.seed, number) for number in numbers]
                rows = await self._copy(products, skips_checks=skips_checks)
                made.rows += rows  # not in one step: another chunk may have been counted during the wait
                made.products += len(products)
                made.variants += sum(len(product.variants) for product in products)
                self._tell(made, count)

        copying = [asyncio.create_task(copy_chunks()) for _ in range(AT_ONCE)]
        try:
            await asyncio.gather(*copying)
        finally:
            for task in copying:
                task.cancel()
        if made.products:
            await self.pool.execute(f"ANALYZE {', '.join(table.name for table in TABLES)}")
        return made

    async def _numbers_there(self, count: int) -> bytearray:
        """For each number below `count`, 1 where its product exists."""
        there = bytearray(count)
        prefix = external_id_prefix(self.seed)
        async with self.pool.acquire() as connection, connection.transaction():
            async for (number,) in connection.cursor(_NUMBERS_THERE, prefix, len(prefix) + 1):
                if number < count:
                    there[number] = 1
        return there

    async def _copy(self, products: Sequence[Product], *, skips_checks: bool) -> int:
        """Write the products, and give the number of rows."""
        rows = 0
        async with self.pool.acquire() as connection, connection.transaction():
            if skips_checks:
                await self._stand_in_for_checks(connection)
            for table in TABLES:
                if skips_checks:
                    await connection.execute(_ROLES[table.is_followed])
                status = await connection.copy_records_to_table(
                    table.name, columns=table.columns, records=table.rows_of(products, self.surroundings)
                )
                rows += int(status.removeprefix("COPY "))
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, ShopReloaded(WHOLE_SHOP).notice)
        return rows

    async def _stand_in_for_checks(self, connection: "PoolConnectionProxy[asyncpg.Record]") -> None:
        """Do once what the checks of foreign keys would do millions of times; most tables are copied without them.

        Every row refers either to a row of this transaction, which nobody else can see, or to one of these few, which
        are locked as the checks would lock them. Unique keys and CHECKs hold as ever.
        """
        wanted: dict[str, Sequence[UUID]] = {
            "price_list": [price_list_id for _, price_list_id in self.surroundings.price_lists],
            "warehouse": self.surroundings.warehouses,
            "category": list(self.surroundings.categories.values()),
            "brand": [maker.brand_id for maker in self.surroundings.brands],
        }
        for table, sql in _PARENTS.items():
            locked = await connection.fetch(sql, wanted[table])
            if len(locked) != len(wanted[table]):
                raise DemoError(f"A {table.replace('_', ' ')} of the demo shop was deleted meanwhile: start again.")

    def _tell(self, made: Generated, count: int) -> None:
        if self.on_progress:
            self.on_progress(made.there_before + made.products, count)


def _missing_by_chunk(there: bytearray) -> Iterator[list[int]]:
    for start in range(0, len(there), CHUNK):
        numbers = [number for number in range(start, min(start + CHUNK, len(there))) if not there[number]]
        if numbers:
            yield numbers
