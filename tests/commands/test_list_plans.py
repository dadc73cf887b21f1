"""Lists narrowed down to several brands, categories or collections walk each of those lists, and never the catalog."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest

from app.catalog import Audience, ProductFilters, ProductOrder
from app.catalog.queries.listing.asked import Scope
from app.catalog.queries.listing.conditions import Shape, parameters_of
from app.catalog.queries.listing.statements import count_statement, list_statement
from app.core.clock import utc_now
from app.core.reads import Read

pytestmark = pytest.mark.slow

RARE = 4
"""So many of 5,000 products are of each of two brands, the oldest of all."""


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    opened = await asyncpg.connect(database_url)
    await opened.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
async def catalog(bare: "asyncpg.Connection[asyncpg.Record]") -> None:
    if await bare.fetchval("SELECT count(*) FROM product"):
        return
    await bare.execute(
        """
        INSERT INTO product_type (code, names) VALUES ('t', '{}');
        INSERT INTO brand (id, slug, name)
          SELECT gen_random_uuid(), slug, slug FROM (SELECT 'brand-' || n AS slug FROM generate_series(0, 499) n
            UNION VALUES ('rare-1'), ('rare-2'));
        INSERT INTO collection (id, slug, created_at)
          SELECT gen_random_uuid(), 'picks-' || n, now() FROM generate_series(1, 2) n;
        INSERT INTO product (id, slug, product_type, brand_id, has_safety_data, tags, attributes, created_at, version)
          SELECT gen_random_uuid(), 'p' || n, 't', b.id, TRUE, '{}', '{}', now(), 1
          FROM generate_series(1, 5000) n
          JOIN brand b ON b.slug = CASE WHEN n <= 4 THEN 'rare-1' WHEN n <= 8 THEN 'rare-2'
                                        ELSE 'brand-' || n % 500 END;
        INSERT INTO product_publication (product_id, channel_code, starts_at)
          SELECT id, 'default', timestamptz '2026-01-01' + substr(slug, 2)::int * interval '1 minute' FROM product;
        INSERT INTO collection_product (collection_id, product_id, position)
          SELECT c.id, p.id, 0 FROM collection c JOIN product p
            ON substr(p.slug, 2)::int % 1000 IN (0, 1) AND (c.slug = 'picks-1' OR p.slug <> 'p1');
        """
    )
    for table in ("product", "product_publication", "product_listing", "brand", "slug", "collection_product"):
        await bare.execute(f"VACUUM ANALYZE {table}")


FILTERS = {
    "brands": ProductFilters(brand_slugs=("rare-1", "rare-2")),
    "collections": ProductFilters(collection_slugs=("picks-1", "picks-2")),
}
LISTED = {"brands": 2 * RARE, "collections": 10}
"""The thousands and the products behind them stand in the collections: five and five."""


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("is_short", [True, False])
async def test_a_page_reads_what_its_lists_hold_and_no_more(
    bare: "asyncpg.Connection[asyncpg.Record]", name: str, is_short: bool
) -> None:
    filters = FILTERS[name]
    shape = Shape.of(filters)
    for read, listed in (
        (list_statement(Scope.SHOP, ProductOrder.NEWEST, shape, None, continued=False, is_short=is_short), None),
        (count_statement(Scope.SHOP, shape), LISTED[name]),
    ):
        rows, nodes = await explained(bare, read, filters)
        if listed is not None:
            assert rows[0]["products"] == listed
        else:
            assert len(rows) == LISTED[name]
        scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
        assert scanned & {"product", "product_listing", "product_publication"} == set(), name
        assert max(read_by(node) for node in nodes if node.get("Relation Name") != "brand") <= 60, name


async def explained(
    connection: "asyncpg.Connection[asyncpg.Record]", read: Read[Any], filters: ProductFilters
) -> tuple[list[asyncpg.Record], list[dict[str, Any]]]:
    """The rows, and each node of the plan that found them."""
    audience = Audience("default", "eu", needs_safety_data=True, now=utc_now())
    given = read.arguments(
        {"chain": ["en"] * 4, "limit": 25, "list_ids": [], **parameters_of(filters), **audience.parameters}
    )
    plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {read.sql}", *given)
    return await connection.fetch(read.sql, *given), list(nodes_of(json.loads(plan)[0]["Plan"]))


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes_of(below)


def read_by(node: dict[str, Any]) -> float:
    """Rows that a node gave or threw away, in all of its loops."""
    each = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float(each * node["Actual Loops"])
