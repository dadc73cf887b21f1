"""Who sees a product, and when: by channel, by market and its window, from a start, until an end, with safety data."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection

from app.catalog import (
    Audience,
    ProductList,
    list_products,
    next_publication,
    products_by_ids,
    publications_ahead,
    publications_between,
)
from app.catalog.models import Product, ProductPublication, ProductVariant
from app.core.clock import utc_now
from app.core.settings import Settings
from app.events import WHOLE_SHOP, ShopReloaded, announce
from app.markets import ChannelDefinition, define_channel
from tests.support.client import Client, open_client
from tests.support.shop import Shop, add_rows

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
SEEN = """{
  product(slug: "lamp") { slug }
  products(filters: [{productType: "home"}]) { totalCount nodes { slug } }
}"""


@pytest.fixture
async def lamp(client: Client, shop: Shop, connection: Connection) -> AsyncIterator[UUID]:
    """A product that nobody sees yet."""
    assert shop.markets
    product = Product(slug="lamp", product_type="home", has_safety_data=True)
    async with client.runtime.database.transaction() as session:
        await add_rows(
            session,
            [product],
            [ProductVariant(product_id=product.id, sku="LAMP", position=0, names={"en": ""})],
        )
    yield product.id
    await connection.execute("DELETE FROM product WHERE id = $1", product.id)


async def publish(client: Client, *rows: ProductPublication) -> None:
    async with client.runtime.database.transaction() as session:
        await add_rows(session, rows)


async def sees(client: Client, **headers: str) -> bool:
    """Whether a shopper sees the lamp; alone and in lists it is the same."""
    answer = await client.data(SEEN, headers={name.replace("_", "-"): value for name, value in headers.items()})
    listed = "lamp" in [node["slug"] for node in answer["products"]["nodes"]]
    assert (answer["product"] is not None) is listed
    assert answer["products"]["totalCount"] == len(answer["products"]["nodes"])
    return listed


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "is_seen"),
    [
        (-HOUR, None, True),
        (-HOUR, HOUR, True),
        (HOUR, None, False),
        (-2 * HOUR, -HOUR, False),
    ],
)
async def test_a_publication_has_a_start_and_an_end(
    client: Client, lamp: UUID, starts_in: timedelta, ends_in: timedelta | None, is_seen: bool
) -> None:
    assert not await sees(client)
    ends_at = NOW + ends_in if ends_in else None
    await publish(
        client,
        ProductPublication(product_id=lamp, channel_code="default", starts_at=NOW + starts_in, ends_at=ends_at),
    )

    assert await sees(client) is is_seen


@pytest.mark.parametrize(
    ("windows", "seen_in"),
    [
        (None, {"DE", "JP", "US"}),
        ({}, set()),
        ({"jp": {}}, {"JP"}),
        ({"jp": {"from": None, "to": None}, "us": {"from": (NOW - HOUR).isoformat()}}, {"JP", "US"}),
        ({"jp": {"from": (NOW + HOUR).isoformat()}, "eu": {"to": (NOW + HOUR).isoformat()}}, {"DE"}),
        ({"jp": {"from": (NOW - 2 * HOUR).isoformat(), "to": (NOW - HOUR).isoformat()}}, set()),
    ],
)
async def test_markets_have_windows_of_their_own(
    client: Client, lamp: UUID, windows: dict[str, Any] | None, seen_in: set[str]
) -> None:
    row = ProductPublication(product_id=lamp, channel_code="default", starts_at=NOW - 3 * HOUR, market_windows=windows)
    await publish(client, row)

    assert {code for code in ("DE", "JP", "US") if await sees(client, Tradewind_Country=code)} == seen_in


async def test_without_safety_data_a_product_is_not_offered_in_the_european_economic_area(
    client: Client, lamp: UUID, connection: Connection
) -> None:
    """Regulation (EU) 2023/988, Article 19. Norway follows it; Great Britain and Switzerland do not."""
    await publish(client, ProductPublication(product_id=lamp, channel_code="default", starts_at=NOW - HOUR))
    countries = ("DE", "FR", "IE", "GB", "US", "JP")
    assert [code for code in countries if await sees(client, Tradewind_Country=code)] == list(countries)

    await connection.execute("UPDATE product SET has_safety_data = false WHERE id = $1", lamp)

    assert [code for code in countries if await sees(client, Tradewind_Country=code)] == ["GB", "US", "JP"]


async def test_each_channel_shows_its_own_products(client: Client, lamp: UUID) -> None:
    async with client.runtime.database.transaction() as session:
        await define_channel(session, ChannelDefinition("app", {"en": "App"}))
    await publish(client, ProductPublication(product_id=lamp, channel_code="app", starts_at=NOW - HOUR))

    assert not await sees(client), "the default channel is another one"
    seen = {}
    for channel in ("default", "app"):
        audience = Audience(channel, "eu", needs_safety_data=True, now=NOW)
        page = await list_products(client.runtime.database, ProductList(("en",) * 4, audience, size=10))
        (alone,) = await products_by_ids(client.runtime.database, [lamp], ("en",) * 4, audience)
        seen[channel] = ([row.slug for row in page.items], alone.slug if alone else None)
    assert seen == {"default": (["stoneware-mug", "linen-shirt"], None), "app": (["lamp"], "lamp")}


async def test_every_edge_of_a_publication_is_a_boundary(client: Client, lamp: UUID) -> None:
    database = client.runtime.database
    edges = [NOW + number * HOUR for number in range(1, 5)]
    starts, begins, ceases, ends = edges
    windows = {"jp": {"from": begins.isoformat(), "to": None}, "us": {"from": None, "to": ceases.isoformat()}}
    row = ProductPublication(
        product_id=lamp, channel_code="default", starts_at=starts, ends_at=ends, market_windows=windows
    )
    await publish(client, row)

    moments = [NOW, *edges]
    assert [await next_publication(database, moment) for moment in moments] == [*edges, None]
    assert [await publications_ahead(database, [lamp], moment) for moment in moments] == [
        *({lamp: edge} for edge in edges),
        {},
    ]
    assert await publications_between(database, NOW, starts - timedelta(seconds=1)) == set()
    assert await publications_between(database, NOW, starts) == {lamp}
    assert await publications_between(database, ceases, ends) == {lamp}
    assert await publications_between(database, ends, ends + HOUR) == set()


@pytest.mark.parametrize("edge", ["starts_at", "ends_at", "market"])
async def test_a_kept_answer_ends_on_the_boundary(settings: Settings, client: Client, lamp: UUID, edge: str) -> None:
    """What is kept is told to be kept until the next edge, and no longer."""
    at = utc_now() + timedelta(seconds=60)
    row = ProductPublication(product_id=lamp, channel_code="default", starts_at=NOW - HOUR)
    if edge == "market":
        row.market_windows = {"jp": {"from": None, "to": at.isoformat()}}
    else:
        setattr(row, edge, at)
    await publish(client, row)
    async with open_client(settings.model_copy(update={"response_cache_bytes": 10_000_000})) as keeping:
        async with client.runtime.database.transaction() as session:
            await announce(session, ShopReloaded(WHOLE_SHOP))
        asked_at = utc_now()
        response = await keeping.http.get("/graphql", params={"query": '{ product(slug: "linen-shirt") { slug } }'})

    seconds = int(response.headers["cache-control"].partition("max-age=")[2])
    assert 0 < seconds <= 60
    assert asked_at + timedelta(seconds=seconds) <= at
