"""The sitemap: every page that shoppers of a place may see, once, at a fixed price."""

from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection

from app.catalog import CollectionDraft, Texts, upsert_collection
from tests.support.catalog import add_category, add_products
from tests.support.client import Client
from tests.support.shop import Shop

QUERY = """
query($first: Int!, $after: String, $kinds: [SitemapKind!], $country: CountryCode, $language: LanguageCode)
@inContext(country: $country, language: $language) {
  sitemap(first: $first, after: $after, kinds: $kinds) {
    nodes { kind slug alternates { languageTag slug } updatedAt imageUrls }
    pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture(scope="module")
async def pages(client: Client, shop: Shop) -> UUID:
    """Seven products more with a picture each, and a collection with a slug in German."""
    lamps = await add_category(client.runtime.database, "lamps")
    await add_products(client.runtime.database, shop, lamps, 7, "lamp")
    texts = {"en": Texts("Gifts"), "de": Texts("Geschenke", slug="geschenke"), "ja": Texts("贈り物")}
    async with client.runtime.database.transaction() as session:
        await upsert_collection(session, CollectionDraft("gifts", texts, products=()))
    return lamps


async def walk(client: Client, first: int, **variables: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await client.data(QUERY, {"first": first, "after": after, **variables}))["sitemap"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def test_every_page_once_whatever_the_size(client: Client, pages: UUID) -> None:
    assert pages
    whole = await walk(client, 100, country="DE", language="DE")

    kinds = [entry["kind"] for entry in whole]
    assert kinds == ["CATEGORY"] * 4 + ["COLLECTION"] + ["PRODUCT"] * 9
    assert {entry["slug"] for entry in whole if entry["kind"] == "CATEGORY"} == {"clothing", "home", "shirts", "lamps"}
    assert sorted(entry["slug"] for entry in whole if entry["kind"] == "PRODUCT") == sorted(
        ["linen-shirt", "stoneware-mug", *(f"lamp-{number}" for number in range(7))]
    )
    for first in (1, 2, 4, 5, 13, 14):
        assert await walk(client, first, country="DE", language="DE") == whole


async def test_what_an_entry_tells(client: Client, pages: UUID) -> None:
    assert pages
    whole = await walk(client, 100, country="DE", language="DE")
    gifts = next(entry for entry in whole if entry["kind"] == "COLLECTION")
    lamp = next(entry for entry in whole if entry["slug"] == "lamp-0")

    assert gifts["slug"] == "geschenke"
    assert {each["languageTag"]: each["slug"] for each in gifts["alternates"]} == {"en": "gifts", "de": "geschenke"}
    assert (gifts["updatedAt"], gifts["imageUrls"]) == (None, [])
    assert lamp["imageUrls"] == ["http://shop.test/media/lamp-0.png"]
    assert lamp["updatedAt"] is not None
    assert [entry["slug"] for entry in await walk(client, 100, kinds=["COLLECTION"], country="JP", language="JA")] == [
        "gifts"
    ]


async def test_only_what_the_audience_sees(client: Client, pages: UUID, connection: Connection) -> None:
    assert pages

    async def shown(country: str) -> set[str]:
        return {entry["slug"] for entry in await walk(client, 3, kinds=["PRODUCT"], country=country, language="EN")}

    await connection.execute("UPDATE product SET has_safety_data = false WHERE slug = 'lamp-1'")
    await connection.execute(
        "UPDATE product_publication SET ends_at = now() FROM product WHERE id = product_id AND slug = 'lamp-2'"
    )
    await connection.execute(
        "UPDATE product_publication SET market_windows = '{\"uk\": {}}' FROM product"
        " WHERE id = product_id AND slug = 'lamp-3'"
    )
    assert {"lamp-1", "lamp-2", "lamp-3"} & await shown("DE") == set()
    assert {"lamp-1", "lamp-2", "lamp-3"} & await shown("GB") == {"lamp-1", "lamp-3"}


async def test_a_page_is_a_statement_for_each_kind_that_it_reaches(client: Client, pages: UUID) -> None:
    assert pages
    counted = []
    for kinds in (["PRODUCT"], ["CATEGORY", "COLLECTION", "PRODUCT"]):
        with client.statements() as seen:
            await client.data(QUERY, {"first": 100, "kinds": kinds})
        counted.append(len(seen))

    assert counted == [1, 3]


@pytest.mark.parametrize("cursor", ["x", "", "W10"])
async def test_a_cursor_of_nowhere_is_refused(client: Client, pages: UUID, cursor: str) -> None:
    assert pages
    answer = await client.ask(QUERY, {"first": 1, "after": cursor})

    if cursor:
        assert answer["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"
    else:
        assert answer["data"]["sitemap"]["nodes"]


async def test_a_cursor_of_another_context_is_refused(client: Client, pages: UUID) -> None:
    assert pages
    page = (await client.data(QUERY, {"first": 1, "country": "DE"}))["sitemap"]

    answer = await client.ask(QUERY, {"first": 1, "after": page["pageInfo"]["endCursor"], "country": "JP"})

    assert answer["errors"][0]["extensions"]["code"] == "CURSOR_OF_ANOTHER_CONTEXT"
