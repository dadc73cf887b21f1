"""Search over HTTP while the search engine is gone: Postgres answers, and says that it stands in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.settings import Settings
from app.wiring import Runtime
from tests.support.client import Client, open_client
from tests.support.fallback import write_all_texts
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

SEARCH = """
query Search($query: String!, $first: Int = 20, $after: String, $sort: SearchSort = RELEVANCE,
             $filters: [ProductFilterInput!], $country: CountryCode, $language: LanguageCode)
@inContext(country: $country, language: $language) {
  search(query: $query, first: $first, after: $after, sort: $sort, filters: $filters) {
    degraded totalCount
    edges { highlights { field parts { text matched } } node { slug name } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""


@pytest.fixture(scope="module")
async def orphan(runtime: Runtime, settings: Settings, shop: Shop) -> AsyncIterator[Client]:
    """A client of a shop whose engine is at an address where nobody listens."""
    assert len(await write_all_texts(runtime)) == len({shop.shirt, shop.mug})
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as client:
        yield client


async def search(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    asked = {"query": query, "country": "GB", "language": "EN", **variables}
    found: dict[str, Any] = (await client.data(SEARCH, asked))["search"]
    return found


def slugs(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["slug"] for edge in found["edges"]]


async def test_answers_as_ever_and_says_that_it_stands_in(orphan: Client) -> None:
    found = await search(orphan, "linnen", filters=[{"brandSlug": "nordlicht"}])
    linen = {"text": "Linen", "matched": True}
    assert found == {
        "degraded": True,
        "totalCount": 1,
        "edges": [
            {
                "highlights": [
                    {"field": "NAME", "parts": [linen, {"text": " shirt", "matched": False}]},
                    {"field": "DESCRIPTION", "parts": [linen, {"text": " shirt.", "matched": False}]},
                ],
                "node": {"slug": "linen-shirt", "name": "Linen shirt"},
            }
        ],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "endCursor": found["pageInfo"]["endCursor"]},
    }


async def test_pages_follow_each_other(orphan: Client) -> None:
    first = await search(orphan, "nordlicht", first=1)
    second = await search(orphan, "nordlicht", first=1, after=first["pageInfo"]["endCursor"])
    assert [slugs(first), slugs(second)] == [["stoneware-mug"], ["linen-shirt"]]
    assert first["pageInfo"]["hasNextPage"]
    assert not second["pageInfo"]["hasNextPage"]
    assert second["pageInfo"]["hasPreviousPage"]
    assert slugs(await search(orphan, "nordlicht", first=1, after=second["pageInfo"]["endCursor"])) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SHIRT-M", ["linen-shirt"]),
        ("", ["stoneware-mug", "linen-shirt"]),
        ("!!!", []),
        ("Leinenhemd", ["linen-shirt"]),
    ],
)
async def test_codes_everything_nothing_and_other_languages(orphan: Client, query: str, expected: list[str]) -> None:
    found = await search(orphan, query)
    assert slugs(found) == expected
    assert found["totalCount"] == len(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("NEWEST", ["stoneware-mug", "linen-shirt"]),
        ("PRICE_ASCENDING", ["stoneware-mug", "linen-shirt"]),
        ("PRICE_DESCENDING", ["linen-shirt", "stoneware-mug"]),
    ],
)
async def test_sorts_by_what_is_asked(orphan: Client, sort: str, expected: list[str]) -> None:
    assert slugs(await search(orphan, "", sort=sort)) == expected


async def test_too_long_a_text_is_refused_here_too(orphan: Client) -> None:
    (error,) = (await orphan.ask(SEARCH, {"query": "x" * 10_000}))["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_LONG"
