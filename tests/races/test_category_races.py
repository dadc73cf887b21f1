"""Many hands on the tree of categories, with real commits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.catalog import CatalogErrorCode
from app.catalog.commands.taxonomy import CATEGORIES, COLLECTIONS, delete_category, move_category, update
from app.catalog.models import Product
from app.catalog.service import sort_into_collections, upsert_category, upsert_collection, upsert_product_type
from app.core.context import RequestContext
from app.core.db import Database
from app.core.described import DescribedEnum
from app.core.errors import Refusal
from app.core.locks import hold_sorting, lock_row
from app.core.settings import Settings
from app.wiring import Runtime
from tests.support.shop import Shop
from tests.support.taxonomy import add_product, category, collection, product_type

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ROUNDS = 8


@pytest.fixture(scope="module")
async def database(settings: Settings) -> AsyncIterator[Database]:
    """Enough connections for everybody to be there at once."""
    opened = await Database.connect(settings.database_url, write_pool_size=12)
    yield opened
    await opened.close()


@pytest.fixture
async def context(runtime: Runtime, shop: Shop, database: Database) -> RequestContext:
    """Background work with those connections."""
    assert shop.mug
    made = await runtime.system_context()
    made.db = database
    return made


async def outcome(command: Awaitable[Any]) -> list[DescribedEnum]:
    """Why not; empty where it was done."""
    try:
        await command
    except Refusal as refusal:
        return [problem.code for problem in refusal.problems]
    return []


async def make(ctx: RequestContext, *slugs: str) -> list[UUID]:
    async with ctx.db.transaction() as session:
        return [(await upsert_category(session, category(slug))).id for slug in slugs]


async def test_of_two_moves_that_would_make_a_ring_one_is_refused(
    context: RequestContext, connection: Connection
) -> None:
    for number in range(ROUNDS):
        a, b, c = await make(context, f"ring{number}-a", f"ring{number}-b", f"ring{number}-c")
        outcomes = await asyncio.gather(
            outcome(move_category(context, a, b, None)),
            outcome(move_category(context, b, c, None)),
            outcome(move_category(context, c, a, None)),
        )

        assert sorted(outcomes) == [[], [], [CatalogErrorCode.CATEGORY_CIRCLE]]
        rows = await connection.fetch(
            "SELECT height, count(*) FROM category_ancestor WHERE category_id = ANY($1) "
            "GROUP BY height ORDER BY height",
            [a, b, c],
        )
        assert [tuple(row) for row in rows] == [(0, 3), (1, 2), (2, 1)]


async def put(ctx: RequestContext, product_id: UUID, category_id: UUID) -> None:
    """What a writer of products does with one that gets another category."""
    async with ctx.db.transaction() as session:
        await hold_sorting(session)
        row = await lock_row(session, Product, Product.id == product_id)
        if await session.get(CATEGORIES.model, category_id) is None:
            raise Refusal
        assert row is not None
        row.category_id = category_id
        await session.flush()
        await sort_into_collections(session, [product_id])


async def test_a_product_moves_into_a_category_or_the_category_is_deleted(
    context: RequestContext, connection: Connection
) -> None:
    async with context.db.transaction() as session:
        await upsert_product_type(session, product_type("thing"))
    moved = 0
    for number in range(ROUNDS):
        (target,) = await make(context, f"target{number}")
        async with context.db.transaction() as session:
            product = await add_product(session, f"mover{number}", product_type="thing")
        into, away = await asyncio.gather(
            outcome(put(context, product, target)), outcome(delete_category(context, target))
        )

        stands_in = await connection.fetchval("SELECT category_id FROM product WHERE id = $1", product)
        is_there = await connection.fetchval("SELECT count(*) FROM category WHERE id = $1", target)
        moved += is_there
        if is_there:
            assert (stands_in, into, away) == (target, [], [CatalogErrorCode.IN_USE])
        else:
            assert (stands_in, away) == (None, [])
    assert 0 <= moved <= ROUNDS


async def test_products_and_the_rule_of_their_collection_change_at_once(
    context: RequestContext, connection: Connection
) -> None:
    async with context.db.transaction() as session:
        await upsert_product_type(session, product_type("sorted"))
        written = await upsert_collection(session, collection("races", rule={"any": [{"tag": ["nothing"]}]}))
        products = [
            await add_product(session, f"sorted{number}", product_type="sorted", tags=["red"]) for number in range(6)
        ]

    async def paint(product_id: UUID, colour: str) -> None:
        async with context.db.transaction() as session:
            await hold_sorting(session)
            row = await lock_row(session, Product, Product.id == product_id)
            assert row is not None
            row.tags = [colour]
            await session.flush()
            await sort_into_collections(session, [product_id])

    async def take(colour: str) -> None:
        rule = {"any": [{"tag": [colour]}]}
        await update(context, COLLECTIONS, written.id, lambda draft: type(draft)(**{**vars(draft), "rule": rule}))

    for number in range(ROUNDS):
        colours = ("red", "blue") if number % 2 else ("blue", "red")
        await asyncio.gather(
            *(paint(product, colours[place % 2]) for place, product in enumerate(products)), take(colours[0])
        )

        rows = await connection.fetch("SELECT product_id FROM collection_product WHERE collection_id = $1", written.id)
        assert {row["product_id"] for row in rows} == set(products[::2])
