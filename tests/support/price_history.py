"""Prices and what they were: rows by hand, and what the database kept of them."""

from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PRODUCTS: Final = [UUID(int=1000 + number) for number in range(3)]
VARIANTS: Final = [UUID(int=2000 + number) for number in range(3)]
LISTS: Final = [UUID(int=3000 + number) for number in range(2)]


class Key(NamedTuple):
    """What a price is of."""

    variant_id: UUID
    price_list_id: UUID
    min_quantity: int


class Value(NamedTuple):
    """What it costs."""

    amount: int
    compare_at_amount: int | None = None


class Span(NamedTuple):
    """From when until when it cost that; `until` None: still."""

    since: datetime
    until: datetime | None
    value: Value


async def seed_variants(connection: Connection) -> None:
    """Three products of one variant each, and two price lists; nothing has a price."""
    await connection.execute("INSERT INTO product_type (code, names) VALUES ('home', '{}') ON CONFLICT DO NOTHING")
    await connection.executemany(
        "INSERT INTO product (id, slug, product_type, tags, created_at, version) "
        "VALUES ($1, 'kept-' || $2::text, 'home', '{}', now(), 1) ON CONFLICT DO NOTHING",
        [(product_id, str(product_id)) for product_id in PRODUCTS],
    )
    await connection.executemany(
        "INSERT INTO product_variant (id, product_id, position, names, sku) "
        "VALUES ($1, $2, 0, '{}', $1::uuid::text) ON CONFLICT DO NOTHING",
        list(zip(VARIANTS, PRODUCTS, strict=True)),
    )
    await connection.executemany(
        "INSERT INTO price_list (id, code, currency_code, tax_included) "
        "VALUES ($1, $1::uuid::text, 'EUR', true) ON CONFLICT DO NOTHING",
        [(list_id,) for list_id in LISTS],
    )


def product_of(variant_id: UUID) -> UUID:
    """The one that `seed_variants` gave it."""
    return PRODUCTS[VARIANTS.index(variant_id)]


async def write_price(connection: Connection, key: Key, value: Value) -> None:
    """Let it cost that from now on, whether or not it has a price."""
    await connection.execute(
        "INSERT INTO price (variant_id, price_list_id, min_quantity, product_id, amount, compare_at_amount) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (variant_id, price_list_id, min_quantity) "
        "DO UPDATE SET amount = excluded.amount, compare_at_amount = excluded.compare_at_amount",
        *key,
        product_of(key.variant_id),
        *value,
    )


async def delete_price(connection: Connection, key: Key) -> bool:
    """Let it have no price; says whether it had one."""
    done = await connection.execute(
        "DELETE FROM price WHERE (variant_id, price_list_id, min_quantity) = ($1, $2, $3)", *key
    )
    return done == "DELETE 1"


async def kept_spans(connection: Connection, key: Key) -> list[Span]:
    """What the key cost before and costs now, in time; every span as it is stored."""
    found = await connection.fetch(
        "SELECT since, until, amount, compare_at_amount FROM price_past "
        "WHERE (variant_id, price_list_id, min_quantity) = ($1, $2, $3) AND starts_at IS NULL "
        "UNION ALL SELECT since, NULL, amount, compare_at_amount FROM price "
        "WHERE (variant_id, price_list_id, min_quantity) = ($1, $2, $3) ORDER BY since, until",
        *key,
    )
    return [Span(row["since"], row["until"], Value(row["amount"], row["compare_at_amount"])) for row in found]


def joined(spans: list[Span]) -> list[Span]:
    """Spans that touch and say the same made one."""
    whole: list[Span] = []
    for span in spans:
        if whole and whole[-1].until == span.since and whole[-1].value == span.value:
            whole[-1] = whole[-1]._replace(until=span.until)
        else:
            whole.append(span)
    return whole


async def count_past(connection: Connection) -> int:
    """How many rows `price_past` has."""
    found: Any = await connection.fetchval("SELECT count(*) FROM price_past")
    return int(found)
