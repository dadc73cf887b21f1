"""Finding by meaning and similar products, with a real Meilisearch and a model that knows four themes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from app.catalog import ProductDraft, Texts, VariantDraft, Window, upsert_product
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.settings import Settings
from app.wiring import Runtime
from search import SearchClient, describe_embedder, index_all
from search.jobs import catch_up, index_product
from search.sync.backlog import oldest
from tests.support.client import Client, open_client
from tests.support.embedding import DIMENSIONS, FakeEmbeddings, fake_embeddings
from tests.support.json_service import Answer, document, http
from tests.support.search import hits_of
from tests.support.shop import PUBLISHED_AT, Shop, on_sale

pytestmark = pytest.mark.slow

SEARCH = """
query Search($query: String!, $filters: [ProductFilterInput!], $first: Int = 20, $after: String,
             $sort: SearchSort = RELEVANCE, $country: CountryCode = GB, $language: LanguageCode = EN)
@inContext(country: $country, language: $language) {
  search(query: $query, filters: $filters, first: $first, after: $after, sort: $sort) {
    totalCount
    nodes { slug }
    pageInfo { hasNextPage endCursor }
  }
}
"""
SIMILAR = """
query Similar($slugs: [ProductFilterInput!], $limit: Int = 8, $country: CountryCode = GB)
@inContext(country: $country, language: EN) {
  products(first: 20, filters: $slugs) { nodes { slug similar(limit: $limit) { slug } } }
}
"""


@pytest.fixture(scope="module")
async def model() -> AsyncIterator[FakeEmbeddings]:
    async with fake_embeddings() as fake:
        yield fake


@pytest.fixture(scope="module")
def meant(settings: Settings, model: FakeEmbeddings) -> Settings:
    """The settings of the test file, with the model."""
    said = {
        "search_embedder": model.url,
        "search_embedder_model": "themes",
        "search_embedder_dimensions": DIMENSIONS,
        "search_prefix": f"{settings.search_prefix}meant_",
    }
    return settings.model_copy(update=said)


@pytest.fixture(scope="module", autouse=True)
async def indexed(runtime: Runtime, settings: Settings, meant: Settings, model: FakeEmbeddings, shop: Shop) -> None:
    """The small shop, a kimono that is seen in Japan only, a teapot, and a carpet that is like nothing else."""
    assert shop.markets
    more = [
        ("linen-kimono", "Linen kimono", "clothing", "shirts", {"jp": Window()}),
        ("teapot", "Teapot of glass", "home", "home", None),
        ("carpet", "Woollen carpet", "home", "home", None),
    ]
    async with runtime.database.transaction() as session:
        for slug, name, kind, category, markets in more:
            draft = ProductDraft(
                slug=slug,
                product_type=kind,
                category=category,
                translations={"en": Texts(name, "")},
                variants=(VariantDraft(sku=slug.upper()),),
                **on_sale(PUBLISHED_AT, markets=markets),
            )
            await upsert_product(session, draft, utc_now())
    assert await index_all(settings) == 5
    assert model.questions == [], "nobody asked for vectors"
    assert await index_all(meant) == 5


@pytest.fixture
async def asked(meant: Settings, model: FakeEmbeddings) -> AsyncIterator[Client]:
    """A process of its own, which has not heard of any failure."""
    model.questions.clear()
    model.answer = None
    async with open_client(meant) as opened:
        yield opened
    model.answer = None


async def slugs(client: Client, query: str, **variables: Any) -> list[str]:
    found = (await client.data(SEARCH, {"query": query, **variables}))["search"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["slug"] for node in found["nodes"]]


async def test_words_that_no_text_has_find_what_they_mean(asked: Client, client: Client) -> None:
    assert await slugs(asked, "vessel") == ["stoneware-mug"]
    assert await slugs(asked, "hot drink") == ["teapot"]
    assert await slugs(client, "vessel") == await slugs(client, "hot drink") == [], "and without a model they do not"


async def test_what_is_found_by_words_and_by_meaning_is_found_once_and_counted_once(asked: Client) -> None:
    assert await slugs(asked, "shirt") == ["linen-shirt"]
    assert set(await slugs(asked, "shirt", country="JP")) == {"linen-shirt", "linen-kimono"}
    assert await slugs(asked, "nothing of the kind") == []


async def test_what_is_found_by_its_meaning_can_be_paged_through(asked: Client) -> None:
    seen: list[str] = []
    after = None
    for remaining in (1, 0):
        page = (await asked.data(SEARCH, {"query": "garment", "first": 1, "after": after, "country": "JP"}))["search"]
        seen += [node["slug"] for node in page["nodes"]]
        assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (2, remaining > 0)
        after = page["pageInfo"]["endCursor"]
    assert sorted(seen) == ["linen-kimono", "linen-shirt"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"country": "JP", "filters": [{"inStock": True}]}, ["linen-shirt"]),
        ({"country": "JP", "filters": [{"inStock": False}]}, ["linen-kimono"]),
        ({"country": "JP", "filters": [{"brandSlug": "nordlicht"}]}, ["linen-shirt"]),
        ({"country": "JP", "filters": [{"categorySlug": "home"}]}, []),
        ({"country": "JP", "filters": [{"price": {"min": "1"}}]}, ["linen-shirt"]),
        ({"country": "GB"}, ["linen-shirt"]),
        ({"country": "JP", "sort": "NEWEST"}, []),
    ],
)
async def test_all_filters_hold_for_what_is_found_by_its_meaning(
    asked: Client, variables: dict[str, Any], expected: list[str]
) -> None:
    assert await slugs(asked, "garment", **variables) == expected


async def test_the_model_is_asked_once_for_the_same_words(asked: Client, model: FakeEmbeddings) -> None:
    for _ in range(3):
        await slugs(asked, "garment")
    assert model.texts == ["garment"]


BADLY: dict[str, Answer] = {
    "slow": lambda _: None,
    "500": lambda _: document("500 Internal Server Error"),
    "wrong dimensions": lambda _: document(data=[{"index": 0, "embedding": [1.0]}]),
    "garbage": lambda _: http(b"\xff<html>"),
}


@pytest.mark.parametrize("answer", BADLY.values(), ids=BADLY)
async def test_a_model_that_behaves_badly_costs_meaning_and_no_answer(
    asked: Client, model: FakeEmbeddings, answer: Answer
) -> None:
    model.answer = answer
    async with asyncio.timeout(5):
        for number in range(5):
            assert await slugs(asked, f"linen {'s' * number}"[:7]) == ["linen-shirt"]
        assert await slugs(asked, "vessel") == []
    assert len(model.questions) == 3, "and after three failures in a row nobody waits for it"


async def test_only_texts_that_have_changed_are_sent_again(
    runtime: Runtime, meant: Settings, model: FakeEmbeddings
) -> None:
    model.questions.clear()
    await index_all(meant)
    assert model.texts == []

    await _rename(runtime, "Teapot of glass for two")
    await index_all(meant)
    assert {text.splitlines()[0] for text in model.texts} == {"Teapot of glass for two"}
    assert len(model.texts) == await _languages(runtime), "in each language, all of which show the English name"

    other = meant.model_copy(update={"search_embedder_model": "other", "search_prefix": f"{meant.search_prefix}other_"})
    model.questions.clear()
    await index_all(other)
    assert len(model.texts) == 5 * await _languages(runtime), "another model knows nothing of them"
    await index_all(meant)


async def test_products_are_indexed_without_the_model_and_have_their_vectors_later(
    asked: Client, runtime: Runtime, meant: Settings, model: FakeEmbeddings
) -> None:
    model.answer = BADLY["500"]
    await _rename(runtime, "Samovar for tea")
    assert await index_all(meant) == 5
    assert await slugs(asked, "samovar") == ["teapot"]

    model.answer = None
    await index_all(meant)
    async with open_client(meant) as recovered:
        assert await slugs(recovered, "hot drink") == ["teapot"]


async def test_a_product_that_the_worker_wrote_without_the_model_waits_until_it_is_back(
    runtime: Runtime, meant: Settings, model: FakeEmbeddings
) -> None:
    model.answer = BADLY["500"]
    product_id = await _rename(runtime, "Copper vessel for tea")
    async with _working(meant) as ctx:
        await index_product(ctx, {"product_id": str(product_id)})
        assert [each.product_id for each in await oldest(ctx.db, 10)] == [product_id]
        assert await hits_of(ctx.part(SearchClient), "copper"), "it is found by its words meanwhile"
        await catch_up(ctx, {})
        assert [each.product_id for each in await oldest(ctx.db, 10)] == [product_id]

    model.answer = None
    async with _working(meant) as ctx:
        await catch_up(ctx, {})
        assert await oldest(ctx.db, 10) == []
    async with open_client(meant) as recovered:
        assert await slugs(recovered, "hot drink") == ["teapot"]


async def test_similar_products_are_near_in_meaning_where_there_is_a_model(asked: Client) -> None:
    similar = await _similar(asked, country="JP", limit=1)
    assert similar["linen-shirt"] == ["linen-kimono"]
    assert similar["linen-kimono"] == ["linen-shirt"]
    assert (await _similar(asked))["linen-shirt"] != ["linen-kimono"], "which is not seen here"


async def test_without_a_model_similar_products_are_of_the_same_category(client: Client) -> None:
    assert await _similar(client, country="JP") == {
        "linen-shirt": ["linen-kimono"],
        "linen-kimono": ["linen-shirt"],
        "stoneware-mug": ["teapot", "carpet"],
        "teapot": ["stoneware-mug", "carpet"],
        "carpet": ["stoneware-mug", "teapot"],
    }
    assert (await _similar(client))["linen-shirt"] == []
    assert (await _similar(client, limit=1))["teapot"] == ["stoneware-mug"]


async def test_without_an_engine_similar_products_come_from_the_database(settings: Settings) -> None:
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as client:
        similar = await _similar(client, country="JP")
    assert similar["linen-shirt"] == ["linen-kimono"]
    assert similar["stoneware-mug"][0] in ("teapot", "carpet")


async def test_similar_products_of_a_list_cost_one_statement(client: Client) -> None:
    await _similar(client)
    with client.statements() as seen:
        await _similar(client)
    assert len(seen) == 2, "the list, and all that is similar"


@pytest.mark.parametrize("limit", [0, 21])
async def test_a_number_that_is_none_is_refused(client: Client, limit: int) -> None:
    (error,) = (await client.ask(SIMILAR, {"limit": limit}))["errors"]
    assert error["extensions"]["code"] == "PAGE_SIZE_OUT_OF_RANGE"
    assert error["message"] == f"`limit` must be between 1 and 20; it was {limit}."


async def test_whoever_runs_the_shop_is_told_whether_there_is_a_model(
    settings: Settings, meant: Settings, model: FakeEmbeddings
) -> None:
    assert await describe_embedder(settings) == "off: set TRADEWIND_SEARCH_EMBEDDER to search by meaning as well"
    model.answer = None
    assert await describe_embedder(meant) == "themes/5 answers"
    model.answer = BADLY["500"]
    assert await describe_embedder(meant) == "themes/5 does not answer: the embedding service answers 500"
    model.answer = None


async def _languages(runtime: Runtime) -> int:
    return len({tag for market in (await runtime.atlas.get()).markets for tag in market.language_tags})


@asynccontextmanager
async def _working(settings: Settings) -> AsyncIterator[RequestContext]:
    """What jobs have in a process of its own, which has not heard of any failure."""
    opened = await Runtime.open(settings)
    try:
        yield await opened.system_context()
    finally:
        await opened.close()


async def _rename(runtime: Runtime, name: str) -> UUID:
    draft = ProductDraft(
        slug="teapot",
        product_type="home",
        category="home",
        translations={"en": Texts(name, "")},
        variants=(VariantDraft(sku="TEAPOT"),),
        **on_sale(PUBLISHED_AT),
    )
    async with runtime.database.transaction() as session:
        return (await upsert_product(session, draft, utc_now())).id


async def _similar(client: Client, **variables: Any) -> dict[str, list[str]]:
    nodes = (await client.data(SIMILAR, variables))["products"]["nodes"]
    return {node["slug"]: [each["slug"] for each in node["similar"]] for node in nodes}
