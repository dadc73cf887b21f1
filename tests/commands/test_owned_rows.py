"""The rows of products are of ones that are there: as foreign keys that are checked row by row would have it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection, Record

from tests.support.background import eventually

pytestmark = pytest.mark.slow

PRODUCT, OPTION, VALUE, VARIANT, MEDIUM, OTHER, NOBODY = (UUID(int=number) for number in range(1, 8))
OWN: Final = f"""
    INSERT INTO product_translation (product_id, language_tag, name, description) VALUES ('{PRODUCT}', 'en', 'Mug', '');
    INSERT INTO product_option (id, product_id, code, names, position) VALUES ('{OPTION}', '{PRODUCT}', 'o', '{{}}', 0);
    INSERT INTO product_option_value (id, option_id, code, names, position)
    VALUES ('{VALUE}', '{OPTION}', 'v', '{{}}', 0);
    INSERT INTO product_media (id, product_id, type, source, alts, position)
    VALUES ('{MEDIUM}', '{PRODUCT}', 'IMAGE', 'a.jpg', '{{}}', 0);
    INSERT INTO product_variant (id, product_id, sku, position, names)
    VALUES ('{VARIANT}', '{PRODUCT}', 'S', 0, '{{}}');
    INSERT INTO variant_option_value (variant_id, option_id, value_id) VALUES ('{VARIANT}', '{OPTION}', '{VALUE}');
    INSERT INTO product_publication (product_id, channel_code, starts_at) VALUES ('{PRODUCT}', 'c', now());
"""  # noqa: S608 - constants
ADD_GERMAN: Final = (
    "INSERT INTO product_translation (product_id, language_tag, name, description) VALUES ($1, 'de', 'Becher', '')"
)
OWNED: Final = {
    "product_translation": ("product_id",),
    "product_option": ("product_id",),
    "product_option_value": ("option_id",),
    "product_media": ("product_id",),
    "product_variant": ("product_id",),
    "variant_option_value": ("variant_id", "value_id"),
    "product_publication": ("product_id",),
}
KEYS: Final = [(table, column) for table, columns in OWNED.items() for column in columns]


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator["Connection[Record]"]:
    """A connection, with a product that has a row in every table, and another one that has none."""
    opened = await asyncpg.connect(database_url)
    await opened.execute("INSERT INTO product_type (code, names) VALUES ('t', '{}')")
    await opened.execute("INSERT INTO channel (code, names, is_default) VALUES ('c', '{}', false)")
    await opened.executemany(
        "INSERT INTO product (id, slug, product_type, tags, created_at, version) VALUES ($1, $2, 't', '{}', now(), 1)",
        [(each, f"product-{each.int}") for each in (PRODUCT, OTHER)],
    )
    await opened.execute(OWN)
    yield opened
    await opened.execute("DELETE FROM product; DELETE FROM product_type; DELETE FROM channel WHERE code = 'c'")
    await opened.close()


async def counted(connection: "Connection[Record]", tables: Iterable[str] = OWNED) -> set[str]:
    """The tables that have a row."""
    return {each for each in tables if await connection.fetchval(f"SELECT count(*) FROM {each}")}  # noqa: S608 - constants


@pytest.mark.parametrize(("table", "column"), KEYS)
async def test_a_row_of_nobody_is_refused_by_the_name_of_the_key(
    bare: "Connection[Record]", table: str, column: str
) -> None:
    row = await bare.fetchrow(f"SELECT * FROM {table}")  # noqa: S608 - constants
    assert row is not None
    given = dict(row) | {column: NOBODY}
    fresh = {"id": UUID(int=99), "sku": "OTHER", "option_id": NOBODY}
    given |= {name: value for name, value in fresh.items() if name in given}
    places = ", ".join(f"${number}" for number in range(1, len(given) + 1))
    statements = {
        f"INSERT INTO {table} ({', '.join(given)}) VALUES ({places})": list(given.values()),  # noqa: S608 - constants
        f"UPDATE {table} SET {column} = $1": [NOBODY],  # noqa: S608 - constants
    }
    for statement, values in statements.items():
        with pytest.raises(asyncpg.ForeignKeyViolationError) as refused:
            await bare.execute(statement, *values)
        assert refused.value.constraint_name == f"{table}_{column}_fkey"
        assert refused.value.table_name == table
    assert await bare.fetch(f"SELECT * FROM {table}") == [row]  # noqa: S608 - constants


async def test_a_row_may_go_to_another_product_that_is_there(bare: "Connection[Record]") -> None:
    await bare.execute("UPDATE product_media SET product_id = $1", OTHER)
    await bare.execute("DELETE FROM product WHERE id = $1", PRODUCT)
    assert await counted(bare) == {"product_media"}


async def test_what_is_removed_takes_with_it_what_is_its_own(bare: "Connection[Record]") -> None:
    await bare.execute("DELETE FROM product_option")
    gone = {"product_option", "product_option_value", "variant_option_value"}
    assert await counted(bare) == OWNED.keys() - gone
    await bare.execute("DELETE FROM product WHERE id = $1", OTHER)
    assert await counted(bare) == OWNED.keys() - gone
    await bare.execute("DELETE FROM product WHERE id = $1", PRODUCT)
    assert await counted(bare) == set()


@pytest.mark.parametrize("table", ["product", "product_option", "product_option_value", "product_variant"])
async def test_an_id_that_others_name_never_changes(bare: "Connection[Record]", table: str) -> None:
    before = await bare.fetch(f"SELECT id FROM {table} ORDER BY id")  # noqa: S608 - constants
    with pytest.raises(asyncpg.ForeignKeyViolationError, match=f"an id of {table} cannot change"):
        await bare.execute(f"UPDATE {table} SET id = $1 WHERE id = $2", NOBODY, before[0]["id"])  # noqa: S608 - constants
    assert await bare.fetch(f"SELECT id FROM {table} ORDER BY id") == before  # noqa: S608 - constants


async def _waits(bare: "Connection[Record]", other: "Connection[Record]") -> None:
    """Until the other connection waits for a lock."""
    asked = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $1"
    await eventually(lambda: bare.fetchval(asked, other.get_server_pid()))


async def test_who_removes_waits_for_new_rows_and_takes_them_along(
    bare: "Connection[Record]", connection: "Connection[Record]"
) -> None:
    async with bare.transaction():
        await bare.execute(ADD_GERMAN, PRODUCT)
        removing = asyncio.create_task(connection.execute("DELETE FROM product WHERE id = $1", PRODUCT))
        await _waits(bare, connection)
    assert await removing == "DELETE 1"
    assert await counted(bare) == set()


async def test_new_rows_wait_for_who_removes_and_are_refused(
    bare: "Connection[Record]", connection: "Connection[Record]"
) -> None:
    async with bare.transaction():
        await bare.execute("DELETE FROM product WHERE id = $1", PRODUCT)
        adding = asyncio.create_task(connection.execute(ADD_GERMAN, PRODUCT))
        await _waits(bare, connection)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await adding
    assert await counted(bare) == set()
