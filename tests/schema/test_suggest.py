"""Suggestions over HTTP, by a real Meilisearch and without one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from app.analytics.models import SearchQueryDay
from app.catalog import (
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    ProductDraft,
    Texts,
    VariantDraft,
    Window,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_product,
)
from app.core.clock import utc_now
from app.core.settings import Settings
from app.wiring import Runtime
from search import index_all
from tests.support.client import Client, open_client
from tests.support.shop import PUBLISHED_AT, Shop, add_rows, on_sale

pytestmark = pytest.mark.slow

SUGGEST = """
query Suggest($query: String!, $limit: Int = 8, $country: CountryCode = GB, $language: LanguageCode = EN)
@inContext(country: $country, language: $language) {
  suggest(query: $query, limit: $limit) {
    queries { text parts { text matched } }
    products { id slug name }
    categories { id slug name }
    collections { id slug name }
    brands { id slug name }
    highlights { objectId parts { text matched } }
    degraded
  }
}
"""


def texts(**names: str) -> dict[str, Texts]:
    return {tag.replace("_", "-"): Texts(name, "") for tag, name in names.items()}


@pytest.fixture(scope="module", autouse=True)
async def indexed(runtime: Runtime, settings: Settings, shop: Shop) -> None:
    """The small shop, with more of what nobody sees, and of what is seen in Japan only."""
    assert shop.markets
    yesterday = utc_now().date() - timedelta(days=1)
    kimono = ProductDraft(
        slug="linen-kimono",
        product_type="clothing",
        category="kimonos",
        brand="linnea",
        translations=texts(en="Linen kimono", ja="リネンの着物"),
        variants=(VariantDraft(sku="KIMONO"),),
        **on_sale(PUBLISHED_AT, markets={"jp": Window()}),
    )
    async with runtime.database.transaction() as session:
        await upsert_category(session, CategoryDraft("kimonos", texts(en="Linen kimonos", ja="リネンの着物類")))
        await upsert_category(session, CategoryDraft("hats", texts(en="Linen hats")))
        await upsert_brand(session, BrandDraft("linnea", "Linnea"))
        await upsert_product(session, kimono, utc_now())
        for slug, products in (("linen-summer", ("linen-shirt",)), ("linen-winter", ("draft",))):
            names = texts(en=slug.replace("-", " ").capitalize(), de="Leinen im Jahr")
            await upsert_collection(session, CollectionDraft(slug, names, products))
        queries = [("linen bedding", "en", 9), ("white linen", "en", 50), ("LINEN  bedding", "en", 3)]
        queries += [("mug", "en", 70), ("lin", "en", 80), ("leinen", "de", 90), ("rare linen", "en", 2)]
        rows = [
            SearchQueryDay(day=yesterday, market_code="gb", language_tag=tag, query=text, searches=count)
            for text, tag, count in queries
        ]
        old = SearchQueryDay(
            day=yesterday - timedelta(days=40), market_code="gb", language_tag="en", query="linen of old", searches=900
        )
        await add_rows(session, [*rows, old])
    await index_all(settings)


@pytest.fixture(scope="module")
async def without_engine(settings: Settings) -> AsyncIterator[Client]:
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as opened:
        yield opened


async def suggest(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(SUGGEST, {"query": query, **variables}))["suggest"]
    return found


def slugs(found: dict[str, Any]) -> dict[str, list[str]]:
    kinds = ("products", "categories", "collections", "brands")
    return {kind: [each["slug"] for each in found[kind]] for kind in kinds}


def queries(found: dict[str, Any]) -> list[str]:
    return [each["text"] for each in found["queries"]]


async def test_suggests_by_the_beginnings_of_words_what_there_is_to_see(client: Client) -> None:
    found = await suggest(client, "lin")
    assert slugs(found) == {
        "products": ["linen-shirt"],
        "categories": [],
        "collections": ["linen-summer"],
        "brands": [],
    }
    assert queries(found) == ["linen bedding", "white linen", "linen", "linen shirt"], (
        "what begins so, what has a word that does, and then what the names of products suggest"
    )
    assert found["degraded"] is False


async def test_what_is_seen_in_one_market_only_is_suggested_there(client: Client) -> None:
    found = await suggest(client, "lin", country="JP")
    assert {kind: set(each) for kind, each in slugs(found).items()} == {
        "products": {"linen-shirt", "linen-kimono"},
        "categories": {"kimonos"},
        "collections": {"linen-summer"},
        "brands": {"linnea"},
    }


@pytest.mark.parametrize(
    ("query", "country", "language", "products", "categories"),
    [
        ("chemis", "FR", "FR", ["linen-shirt"], []),
        ("着物", "JP", "JA", ["linen-kimono"], ["kimonos"]),
        ("亚麻", "CN", "ZH_HANS", ["linen-shirt"], []),
        ("قمي", "AE", "AR", ["linen-shirt"], []),
        ("Kleid", "DE", "DE", ["linen-shirt"], ["clothing"]),
        ("clothign", "GB", "EN", ["linen-shirt"], ["clothing"]),
    ],
)
async def test_in_each_language_and_with_typing_errors(
    client: Client, query: str, country: str, language: str, products: list[str], categories: list[str]
) -> None:
    found = slugs(await suggest(client, query, country=country, language=language))
    assert found["products"][:1] == products
    assert found["categories"] == categories


async def test_shows_where_the_typed_words_stand(client: Client) -> None:
    found = await suggest(client, "nor")
    (brand,) = found["brands"]
    assert (brand["slug"], brand["name"]) == ("nordlicht", "Nordlicht")
    marks = {
        each["objectId"]: [(part["text"], part["matched"]) for part in each["parts"]] for each in found["highlights"]
    }
    assert marks[brand["id"]] == [("Nor", True), ("dlicht", False)]
    assert set(marks) == {brand["id"], *(product["id"] for product in found["products"])}
    (white,) = [each for each in (await suggest(client, "white"))["queries"] if each["text"] == "white linen"]
    assert white["parts"] == [{"text": "white", "matched": True}, {"text": " linen", "matched": False}]


@pytest.mark.parametrize("query", ["", "  ", "\u200b", "\x00\n"])
async def test_nothing_typed_gives_popular_queries_and_the_tops_of_the_tree(client: Client, query: str) -> None:
    found = await suggest(client, query)
    assert queries(found) == ["lin", "mug", "white linen", "linen bedding"]
    assert slugs(found) == {"products": [], "categories": ["clothing", "home"], "collections": [], "brands": []}


async def test_gives_no_more_of_each_than_asked_for(client: Client) -> None:
    found = await suggest(client, "lin", limit=1, country="JP")
    assert [len(each) for each in slugs(found).values()] == [1, 1, 1, 1]
    assert queries(found) == ["linen bedding"]


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"query": "x" * 10_000}, "QUERY_TOO_LONG", "at most 200"),
        ({"query": "a", "limit": 0}, "PAGE_SIZE_OUT_OF_RANGE", "`limit` must be between 1 and 20; it was 0."),
        ({"query": "a", "limit": 21}, "PAGE_SIZE_OUT_OF_RANGE", "`limit` must be between 1 and 20; it was 21."),
    ],
)
async def test_bad_input_is_told_in_the_callers_terms(
    client: Client, variables: dict[str, Any], code: str, message: str
) -> None:
    answer = await client.ask(SUGGEST, variables)
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == code
    assert message in error["message"]


STRANGE = ['"', '"" OR kind = brand', "🫖", "%", "_", "\\", "'; DROP TABLE brand; --", "((((", "‮nil"]


@pytest.mark.parametrize("query", STRANGE)
async def test_strange_input_has_an_answer_with_the_engine_and_without(
    client: Client, without_engine: Client, query: str
) -> None:
    for asked in (client, without_engine):
        found = await suggest(asked, query)
        assert found["categories"] == []
        assert found["brands"] == []


async def test_costs_two_statements_however_much_is_suggested(client: Client) -> None:
    for query in ("lin", "", "nothing-of-the-kind"):
        await suggest(client, query)
        with client.statements() as seen:
            await suggest(client, query, country="JP")
        assert len(seen) <= 2, seen


async def test_what_was_withdrawn_a_moment_ago_is_suggested_no_more(
    client: Client, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert slugs(await suggest(client, "lin", country="JP"))["brands"] == ["linnea"]
    ends = "UPDATE product_publication SET ends_at = $1 WHERE product_id = (SELECT id FROM product WHERE slug = $2)"
    await connection.execute(ends, utc_now(), "linen-kimono")
    try:
        found = slugs(await suggest(client, "lin", country="JP"))
    finally:
        await connection.execute(ends, None, "linen-kimono")
    assert found == {
        "products": ["linen-shirt"],
        "categories": [],
        "collections": ["linen-summer"],
        "brands": [],
    }, "though the engine has not heard of it"


async def test_without_an_engine_the_database_suggests(without_engine: Client) -> None:
    found = await suggest(without_engine, "lin", country="JP")
    assert found["degraded"] is True
    assert {kind: set(each) for kind, each in slugs(found).items()} == {
        "products": {"linen-shirt", "linen-kimono"},
        "categories": {"kimonos"},
        "collections": {"linen-summer"},
        "brands": {"linnea"},
    }
    assert queries(found)[:2] == ["linen bedding", "white linen"]
    assert found["highlights"][0]["parts"][0] == {"text": "Linen", "matched": True}


async def test_without_an_engine_too_nobody_sees_what_is_not_shown_here(without_engine: Client) -> None:
    found = await suggest(without_engine, "lin")
    assert slugs(found) == {
        "products": ["linen-shirt"],
        "categories": [],
        "collections": ["linen-summer"],
        "brands": [],
    }
    assert slugs(await suggest(without_engine, "リネンの", country="JP", language="JA"))["categories"] == ["kimonos"]
    empty = await suggest(without_engine, "")
    assert queries(empty) == ["lin", "mug", "white linen", "linen bedding"]
    assert slugs(empty)["categories"] == ["clothing", "home"]


async def test_an_index_that_was_never_filled_is_no_engine(settings: Settings) -> None:
    async with open_client(settings.model_copy(update={"search_prefix": "nobody_"})) as client:
        found = await suggest(client, "lin")
    assert found["degraded"] is True
    assert slugs(found)["products"] == ["linen-shirt"]
