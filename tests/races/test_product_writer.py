"""Two writers of the same at the same moment: the second sees what the first has written, and nobody gets an error."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextvars import Context
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from asyncpg import Connection

from app.catalog import (
    CatalogErrorCode,
    ProductDraft,
    Texts,
    Upserted,
    UpsertOutcome,
    VariantDraft,
    read_products,
    write_products,
)
from app.catalog.service.products.batch import write_batch
from app.core.db import Database
from app.core.errors import Refusal
from app.core.settings import Settings
from tests.support.drafts import MUG, NOW, empty_catalog

PLATE = replace(MUG, slug="plate", variants=(VariantDraft("PLATE"),), translations={"en": Texts("Plate")})
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
async def database(settings: Settings, connection: Connection) -> AsyncIterator[Database]:
    """The database of this file, with a catalog that has no products."""
    opened = await Database.connect(settings.database_url)
    await empty_catalog(opened, connection)
    yield opened
    await opened.close()


async def write(database: Database, *drafts: ProductDraft) -> list[Upserted | Refusal]:
    async with database.transaction() as session:
        return await write_products(session, drafts, now=NOW)


async def behind(
    database: Database, connection: Connection, first: ProductDraft, *second: ProductDraft
) -> list[Upserted | Refusal]:
    """What became of the second drafts, whose writer had to wait until the first was committed."""
    async with database.transaction() as session:
        (written,) = await write_products(session, [first], now=NOW)
        assert isinstance(written, Upserted)
        late = asyncio.create_task(write(database, *second), context=Context())  # in no transaction of ours
        async with asyncio.timeout(10):
            while not await connection.fetchval(WAITING):  # noqa: ASYNC110 - another connection
                await asyncio.sleep(0.01)
    return await late


async def test_the_same_new_product_is_made_once(database: Database, connection: Connection) -> None:
    same, other = await behind(database, connection, MUG, MUG, PLATE)

    assert isinstance(same, Upserted)
    assert isinstance(other, Upserted)
    assert (same.outcome, other.outcome) == (UpsertOutcome.UNCHANGED, UpsertOutcome.CREATED)
    assert await connection.fetchval("SELECT count(*) FROM product") == 2


async def test_whoever_comes_second_is_told_what_is_taken(database: Database, connection: Connection) -> None:
    same_sku = replace(MUG, slug="cup")
    same_slug = replace(PLATE, slug="mug", external_id="x:1")

    refused, plate, slug = await behind(database, connection, MUG, same_sku, PLATE, same_slug)

    assert isinstance(refused, Refusal)
    assert [problem.code for problem in refused.problems] == [CatalogErrorCode.SKU_TAKEN]
    assert isinstance(plate, Upserted)
    assert isinstance(slug, Refusal)
    assert CatalogErrorCode.SLUG_TAKEN in [problem.code for problem in slug.problems]
    assert await connection.fetchval("SELECT count(*) FROM product") == 2


async def test_changes_of_one_product_come_one_after_the_other(database: Database, connection: Connection) -> None:
    await write(database, MUG)

    (second,) = await behind(database, connection, replace(MUG, tags=("a",)), replace(MUG, tags=("b",)))

    assert isinstance(second, Upserted)
    stored = (await read_products(database, [second.id]))[second.id]
    assert (stored.version, stored.draft.tags) == (3, ("b",))


async def test_two_batches_in_opposite_order_both_end(database: Database) -> None:
    drafts = [
        replace(MUG, slug=f"p-{number}", variants=(VariantDraft(f"P-{number}"),), tags=("x",)) for number in range(20)
    ]
    await write(database, *drafts)
    changed = [replace(draft, tags=("y",)) for draft in drafts]

    results = await asyncio.gather(write(database, *changed), write(database, *reversed(changed)))

    outcomes = [sorted(each.outcome.value for each in result if isinstance(each, Upserted)) for result in results]
    assert sorted(outcomes) == [["unchanged"] * 20, ["updated"] * 20]


async def test_what_collides_again_and_again_may_be_tried_later_and_holds_up_nobody(
    database: Database, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def collide(session: Any, drafts: Mapping[int, ProductDraft], *more: Any) -> Any:
        if MUG in drafts.values():
            raise asyncpg.UniqueViolationError
        return await write_batch(session, drafts, *more)

    monkeypatch.setattr("app.catalog.service.products.writing.write_batch", collide)

    refused, plate = await write(database, MUG, PLATE)

    assert isinstance(refused, Refusal)
    (problem,) = refused.problems
    assert (problem.code, problem.retryable) == (CatalogErrorCode.CHANGED_MEANWHILE, True)
    assert isinstance(plate, Upserted)
    assert [row[0] for row in await connection.fetch("SELECT slug FROM product")] == ["plate"]
