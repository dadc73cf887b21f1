"""Imports whose workers are killed go on where they were, and the shop ends as if nothing had been."""

import asyncio
import csv
import io
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.ids import new_id
from app.core.settings import Settings
from app.embedded import environment_for
from app.exchange import ImportFormat, ImportOptions, create_import_job
from tests.support.background import eventually
from tests.support.exchange import LINES, counts, importing, prepared, result_lines, stored, taken, uploaded
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext, connection: Connection) -> RequestContext:  # noqa: ARG001 - the shop is there before the context
    return await prepared(ctx, connection)


@asynccontextmanager
async def worker(settings: Settings, name: str, seconds: str) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = os.environ | environment_for(settings)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.races.exchange_process", name, seconds, env=environment
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def waiting_for_slug(settings: Settings, slug: str) -> AsyncIterator[None]:
    """Whoever writes a product of this slug waits for the end of the block."""
    holder = await asyncpg.connect(settings.database_url)
    try:
        await holder.execute("BEGIN")
        await holder.execute("INSERT INTO slug (kind, slug, owner_id) VALUES ('PRODUCT', $1, $2)", slug, new_id())
        yield
    finally:
        await holder.close()


async def has_done(connection: Connection, job_id: UUID, rows: int) -> bool:
    return int((await stored(connection, job_id))["rows_done"]) >= rows


async def has_ended(connection: Connection, job_id: UUID) -> bool:
    return (await stored(connection, job_id))["status"] not in ("QUEUED", "RUNNING")


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL


async def test_every_line_goes_in_once_however_many_workers_are_killed(
    staff: RequestContext, settings: Settings, connection: Connection
) -> None:
    lines = sorted([*LINES, "bad 1", "bad 2"], key=lambda line: line.rpartition(" ")[2])
    job_id = await importing(staff, lines)

    for number, rows in enumerate((5, 15)):
        async with worker(settings, f"killed {number}", "0.3") as process:
            await eventually(lambda rows=rows: has_done(connection, job_id, rows))  # type: ignore[misc] # a default binds
            await kill(process)
    async with worker(settings, "last", "0"):
        await eventually(lambda: has_ended(connection, job_id))

    assert await counts(connection, job_id) == ("SUCCEEDED_WITH_ERRORS", 25, 23, 2, 2)
    assert await taken(connection) == LINES
    runs = await connection.fetch("SELECT DISTINCT run FROM taken ORDER BY run")
    assert [row["run"] for row in runs] == ["killed 0", "killed 1", "last"]
    reported = [line["line"] for line in await result_lines(staff, connection, job_id)]
    assert reported == [at for at, line in enumerate(lines, 1) if line.startswith("bad")]


async def test_a_long_import_is_not_taken_from_a_worker_that_lives(
    staff: RequestContext, settings: Settings, connection: Connection
) -> None:
    """It takes three times as long as a worker may be silent."""
    job_id = await importing(staff)

    async with worker(settings, "first", "0.6"):
        await eventually(lambda: has_done(connection, job_id, 5))
        async with worker(settings, "second", "0"):
            await eventually(lambda: has_ended(connection, job_id))

    assert await counts(connection, job_id) == ("SUCCEEDED", 23, 23, 0, 0)
    runs = await connection.fetch("SELECT run, count(*) AS lines FROM taken GROUP BY run")
    assert [tuple(row) for row in runs] == [("first", 23)]


PRODUCTS = 1500


def shopify_file() -> list[str]:
    """Products with two variants each; every hundredth has a price that is none."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    columns = ("Handle", "Title", "Vendor", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price")
    writer.writerow(columns)
    for number in range(PRODUCTS):
        for size in "ML":
            price = "cheap" if number % 100 == 50 and size == "L" else "12.50"
            title = f"Product {number}" if size == "M" else ""
            option = "Size" if size == "M" else ""
            writer.writerow((f"product-{number}", title, "Acme", option, size, f"P-{number}-{size}", price))
    return file.getvalue().splitlines()


async def shopify_job(staff: RequestContext) -> UUID:
    made = await create_import_job(
        staff,
        file_id=await uploaded(staff, shopify_file()),
        url=None,
        format=ImportFormat.SHOPIFY,
        options=ImportOptions(currency_code="EUR"),
        idempotency_key=str(new_id()),
    )
    return made.id


async def catalog(connection: Connection) -> list[tuple[Any, ...]]:
    """What the file says, as it stands in the shop."""
    rows = await connection.fetch(
        """
        SELECT product.slug, product.version, variant.sku, variant.names->>'en' AS name, count(price.*) AS prices
        FROM product JOIN product_variant variant ON variant.product_id = product.id
        LEFT JOIN price ON price.variant_id = variant.id
        WHERE product.slug LIKE 'product-%' GROUP BY 1, 2, 3, 4 ORDER BY variant.sku
        """
    )
    return [tuple(row) for row in rows]


async def test_a_catalog_ends_the_same(staff: RequestContext, settings: Settings, connection: Connection) -> None:
    job_id = await shopify_job(staff)
    async with waiting_for_slug(settings, f"product-{PRODUCTS - 100}"), worker(settings, "killed", "-") as process:
        await eventually(lambda: has_done(connection, job_id, 1), seconds=60)
        await kill(process)
    assert (await stored(connection, job_id))["rows_done"] < 2 * PRODUCTS, "it was over before it was killed"

    async with worker(settings, "last", "-"):
        await eventually(lambda: has_ended(connection, job_id), seconds=60)

    good = [number for number in range(PRODUCTS) if number % 100 != 50]
    assert await counts(connection, job_id) == ("SUCCEEDED_WITH_ERRORS", 2 * PRODUCTS, len(good), 15, 15)
    rows = await catalog(connection)
    assert [row[:4] for row in rows] == sorted(
        ((f"product-{number}", 1, f"P-{number}-{size}", size) for number in good for size in "ML"),
        key=lambda row: row[2],
    )
    assert len({row[4] for row in rows}) == 1
    assert rows[0][4] > 0
    assert len(await result_lines(staff, connection, job_id)) == 15

    again = await shopify_job(staff)
    async with worker(settings, "again", "-"):
        await eventually(lambda: has_ended(connection, again), seconds=60)
    row = await stored(connection, again)
    assert (row["created_count"], row["updated_count"], row["unchanged_count"]) == (0, 0, len(good))
    assert await catalog(connection) == rows
