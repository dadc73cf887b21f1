"""What rows name is there, and stays while they name it: as foreign keys that are checked row by row would have it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection, Record

from tests.support.background import eventually

pytestmark = pytest.mark.slow

PRODUCT, OPTION, VALUE, VARIANT, MEDIUM, OTHER, NOBODY, NAMED, SPARE = (UUID(int=number) for number in range(1, 10))
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
OFFERED: Final = f"""
    INSERT INTO price_list (id, code, currency_code, tax_included)
    VALUES ('{NAMED}', 'l', 'EUR', true), ('{SPARE}', 'm', 'EUR', true);
    INSERT INTO warehouse (id, code, names, country_code, time_zone, cut_off_hour)
    VALUES ('{NAMED}', 'w', '{{}}', 'NL', 'UTC', 12), ('{SPARE}', 'v', '{{}}', 'NL', 'UTC', 12);
    INSERT INTO brand (id, slug, name) VALUES ('{NAMED}', 'b', 'B'), ('{SPARE}', 'c', 'C');
    INSERT INTO category (id, slug, position) VALUES ('{NAMED}', 'b', 0), ('{SPARE}', 'c', 1);
    INSERT INTO economic_operator (id, code, name, address_lines, country_code)
    VALUES ('{NAMED}', 'b', 'B', '{{}}', 'NL'), ('{SPARE}', 'c', 'C', '{{}}', 'NL');
    INSERT INTO price (variant_id, price_list_id, product_id, amount) VALUES ('{VARIANT}', '{NAMED}', '{PRODUCT}', 1);
    INSERT INTO stock (variant_id, warehouse_id, on_hand, reserved) VALUES ('{VARIANT}', '{NAMED}', 1, 0);
    UPDATE product SET brand_id = '{NAMED}', category_id = '{NAMED}', manufacturer_id = '{NAMED}',
        responsible_person_id = '{NAMED}' WHERE id = '{PRODUCT}';
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
NAMES: Final = {
    ("price", "price_list_id"): "price_list",
    ("stock", "warehouse_id"): "warehouse",
    ("product", "brand_id"): "brand",
    ("product", "category_id"): "category",
    ("product", "manufacturer_id"): "economic_operator",
    ("product", "responsible_person_id"): "economic_operator",
}
"""Keys of rows that do not go with what they name, and what that is."""


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
    for owner in {*NAMES.values()}:
        await opened.execute(f"DELETE FROM {owner} WHERE id = ANY($1)", [NAMED, SPARE])  # noqa: S608 - constants
    await opened.close()


@pytest.fixture
async def offered(bare: "Connection[Record]") -> "Connection[Record]":
    """The same product with a price, stock, and everything that a product can name."""
    await bare.execute(OFFERED)
    return bare


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


async def _whole(connection: "Connection[Record]", table: str) -> list[Record]:
    return await connection.fetch(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608 - constants


async def _refused(connection: "Connection[Record]", key: tuple[str, str], statement: str, *values: object) -> None:
    """By the name of the key, and nothing of its table is otherwise than before."""
    table, column = key
    before = await _whole(connection, table)
    with pytest.raises(asyncpg.ForeignKeyViolationError) as refused:
        await connection.execute(statement, *values)
    assert (refused.value.table_name, refused.value.constraint_name) == (table, f"{table}_{column}_fkey")
    assert f'violates foreign key constraint "{table}_{column}_fkey"' in str(refused.value)
    assert await _whole(connection, table) == before


@pytest.mark.parametrize("key", [("price", "variant_id"), ("stock", "variant_id"), *NAMES], ids="-".join)
async def test_what_an_offer_names_is_there(offered: "Connection[Record]", key: tuple[str, str]) -> None:
    table, column = key
    row = dict(next(row for row in await _whole(offered, table) if row.get("id", PRODUCT) == PRODUCT))
    fresh = row | {"id": UUID(int=99), "slug": "fresh", column: NOBODY} if "id" in row else row | {column: NOBODY}
    places = ", ".join(f"${number}" for number in range(1, len(fresh) + 1))
    insert = f"INSERT INTO {table} ({', '.join(fresh)}) VALUES ({places})"  # noqa: S608 - constants
    await _refused(offered, key, insert, *fresh.values())
    if table != "price":  # whose rows stay with what they name
        await _refused(offered, key, f"UPDATE {table} SET {column} = $1", NOBODY)  # noqa: S608 - constants


@pytest.mark.parametrize(("key", "owner"), NAMES.items(), ids=str)
async def test_what_an_offer_names_stays(offered: "Connection[Record]", key: tuple[str, str], owner: str) -> None:
    await offered.execute(
        "UPDATE product SET brand_id = NULL, category_id = NULL, manufacturer_id = NULL, responsible_person_id = NULL"
    )
    if key[0] == "product":
        await offered.execute(f"UPDATE product SET {key[1]} = $1 WHERE id = $2", NAMED, PRODUCT)  # noqa: S608 - constants
    await _refused(offered, key, f"DELETE FROM {owner}")  # noqa: S608 - constants
    assert await offered.execute(f"DELETE FROM {owner} WHERE id = $1", SPARE) == "DELETE 1"  # noqa: S608 - constants
    await offered.execute("DELETE FROM product")
    assert await offered.execute(f"DELETE FROM {owner} WHERE id = $1", NAMED) == "DELETE 1"  # noqa: S608 - constants


async def test_a_product_may_name_another_one_or_none(offered: "Connection[Record]") -> None:
    await offered.execute("UPDATE product SET brand_id = $1, category_id = NULL WHERE id = $2", SPARE, PRODUCT)
    assert await offered.execute("DELETE FROM brand WHERE id = $1", NAMED) == "DELETE 1"
    assert await offered.execute("DELETE FROM category WHERE id = $1", NAMED) == "DELETE 1"
    named = await offered.fetchrow("SELECT brand_id, category_id FROM product WHERE id = $1", PRODUCT)
    assert named is not None
    assert tuple(named) == (SPARE, None)


async def test_prices_stock_and_standing_go_with_their_product(offered: "Connection[Record]") -> None:
    await offered.execute("DELETE FROM product_variant")
    assert await counted(offered, ("price", "stock", "translation_standing")) == {"translation_standing"}
    await offered.execute("DELETE FROM product WHERE id = $1", PRODUCT)
    assert [row["product_id"] for row in await _whole(offered, "translation_standing")] == [OTHER]


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


async def test_who_removes_a_brand_waits_for_a_new_product_and_is_refused(
    offered: "Connection[Record]", connection: "Connection[Record]"
) -> None:
    async with offered.transaction():
        await offered.execute("UPDATE product SET brand_id = $1 WHERE id = $2", SPARE, OTHER)
        removing = asyncio.create_task(connection.execute("DELETE FROM brand WHERE id = $1", SPARE))
        await _waits(offered, connection)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="product_brand_id_fkey"):
        await removing
    assert await offered.fetchval("SELECT count(*) FROM brand WHERE id = $1", SPARE) == 1
