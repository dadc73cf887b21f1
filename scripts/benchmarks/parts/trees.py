"""Does the page of a category cost more in a large tree of categories with a large catalog?"""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Final

import asyncpg

from app.cli.database import connected
from app.core.codes import language_code
from app.core.settings import Settings
from scripts.benchmarks.carts import COUNTRY_CODE, LANGUAGE_TAG
from scripts.benchmarks.client import ask, graphql_post
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.feeds import require_body
from scripts.benchmarks.load import Ask
from scripts.benchmarks.process import Bench, running_bench
from scripts.benchmarks.shop import copied
from scripts.benchmarks.turns import Lane, Measured, Method, in_turns_by_request, repeated

PAGE_SIZE: Final = 24
_BRANCHES: Final = 10
"""Categories below each category."""
_AT_ONCE: Final = 100_000
"""Products written in one transaction."""
_PLACES: Final = {"top": 1, "middle": 2}
"""The categories that are looked at, by their numbers: the top of the tree, and the first of those below it."""

_ID: Final = "('{}000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
_CATEGORY_ID, _PRODUCT_ID, _VARIANT_ID, _MEDIA_ID = (_ID.format(f"{kind}0000") for kind in ("c", "d", "e", "f"))
_PARENT_ID: Final = _CATEGORY_ID.replace("to_hex(n)", f"to_hex((n - 2) / {_BRANCHES} + 1)")
_CATEGORIES: Final = (
    f"""
    INSERT INTO category (id, slug, parent_id, position)
    SELECT {_CATEGORY_ID}, 'tree-' || n, CASE WHEN n > 1 THEN {_PARENT_ID} END, n FROM generate_series(1, $1::int) AS n
    """,
    f"""
    INSERT INTO category_translation (category_id, language_tag, name, description)
    SELECT {_CATEGORY_ID}, 'de', 'Zweig ' || n, '' FROM generate_series(1, $1::int) AS n
    """,
)
"""A tree of so many categories, each level ten times as wide as the one above."""
_OF_A_CATEGORY: Final = _CATEGORY_ID.replace("to_hex(n)", "to_hex(n % $3::int + 1)")
_PRODUCTS: Final = (
    f"""
    INSERT INTO product (id, slug, product_type, category_id, tags, has_safety_data, created_at, version)
    SELECT {_PRODUCT_ID}, 'tree-' || n, (SELECT min(code) FROM product_type), {_OF_A_CATEGORY}, '{{}}', true, now(), 1
    FROM generate_series($1::int, $2::int) AS n WHERE $3 > 0
    """,
    f"""
    INSERT INTO product_translation (product_id, language_tag, name, description)
    SELECT {_PRODUCT_ID}, 'de', 'Ding ' || n, '' FROM generate_series($1::int, $2::int) AS n WHERE $3 > 0
    """,
    f"""
    INSERT INTO product_variant (id, product_id, sku, position, names)
    SELECT {_VARIANT_ID}, {_PRODUCT_ID}, 'TREE-' || n, 0, '{{"en": ""}}'
    FROM generate_series($1::int, $2::int) AS n WHERE $3 > 0
    """,
    f"""
    INSERT INTO product_media (id, product_id, type, source, width, height, alts, position)
    SELECT {_MEDIA_ID}, {_PRODUCT_ID}, 'IMAGE', 'tree-' || n || '.png', 1000, 1000, '{{"de": "Ding"}}', 0
    FROM generate_series($1::int, $2::int) AS n WHERE $3 > 0
    """,
    f"""
    INSERT INTO price (variant_id, price_list_id, product_id, amount)
    SELECT {_VARIANT_ID}, price_list.id, {_PRODUCT_ID}, 1000 + n % 9000
    FROM generate_series($1::int, $2::int) AS n
    JOIN market_country ON market_country.country_code = '{COUNTRY_CODE}'
    JOIN price_list
        ON price_list.market_ids = ARRAY[market_country.market_id] AND cardinality(price_list.group_codes) = 0
    WHERE $3 > 0
    """,
    f"""
    INSERT INTO product_publication (product_id, channel_code, starts_at)
    SELECT {_PRODUCT_ID}, (SELECT code FROM channel WHERE is_default), timestamptz '2020-01-01' + n * interval '1 min'
    FROM generate_series($1::int, $2::int) AS n WHERE $3 > 0
    """,
)


@dataclass(frozen=True)
class TreeResult:
    """The page of a category in a shop of so many categories and products: of the top, and of one below it."""

    categories: int
    products: int
    top: Measured
    middle: Measured


async def measure_trees(
    settings: Settings, server_cpu: str, sizes: list[tuple[int, int]], method: Method
) -> list[TreeResult]:
    """A server for each pair of categories and products, all of them at once; only one of them works at a time."""
    async with AsyncExitStack() as opened:
        lanes: dict[str, dict[tuple[int, int], Lane]] = {place: {} for place in _PLACES}
        for categories, products in sizes:
            kept = copied(settings, 1_000, searched=False, purpose=f"tree_{categories}_{products}")
            copy = await opened.enter_async_context(kept)
            await _plant(copy, categories, products)
            bench = await opened.enter_async_context(running_bench(copy, server_cpu))
            for place, number in _PLACES.items():
                lanes[place][categories, products] = await _lane(bench, f"tree-{number}")
        measured = {place: await in_turns_by_request(of_place, method) for place, of_place in lanes.items()}
    return [
        TreeResult(*size, top=measured["top"][size], middle=measured["middle"][size])  # the keys of `_PLACES`
        for size in sizes
    ]


async def _plant(settings: Settings, categories: int, products: int) -> None:
    """Write the tree and its products, spread over all categories, beside what the shop has."""
    print(f"Planting {categories:,} categories with {products:,} products …", flush=True)
    async with connected(settings.database_url) as connection:
        for statement in _CATEGORIES:
            await connection.execute(statement, categories)
        for first in range(1, products + 1, _AT_ONCE):
            await _grow(connection, first, min(first + _AT_ONCE - 1, products), categories)
        await connection.execute("VACUUM ANALYZE")


async def _grow(connection: "asyncpg.Connection[asyncpg.Record]", first: int, last: int, categories: int) -> None:
    async with connection.transaction():
        for statement in _PRODUCTS:
            await connection.execute(statement, first, last, categories)


async def _lane(bench: Bench, slug: str) -> Lane:
    """A full page, by a request of its own; one at a time, so that what is timed is the page and not the queue."""
    document = (files("scripts.benchmarks") / "documents" / "category_page.graphql").read_text("utf-8")
    variables = {"slug": slug, "country": COUNTRY_CODE, "language": language_code(LANGUAGE_TAG)}
    asked = graphql_post("/bench/graphql", document, variables)
    body = await ask(bench.port, asked)
    if body.count(b'"priceRange"') != PAGE_SIZE:
        raise BenchError(f"the page of {slug} is not a full one")
    return Lane((bench.port,), repeated(Ask(asked, partial(require_body, body))), connections=1)
