"""A search for what nobody would search for: it is answered, exactly, and never with an error of ours."""

import base64
import json
from typing import Any

import pytest

from app.core.settings import Settings
from search import index_all
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

ALL = ["stoneware-mug", "linen-shirt"]

SEARCH = """
query Search($query: String!, $first: Int = 20, $after: String, $filters: [ProductFilterInput!]) {
  search(query: $query, first: $first, after: $after, filters: $filters) {
    totalCount degraded didYouMean
    nodes { slug }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    help { queries { text count } }
  }
}
"""


@pytest.fixture(scope="module", autouse=True)
async def indexed(settings: Settings, shop: Shop) -> None:
    """The small shop, indexed."""
    assert shop.markets
    assert await index_all(settings) == 2


async def found_by(client: Client, query: str, **variables: Any) -> list[str]:
    found = (await client.data(SEARCH, {"query": query, **variables}))["search"]
    assert found["degraded"] is False
    slugs = [node["slug"] for node in found["nodes"]]
    assert found["totalCount"] == len(slugs)
    assert (found["help"] is None) is bool(slugs)
    return slugs


@pytest.mark.parametrize(
    "query",
    [
        *("!!!", "...", '"', '""', '" "', "-", "--", "+", "%", "_", "*", "\\", "'", "()", "{}", "[]", "<>", "&&", "||"),
        *("؟ ، ؛", "。、・「」", "«»", "¿¡", "$€", "\u0301\u0301", "#@/"),
    ],
)
async def test_signs_alone_find_nothing(client: Client, query: str) -> None:
    assert await found_by(client, query) == []


@pytest.mark.parametrize(
    "query", ["", " ", "\n\t", "\x00", "\x1b\x07", "\u200b", "\u200e\u202e\u2066", "\ufeff", "\ue000\ue001", "\u00ad"]
)
async def test_nothing_that_is_seen_is_an_empty_question(client: Client, query: str) -> None:
    assert await found_by(client, query) == ALL


@pytest.mark.parametrize(
    "query",
    ["👨\u200d👩\u200d👧", "🇩🇪", "❤️", "x" * 200, "q " * 100, "é" * 100, "包" * 200, "\U0001f9ff"],
)
async def test_what_the_shop_does_not_have_finds_nothing(client: Client, query: str) -> None:
    assert await found_by(client, query) == []


@pytest.mark.parametrize(
    "query",
    [
        "linen\u200bshirt",
        "lin\u00aden shirt",
        "\u202elinen shirt\u202c",
        "linen\x00shirt",
        "👕 linen shirt"[2:],
        "??? linen shirt !!!",
        "ＬＩＮＥＮ shirt",
        "LINEN SHIRT",
        "👕",
        "linen shirt " * 10,
    ],
)
async def test_a_question_is_read_through_what_surrounds_it(client: Client, query: str) -> None:
    expected = [] if query.startswith("linen\u200b") else ["linen-shirt"]
    assert (await found_by(client, query))[:1] == (expected or await found_by(client, "linenshirt"))


@pytest.mark.parametrize(
    "query",
    [
        '" OR id EXISTS OR name = "',
        "visible_in = default",
        "') OR 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}} ${jndi:ldap://x}",
        "{'$gt': ''}",
        "%' OR '1'='1",
    ],
)
async def test_a_query_is_never_part_of_a_language(client: Client, query: str) -> None:
    assert await found_by(client, query) == []


INJECTED = [
    '" OR id EXISTS OR brand_id = "',
    'x" OR 1 = 1',
    "'] OR in_stock = true",
    "a, b",
    "\\",
    "\x00",
    "*",
    "",
    "x" * 9_000,
]


@pytest.mark.parametrize("text", INJECTED)
@pytest.mark.parametrize("name", ["categorySlug", "collectionSlug", "brandSlug", "productType", "tag"])
async def test_a_filter_that_nothing_meets_finds_nothing(client: Client, name: str, text: str) -> None:
    assert await found_by(client, "", filters=[{name: text}]) == []


@pytest.mark.parametrize("text", INJECTED)
async def test_an_attribute_that_nothing_has_finds_nothing(client: Client, text: str) -> None:
    assert await found_by(client, "", filters=[{"attribute": {"code": text, "values": ["red"]}}]) == []
    assert await found_by(client, "", filters=[{"attribute": {"code": "colour", "values": [text]}}]) == []
    assert await found_by(client, "", filters=[{"attribute": {"code": text, "is": True}}]) == []


async def test_ten_thousand_characters_are_refused_before_anybody_is_asked(client: Client) -> None:
    (error,) = (await client.ask(SEARCH, {"query": "linen " * 1_667}))["errors"]
    assert error["extensions"] == {"code": "QUERY_TOO_LONG"}
    assert error["message"] == "`query` has 10002 characters; at most 200 are searched for. Ask with fewer words."


async def test_beyond_the_end_there_is_an_empty_page(client: Client) -> None:
    end = (await client.data(SEARCH, {"query": ""}))["search"]["pageInfo"]["endCursor"]
    context = json.loads(base64.urlsafe_b64decode(end + "=="))[0]
    for position in (2, 3, 500, 9_999, 10_000):
        cursor = (
            base64.urlsafe_b64encode(json.dumps([context, position, position, "en", 0]).encode()).decode().rstrip("=")
        )
        page = (await client.data(SEARCH, {"query": "", "after": cursor}))["search"]
        assert page["nodes"] == []
        assert page["totalCount"] == 2
        assert page["help"] is None
        assert page["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True, "endCursor": None}


@pytest.mark.parametrize(
    "key",
    [
        [10_001, 10_001, "en", 0],
        [0, 0, "en", 0],
        [-5, 0, "en", 0],
        [1, 5, "en", 0],
        ["1", 1, "en", 0],
        [1, 1, 7, 0],
        [1.5, 1, "en", 0],
        [1, 1, "en", "0"],
        [1, 1, "en"],
    ],
)
async def test_a_cursor_that_was_made_up_is_refused(client: Client, key: list[object]) -> None:
    end = (await client.data(SEARCH, {"query": ""}))["search"]["pageInfo"]["endCursor"]
    context = json.loads(base64.urlsafe_b64decode(end + "=="))[0]
    cursor = base64.urlsafe_b64encode(json.dumps([context, *key]).encode()).decode()
    (error,) = (await client.ask(SEARCH, {"query": "", "after": cursor}))["errors"]
    assert error["extensions"] == {"code": "INVALID_CURSOR"}


async def test_a_language_that_a_cursor_names_and_the_shop_lacks_is_no_way_in(client: Client) -> None:
    end = (await client.data(SEARCH, {"query": ""}))["search"]["pageInfo"]["endCursor"]
    context = json.loads(base64.urlsafe_b64decode(end + "=="))[0]
    for tag in ("xx", "../../keys", "en_draft"):
        cursor = base64.urlsafe_b64encode(json.dumps([context, 1, 1, tag, 0]).encode()).decode()
        (error,) = (await client.ask(SEARCH, {"query": "", "after": cursor}))["errors"]
        assert error["extensions"] == {"code": "INVALID_CURSOR"}
