"""The shop that is measured: the demo shop and generated products, in databases of the bench's own.

The filled database is made once and kept; each run works on a copy of it, and drops that. So every run begins with the
same shop, and a server of your own (`DATABASE_URL`, `MEILI_URL`) keeps what else is in it.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import make_url

from app import demo
from app.cli.database import connected
from app.cli.migrate import upgrade
from app.core.settings import Settings
from app.payments import PAYMENT_METHOD_ID
from scripts.benchmarks.failures import BenchError
from search import index_if_needed

_ROOT: Final = Path(__file__).parents[2]

PLENTY: Final = 1_000_000
"""Pieces of what is bought, in each warehouse: no run sells out."""

SEED: Final = 1
"""Of the generated products: the same ones on every machine."""

_BOUGHT: Final = 200
"""Variants that carts are filled with: so many that shoppers rarely wait for each other's stock row."""
_PAGES: Final = 50
"""Products whose pages are looked at."""
_QUERIES: Final = 20

_NAME: Final = "tradewind_bench_"
_SLUGS: Final = (
    "SELECT slug FROM product WHERE external_id IS NULL OR external_id NOT LIKE 'generated:%' ORDER BY slug LIMIT $1"
)
_WORDS: Final = """
    SELECT word FROM product_translation t, split_part(t.name, ' ', 1) AS word
    WHERE t.language_tag = 'de' GROUP BY word ORDER BY count(*) DESC, word LIMIT $1
"""
_VARIANTS: Final = """
    SELECT v.id FROM product_variant v JOIN product p ON p.id = v.product_id
    WHERE p.external_id LIKE 'generated:%' AND v.position = 0 AND NOT v.is_discontinued ORDER BY v.id LIMIT $1
"""
_STOCK_UP: Final = "UPDATE stock SET on_hand = $1 WHERE variant_id = ANY($2)"
_NO_SALES: Final = "UPDATE sale SET is_paused = true"
"""The answers written by hand know of none."""
_METHOD: Final = "SELECT id FROM payment_method WHERE code = 'sandbox-approve'"


_LOCK: Final = 0x62656E63  # "benc", in the database's own space of advisory locks


@dataclass(frozen=True)
class Supplies:
    """What of the shop is asked for."""

    slugs: list[str]
    """Of products of the demo shop."""
    words: list[str]
    """The most frequent ones at the beginning of German names: searches that find much."""
    variant_ids: list[UUID]
    method_id: str
    """The payment method that says yes at once, as clients name it."""


@asynccontextmanager
async def alone(server_url: str) -> AsyncIterator[None]:
    """Have these servers to ourselves for the time of a block."""
    async with connected(server_url) as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            raise BenchError("another run uses these servers: wait for it, or give this one another --data-dir")
        yield


@asynccontextmanager
async def copied(
    settings: Settings, products: int, *, searched: bool = True, purpose: str = "run"
) -> AsyncIterator[Settings]:
    """A copy of the kept database with so many generated products, made if need be, for the time of a block.

    Copies that are there at the same time have purposes of their own.

    The search index is not copied: a run changes no product. Where nothing is searched, none is made.
    """
    server_url = settings.database_url
    settings = _kept_settings(settings, products)
    kept = _database_of(settings.database_url)
    name = f"{kept}_{purpose}"
    async with connected(server_url) as connection:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", kept):
            await _make(connection, settings, products)
        if searched:
            await index_if_needed(settings)
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{kept}"')
        try:
            yield settings.model_copy(update={"database_url": _with_database(server_url, name)})
        finally:
            await asyncio.shield(connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'))


def _kept_settings(settings: Settings, products: int) -> Settings:
    """The settings of the kept database and its search index, on the servers that the settings name.

    The name tells what is in it: where the tables or the demo shop have changed, another database is made.
    """
    name = f"{_NAME}{products}_{_fingerprint()}"
    return settings.model_copy(
        update={
            "database_url": _with_database(settings.database_url, name),
            "search_prefix": f"{name}_",
            "public_url": "https://shop.example",
        }
    )


async def _make(connection: "asyncpg.Connection[asyncpg.Record]", settings: Settings, products: int) -> None:
    """The kept database: migrated, filled, counted by the planner. Those of other versions are dropped."""
    name = _database_of(settings.database_url)
    unfinished = f"{name}_unfinished"
    for row in await connection.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", _NAME):
        if row["datname"] == unfinished or _fingerprint() not in row["datname"]:
            await connection.execute(f'DROP DATABASE "{row["datname"]}" WITH (FORCE)')
    await connection.execute(f'CREATE DATABASE "{unfinished}" TEMPLATE template0')
    filling = settings.model_copy(update={"database_url": _with_database(settings.database_url, unfinished)})
    print(f"Filling a shop with {products:,} generated products, once …", flush=True)
    await upgrade(filling.database_url)
    await demo.load(filling)
    await demo.generate(filling, products, SEED)
    await _stock_up(filling)
    await connection.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


async def find_supplies(connection: "asyncpg.Connection[asyncpg.Record]") -> Supplies:
    """What there is to ask for."""
    method_id = await connection.fetchval(_METHOD)
    supplies = Supplies(
        slugs=[row["slug"] for row in await connection.fetch(_SLUGS, _PAGES)],
        words=[row["word"] for row in await connection.fetch(_WORDS, _QUERIES)],
        variant_ids=await _bought(connection),
        method_id=PAYMENT_METHOD_ID.encode(UUID(int=method_id.int)) if method_id else "",
    )
    if not (supplies.slugs and supplies.words and supplies.variant_ids and supplies.method_id):
        raise BenchError("the demo shop is not whole in the bench's database: remove the folder .bench and run again")
    return supplies


async def _stock_up(settings: Settings) -> None:
    async with connected(settings.database_url) as connection:
        await connection.execute(_STOCK_UP, PLENTY, await _bought(connection))
        await connection.execute(_NO_SALES)
        await connection.execute("VACUUM ANALYZE")


async def _bought(connection: "asyncpg.Connection[asyncpg.Record]") -> list[UUID]:
    return [row["id"] for row in await connection.fetch(_VARIANTS, _BOUGHT)]


def _fingerprint() -> str:
    """Of everything that the kept database follows from."""
    digest = hashlib.sha256()
    for folder in ("migrations", "app/demo"):
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".json"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _database_of(url: str) -> str:
    return make_url(url).database or ""
