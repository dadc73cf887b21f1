"""What the database keeps by itself: after any sequence of changes it is what a plain query computes from the rest.

The model of the tests is plain Python over the rows that were written; it shares nothing with the triggers.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection, Record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.models.lists import WHOLE_CATALOG

pytestmark = pytest.mark.slow

START = datetime(2026, 1, 1, tzinfo=UTC)
CHANNELS = ("app", "web")
CATEGORIES = [UUID(int=100 + number) for number in range(6)]
PRODUCTS = [UUID(int=200 + number) for number in range(4)]
BRANDS = [UUID(int=300 + number) for number in range(2)]
COLLECTIONS = [UUID(int=400 + number) for number in range(2)]


@dataclass
class World:
    """What was written."""

    parents: dict[UUID, UUID | None] = field(default_factory=lambda: dict.fromkeys(CATEGORIES))
    categories: dict[UUID, UUID | None] = field(default_factory=lambda: dict.fromkeys(PRODUCTS))
    brands: dict[UUID, UUID | None] = field(default_factory=lambda: dict.fromkeys(PRODUCTS))
    published: dict[tuple[UUID, str], datetime] = field(default_factory=dict)
    members: set[tuple[UUID, UUID]] = field(default_factory=set)

    def way_up(self, category_id: UUID | None) -> list[UUID]:
        """The category and all above it."""
        way: list[UUID] = []
        while category_id is not None:
            way.append(category_id)
            category_id = self.parents[category_id]
        return way

    def ancestors(self) -> set[tuple[UUID, UUID, int]]:
        """The closure of the tree."""
        return {(leaf, above, height) for leaf in CATEGORIES for height, above in enumerate(self.way_up(leaf))}

    def listing(self) -> set[tuple[UUID, str, datetime, UUID]]:
        """Every list of every channel."""
        return {
            (list_id, channel, starts_at, product_id)
            for (product_id, channel), starts_at in self.published.items()
            for list_id in self._lists_of(product_id)
        }

    def _lists_of(self, product_id: UUID) -> Iterator[UUID]:
        yield WHOLE_CATALOG
        yield from self.way_up(self.categories[product_id])
        if brand := self.brands[product_id]:
            yield brand
        yield from (collection for collection, member in self.members if member == product_id)


@dataclass(frozen=True)
class MoveCategory:
    category: UUID
    parent: UUID | None


@dataclass(frozen=True)
class MoveProducts:
    """Several at once, by one statement."""

    products: frozenset[UUID]
    category: UUID | None
    brand: UUID | None


@dataclass(frozen=True)
class Publish:
    products: frozenset[UUID]
    channel: str
    day: int


@dataclass(frozen=True)
class Withdraw:
    product: UUID


@dataclass(frozen=True)
class Collect:
    collection: UUID
    products: frozenset[UUID]


some_products = st.frozensets(st.sampled_from(PRODUCTS), min_size=1)
steps = st.one_of(
    st.builds(MoveCategory, st.sampled_from(CATEGORIES), st.sampled_from([None, *CATEGORIES])),
    st.builds(MoveProducts, some_products, st.sampled_from([None, *CATEGORIES]), st.sampled_from([None, *BRANDS])),
    st.builds(Publish, some_products, st.sampled_from(CHANNELS), st.integers(0, 3)),
    st.builds(Withdraw, st.sampled_from(PRODUCTS)),
    st.builds(Collect, st.sampled_from(COLLECTIONS), st.frozensets(st.sampled_from(PRODUCTS))),
)


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator["Connection[Record]"]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


async def plant(connection: "Connection[Record]") -> None:
    """Six categories that stand alone, four products that stand nowhere, two brands, two collections."""
    await connection.execute("INSERT INTO product_type (code, names) VALUES ('t', '{}')")
    await connection.executemany(
        "INSERT INTO channel (code, names, is_default) VALUES ($1, '{}', false)", [(each,) for each in CHANNELS]
    )
    for table, ids in (("category", CATEGORIES), ("collection", COLLECTIONS)):
        more = ", position" if table == "category" else ""
        await connection.executemany(
            f"INSERT INTO {table} (id, slug{more}) VALUES ($1, $2{', 0' if more else ''})",  # noqa: S608 - constants
            [(each, f"{table}-{each.int}") for each in ids],
        )
    await connection.executemany(
        "INSERT INTO brand (id, slug, name) VALUES ($1, $2, 'Brand')", [(each, f"brand-{each.int}") for each in BRANDS]
    )
    await connection.executemany(
        "INSERT INTO product (id, slug, product_type, tags, created_at, version) VALUES ($1, $2, 't', '{}', now(), 1)",
        [(each, f"product-{each.int}") for each in PRODUCTS],
    )


async def apply(connection: "Connection[Record]", world: World, step: Any) -> None:
    """Do it to the tables and to the model. What the database must refuse is refused, and changes neither."""
    match step:
        case MoveCategory(category, parent):
            statement = "UPDATE category SET parent_id = $2 WHERE id = $1"
            if category in world.way_up(parent):
                with pytest.raises(asyncpg.CheckViolationError, match="cannot stand below itself"):
                    async with connection.transaction():
                        await connection.execute(statement, category, parent)
                return
            await connection.execute(statement, category, parent)
            world.parents[category] = parent
        case MoveProducts(products, category, brand):
            await connection.execute(
                "UPDATE product SET category_id = $2, brand_id = $3 WHERE id = ANY($1)", list(products), category, brand
            )
            world.categories |= dict.fromkeys(products, category)
            world.brands |= dict.fromkeys(products, brand)
        case Publish(products, channel, day):
            await connection.execute(
                "INSERT INTO product_publication (product_id, channel_code, starts_at) "
                "SELECT unnest($1::uuid[]), $2, $3 "
                "ON CONFLICT (product_id, channel_code) DO UPDATE SET starts_at = excluded.starts_at",
                list(products),
                channel,
                START + timedelta(days=day),
            )
            world.published |= {(product, channel): START + timedelta(days=day) for product in products}
        case Withdraw(product):
            await connection.execute("DELETE FROM product_publication WHERE product_id = $1", product)
            world.published = {key: value for key, value in world.published.items() if key[0] != product}
        case Collect(collection, products):
            await connection.execute("DELETE FROM collection_product WHERE collection_id = $1", collection)
            await connection.execute(
                "INSERT INTO collection_product (collection_id, product_id, position) SELECT $1, unnest($2::uuid[]), 0",
                collection,
                list(products),
            )
            world.members = {pair for pair in world.members if pair[0] != collection}
            world.members |= {(collection, product) for product in products}


async def kept(connection: "Connection[Record]") -> tuple[set[Any], set[Any]]:
    ancestors = await connection.fetch("SELECT category_id, ancestor_id, height FROM category_ancestor")
    listing = await connection.fetch("SELECT list_id, channel_code, starts_at, product_id FROM product_listing")
    return {tuple(row) for row in ancestors}, {tuple(row) for row in listing}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=14))
async def test_lists_are_what_a_plain_query_computes(bare: "Connection[Record]", changes: list[Any]) -> None:
    transaction = bare.transaction()
    await transaction.start()
    try:
        await plant(bare)
        world = World()
        for step in changes:
            await apply(bare, world, step)
            assert await kept(bare) == (world.ancestors(), world.listing())
    finally:
        await transaction.rollback()


async def test_a_category_cannot_be_made_in_a_ring(bare: "Connection[Record]") -> None:
    one, other = UUID(int=900), UUID(int=901)
    with pytest.raises(asyncpg.CheckViolationError, match="cannot stand below itself"):
        await bare.execute(
            "INSERT INTO category (id, slug, parent_id, position) VALUES ($1, 'one', $2, 0), ($2, 'other', $1, 0)",
            one,
            other,
        )

    assert await bare.fetchval("SELECT count(*) FROM category WHERE id = ANY($1)", [one, other]) == 0
    assert await bare.fetchval("SELECT count(*) FROM category_ancestor WHERE category_id = ANY($1)", [one, other]) == 0


WORDS = ("alpha", "beta", "gamma")
LANGUAGES = ("de", "ja")

slug_steps = st.tuples(
    st.sampled_from(["handle", *LANGUAGES]), st.sampled_from(PRODUCTS[:3]), st.sampled_from([*WORDS, None])
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(slug_steps, max_size=14))
async def test_a_slug_never_answers_for_two_and_an_old_one_leads_home(
    bare: "Connection[Record]", changes: list[tuple[str, UUID, str | None]]
) -> None:
    transaction = bare.transaction()
    await transaction.start()
    try:
        await plant(bare)
        await bare.executemany(
            "INSERT INTO product_translation (product_id, language_tag, name, description) VALUES ($1, $2, 'x', '')",
            [(product, tag) for product in PRODUCTS for tag in LANGUAGES],
        )
        owners = {f"product-{product.int}": product for product in PRODUCTS}
        for where, product, slug in changes:
            if where == "handle" and slug is None:
                continue  # there is always one
            given_before = owners.get(slug or "")
            statement = (
                "UPDATE product SET slug = $2 WHERE id = $1"
                if where == "handle"
                else f"UPDATE product_translation SET slug = $2 WHERE product_id = $1 AND language_tag = '{where}'"  # noqa: S608 - constants
            )
            if given_before not in (None, product):
                with pytest.raises(asyncpg.UniqueViolationError):
                    async with bare.transaction():
                        await bare.execute(statement, product, slug)
            else:
                await bare.execute(statement, product, slug)
                owners |= {slug: product} if slug else {}
            rows = await bare.fetch("SELECT slug, owner_id FROM slug WHERE kind = 'PRODUCT'")
            assert {row["slug"]: row["owner_id"] for row in rows} == owners
    finally:
        await transaction.rollback()


async def test_slugs_of_what_is_deleted_are_free(bare: "Connection[Record]") -> None:
    transaction = bare.transaction()
    await transaction.start()
    try:
        await plant(bare)
        await bare.execute("DELETE FROM product WHERE id = $1", PRODUCTS[0])
        await bare.execute("UPDATE product SET slug = $2 WHERE id = $1", PRODUCTS[1], f"product-{PRODUCTS[0].int}")
        rows = await bare.fetch("SELECT slug FROM slug WHERE owner_id = ANY($1)", PRODUCTS[:2])
        assert {row["slug"] for row in rows} == {f"product-{each.int}" for each in PRODUCTS[:2]}
    finally:
        await transaction.rollback()


async def test_lists_forget_a_product_that_is_deleted_and_keep_the_others(bare: "Connection[Record]") -> None:
    transaction = bare.transaction()
    await transaction.start()
    try:
        await plant(bare)
        world, both = World(), frozenset(PRODUCTS[:2])
        for step in (
            MoveProducts(both, CATEGORIES[0], BRANDS[0]),
            Publish(both, "web", 1),
            Publish(frozenset(PRODUCTS[:1]), "app", 2),
            Collect(COLLECTIONS[0], both),
        ):
            await apply(bare, world, step)
        assert (await kept(bare))[1] == world.listing()
        await bare.execute("DELETE FROM product WHERE id = $1", PRODUCTS[0])
        assert (await kept(bare))[1] == {row for row in world.listing() if row[3] != PRODUCTS[0]}
    finally:
        await transaction.rollback()


async def test_new_slugs_that_two_claim_at_once_are_refused(bare: "Connection[Record]") -> None:
    transaction = bare.transaction()
    await transaction.start()
    try:
        await plant(bare)
        add = (
            "INSERT INTO product_translation (product_id, language_tag, name, description, slug) "
            "SELECT id, tag, '', '', 'shared' FROM unnest($1::uuid[], $2::text[]) AS new(id, tag)"
        )
        with pytest.raises(asyncpg.UniqueViolationError, match="the slug shared leads to another one"):
            async with bare.transaction():
                await bare.execute(add, PRODUCTS[:2], ["de", "de"])
        await bare.execute(add, [PRODUCTS[0]] * 2, ["de", "fr"])
        rows = await bare.fetch("SELECT owner_id FROM slug WHERE slug = 'shared'")
        assert [row["owner_id"] for row in rows] == [PRODUCTS[0]]
    finally:
        await transaction.rollback()


async def test_a_sale_is_told_once_of_a_product_that_comes_into_what_it_names(bare: "Connection[Record]") -> None:
    transaction = bare.transaction()
    await transaction.start()
    try:
        await plant(bare)
        world = World()
        for step in (
            MoveProducts(frozenset(PRODUCTS), CATEGORIES[0], BRANDS[0]),
            Publish(frozenset(PRODUCTS[3:]), "app", 1),
        ):
            await apply(bare, world, step)
        await bare.execute("INSERT INTO sale_target (target_id) SELECT unnest($1::uuid[])", [CATEGORIES[0], BRANDS[1]])
        publish = (
            "INSERT INTO product_publication (product_id, channel_code, starts_at) "
            "SELECT id, code, now() FROM unnest($1::uuid[]) AS id, unnest($2::text[]) AS code"
        )
        await bare.execute(publish, PRODUCTS[:2], ["app", "web"])
        await bare.execute(publish, PRODUCTS[3:], ["web"])
        told = await bare.fetch("SELECT target_id, product_id, joined FROM sale_target_change ORDER BY product_id")
        assert [tuple(row) for row in told] == [(CATEGORIES[0], each, True) for each in PRODUCTS[:2]]
    finally:
        await transaction.rollback()
