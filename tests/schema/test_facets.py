"""Facets of searches and of lists: each count is what plain SQL counts, and what its `input` gives when it is sent."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.core.settings import Settings
from app.wiring import Runtime
from search import index_all
from tests.support.client import Client, open_client
from tests.support.goods import (
    BRANDS,
    CARES,
    CATEGORIES,
    COLLECTIONS,
    COLOURS,
    GOODS,
    TAGS,
    TYPES,
    Filter,
    add_goods,
    count_by_sql,
    thing_of,
    where,
)
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

FACETS = """
  facets {
    key label kind valueCount
    values(first: 100) { value label count selected input swatch }
    range { min max unit histogram { from to count selected input } }
  }
"""
LIST = f"query ($filters: [ProductFilterInput!]) {{ products(first: 1, filters: $filters) {{ totalCount {FACETS} }} }}"
SEARCH = f"""query ($query: String!, $filters: [ProductFilterInput!]) {{
  search(query: $query, first: 1, filters: $filters) {{ degraded totalCount {FACETS} }}
}}"""
HERE = {"Tradewind-Country": "DE", "Tradewind-Language": "DE"}


@pytest.fixture(scope="module", autouse=True)
async def goods(runtime: Runtime, settings: Settings, shop: Shop) -> None:
    await add_goods(runtime.database, shop)
    assert await index_all(settings) == GOODS + 2


@pytest.fixture(scope="module")
async def without_engine(settings: Settings, goods: None) -> AsyncIterator[Client]:
    """The same shop, whose engine does not answer."""
    assert goods is None
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as opened:
        yield opened


@pytest.fixture(params=["engine", "database"])
def anyone(request: pytest.FixtureRequest, client: Client, without_engine: Client) -> Client:
    return client if request.param == "engine" else without_engine


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


CHOICES: list[Filter] = [
    *({"categorySlug": slug} for slug in CATEGORIES),
    *({"brandSlug": slug} for slug in BRANDS),
    *({"collectionSlug": slug} for slug in COLLECTIONS),
    *({"productType": code} for code in TYPES),
    *({"tag": tag} for tag in TAGS),
    *({"attribute": {"code": "colour", "values": [value]}} for value in COLOURS),
    *({"attribute": {"code": "care", "values": [value]}} for value in CARES),
    *({"attribute": {"code": "vegan", "is": value}} for value in (True, False)),
    *({"inStock": value} for value in (True, False)),
    {"availableHere": True},
]
RANGES: list[Filter] = [
    {"attribute": {"code": "height", "min": "3", "max": "12.3"}},
    {"attribute": {"code": "height", "max": "0"}},
    {"attribute": {"code": "harvested", "from": "2026-03-01"}},
    {"price": {"min": "10.00", "max": "39.99"}},
    {"price": {"min": "60.00"}},
]
ODD: list[Filter] = [
    {"categorySlug": "cups-de"},
    {"brandSlug": "nobody"},
    {"tag": 'x" OR visible_in = "default'},
    {"attribute": {"code": "secret", "values": ["x"]}},
    {"attribute": {"code": "unknown", "min": 1}},
    {"attribute": {"code": 'colour" OR "1', "values": ["red"]}},
    {"attribute": {"code": "colour", "values": ["red", 'x"] OR tags = "']}},
]
some_filters = st.lists(st.sampled_from([*CHOICES, *RANGES, *ODD]), max_size=6)


def others(filters: list[Filter], thing: str) -> list[Filter]:
    return [each for each in filters if thing_of(each) != thing]


def told(facets: list[dict[str, Any]]) -> list[tuple[str, Filter, int]]:
    """Each choice and each span: of which facet, its input, its count."""
    return [
        (facet["key"], each["input"], each["count"])
        for facet in facets
        for each in [*facet["values"], *(facet["range"] or {"histogram": []})["histogram"]]
    ]


async def expect_counts(
    bare: "asyncpg.Connection[asyncpg.Record]", found: dict[str, Any], filters: list[Filter]
) -> None:
    """Each count is right, and no choice that some product has is missing."""
    facets = {facet["key"]: facet for facet in found["facets"]}
    counted = told(found["facets"])
    wheres = [where([*others(filters, key), asked]) for key, asked, _ in counted]
    assert [count for _, _, count in counted] == await count_by_sql(bare, wheres), filters
    assert [found["totalCount"]] == await count_by_sql(bare, [where(filters)])
    free = [each for each in CHOICES if thing_of(each) != "category"]
    there = await count_by_sql(bare, [where([*others(filters, thing_of(each)), each]) for each in free])
    offered = {(key, repr(asked)) for key, asked, _ in counted}
    assert [
        each for each, count in zip(free, there, strict=True) if count and (thing_of(each), repr(each)) not in offered
    ] == []
    selected = {
        (key, repr(each["input"])) for key, facet in facets.items() for each in facet["values"] if each["selected"]
    }
    in_stock_or_not = [each for each in filters if "inStock" in each]
    ignored = in_stock_or_not if {"inStock": True} in filters and {"inStock": False} in filters else []
    chosen = {(thing_of(each), repr(each)) for each in filters if each in free and each not in ignored}
    assert chosen <= selected, "both of two alternatives are no condition"


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=some_filters)
async def test_counts_of_a_list_are_those_of_plain_sql(
    anyone: Client, bare: "asyncpg.Connection[asyncpg.Record]", filters: list[Filter]
) -> None:
    found = (await anyone.data(LIST, {"filters": filters}, headers=HERE))["products"]
    await expect_counts(bare, found, filters)


@examples(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=some_filters)
async def test_counts_of_a_search_for_everything_are_those_of_plain_sql(
    anyone: Client, bare: "asyncpg.Connection[asyncpg.Record]", filters: list[Filter]
) -> None:
    found = (await anyone.data(SEARCH, {"query": "", "filters": filters}, headers=HERE))["search"]
    await expect_counts(bare, found, filters)


@pytest.mark.parametrize("filters", [[], [{"brandSlug": "bolt"}, {"brandSlug": "dune"}, {"categorySlug": "cups"}]])
@pytest.mark.parametrize("query", [None, "", "cup"])
async def test_an_input_sent_back_gives_as_many_products(
    anyone: Client, query: str | None, filters: list[Filter]
) -> None:
    asked, name = (LIST, "products") if query is None else (SEARCH, "search")
    words = {} if query is None else {"query": query}
    facets = (await anyone.data(asked, {**words, "filters": filters}, headers=HERE))[name]["facets"]
    counted = told(facets)

    assert len(counted) > 30
    for key, condition, count in counted:
        sent = [*others(filters, key), condition]
        only = asked.replace("facets {", f'facets(keys: ["{key}"]) {{')
        again = (await anyone.data(only, {**words, "filters": sent}, headers=HERE))[name]
        assert again["totalCount"] == count, (key, condition)
        mine = [each for each in told(again["facets"]) if each[:2] == (key, condition)]
        assert mine in ([(key, condition, count)], []), "its own conditions are left out"
        assert mine or key in ("category", "price") or key.startswith("attribute.h"), "bounds follow what is left"


def shown(facet: dict[str, Any]) -> list[tuple[str, str, int, bool]]:
    return [(each["value"], each["label"], each["count"], each["selected"]) for each in facet["values"]]


async def facets_by_key(client: Client, query: str, **variables: Any) -> dict[str, dict[str, Any]]:
    found = (await client.data(query, variables, headers=HERE))["products"]["facets"]
    return {each["key"]: each for each in found}


async def test_facets_are_named_in_the_readers_language(anyone: Client) -> None:
    facets = await facets_by_key(anyone, LIST)

    assert [(key, each["label"], each["kind"]) for key, each in facets.items()] == [
        ("category", "Kategorie", "TREE"),
        ("brand", "Marke", "LIST"),
        ("price", "Preis", "PRICES"),
        ("attribute.care", "Das care", "LIST"),
        ("attribute.colour", "Das colour", "SWATCHES"),
        ("attribute.harvested", "Das harvested", "DATES"),
        ("attribute.height", "Das height", "NUMBERS"),
        ("attribute.vegan", "Das vegan", "YES_NO"),
        ("productType", "Produktart", "LIST"),
        ("collection", "Kollektion", "LIST"),
        ("tag", "Schlagwort", "LIST"),
        ("inStock", "Verfügbarkeit", "YES_NO"),
        ("availableHere", "Lieferung", "YES_NO"),
    ]
    assert [each["label"] for each in facets["category"]["values"]] == ["Die ware", "Kleidung", "Home", "Die linens"]
    assert [(each["value"], each["swatch"]) for each in facets["attribute.colour"]["values"]] == [
        (code, "#123456") for code in COLOURS
    ]
    assert (facets["attribute.height"]["range"]["unit"], facets["price"]["range"]["unit"]) == ("centimeter", "EUR")
    counts = [each["count"] for each in facets["brand"]["values"]]
    assert counts == sorted(counts, reverse=True)


async def test_categories_are_those_below_the_selected_one_and_itself(anyone: Client) -> None:
    facets = await facets_by_key(anyone, LIST, filters=[{"categorySlug": "ware-de"}])
    values = shown(facets["category"])

    assert [(value, selected) for value, _, _, selected in values] == [
        ("ware", True),
        ("cups", False),
        ("bowls", False),
    ]
    assert values[0][2] > values[1][2] + values[2][2], "some stand in the category itself"
    assert facets["category"]["values"][0]["input"] == {"categorySlug": "ware"}


async def test_what_is_selected_stays_without_a_product(anyone: Client) -> None:
    filters = [
        {"brandSlug": "nordlicht"},
        {"attribute": {"code": "colour", "values": ["red"]}},
        {"tag": "nobody's"},
        {"productType": "unknown"},
        {"collectionSlug": "unknown"},
    ]
    facets = await facets_by_key(anyone, LIST, filters=filters)

    assert shown(facets["brand"]) == [("nordlicht", "Nordlicht", 0, True)]
    assert shown(facets["attribute.colour"]) == [("red", "RED", 0, True)]
    assert shown(facets["tag"]) == [("nobody's", "nobody's", 0, True)]
    assert "collection" not in facets, "what is not there cannot be shown"


async def test_only_the_facets_that_are_asked_for_are_given_and_unknown_attributes_have_none(anyone: Client) -> None:
    query = """query ($keys: [String!], $first: Int = 20) {
      products { facets(keys: $keys) { key valueCount values(first: $first) { value selected } } }
    }"""
    keys = ["tag", "attribute.colour", "attribute.secret", 'attribute.x" OR 1', "attribute.", "attribute.🎨"]
    facets = await facets_by_key(anyone, query, keys=keys, first=2)

    assert list(facets) == ["attribute.colour", "tag"]
    assert (facets["tag"]["valueCount"], len(facets["tag"]["values"])) == (len(TAGS), 2)
    assert await facets_by_key(anyone, query, keys=["tag"], first=-1) == {
        "tag": {"key": "tag", "valueCount": len(TAGS), "values": []}
    }


@pytest.mark.parametrize("key", ["colour", "attributes.colour", "Brand", "", "🎨"])
@pytest.mark.parametrize("root", ['search(query: "linen")', 'search(query: "!")', "products"])
async def test_a_key_that_no_facet_can_have_is_refused(anyone: Client, root: str, key: str) -> None:
    query = f"query ($keys: [String!]) {{ {root} {{ facets(keys: $keys) {{ key }} }} }}"
    answer = await anyone.ask(query, {"keys": ["tag", key]}, headers=HERE)

    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == (
        f"There is no facet {key!r}: `keys` takes `category`, `brand`, `price`, `productType`, `collection`, `tag`, "
        "`inStock`, `availableHere`, and `attribute.<code>`."
    )


async def test_the_lists_of_objects_have_facets_of_their_own(anyone: Client) -> None:
    facets = "facets { key values { value count selected } }"
    query = f"""{{
      category(slug: "ware") {{ products(first: 1) {{ totalCount {facets} }} }}
      brand(slug: "akari") {{ products(first: 1) {{ totalCount {facets} }} }}
      collection(slug: "picks") {{ products(first: 1) {{ totalCount {facets} }} }}
    }}"""
    answer = await anyone.data(query, headers=HERE)
    found = {
        name: {
            each["key"]: {value["value"]: value["count"] for value in each["values"]}
            for each in of["products"]["facets"]
        }
        for name, of in answer.items()
    }

    assert list(found["category"]["category"]) == ["cups", "bowls"]
    assert set(found["brand"]["brand"]) == {"akari"}
    assert found["brand"]["brand"]["akari"] == answer["brand"]["products"]["totalCount"]
    assert found["collection"]["collection"]["picks"] == answer["collection"]["products"]["totalCount"]
    for name, of in answer.items():
        assert sum(found[name]["productType"].values()) == of["products"]["totalCount"]


PAGE = """query ($filters: [ProductFilterInput!]) {
  category(slug: "ware") {
    name breadcrumbs { name }
    products(first: 24, sort: NEWEST, filters: $filters) {
      totalCount
      facets { key label values { value label count selected input } }
      nodes {
        name slug brand { name } category { name } featuredMedia { url alt }
        priceRange { min { displayed { formatted } } max { displayed { formatted } } }
        variants(first: 3) { nodes { sku availability { code reason } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""
"""Everything that the page of a category shows."""


@pytest.mark.parametrize("filters", [[], [{"brandSlug": "akari"}, {"inStock": True}, {"price": {"min": "1"}}]], ids=len)
async def test_the_page_of_a_category_with_facets_takes_eight_statements(
    client: Client, filters: list[dict[str, Any]]
) -> None:
    first = await client.data(PAGE, {"filters": filters}, headers=HERE)
    with client.statements() as statements:
        again = await client.data(PAGE, {"filters": filters}, headers=HERE)

    products = again["category"]["products"]
    assert again == first
    assert products["nodes"]
    assert {facet["key"] for facet in products["facets"]} >= {"category", "brand", "price", "productType"}
    assert all(node["variants"]["nodes"][0]["availability"]["code"] for node in products["nodes"])
    assert len(statements) == 8, statements


async def test_a_list_with_facets_takes_few_statements(anyone: Client) -> None:
    filters = [*CHOICES[:1], *CHOICES[5:7], *CHOICES[9:10], {"attribute": {"code": "colour", "values": ["red"]}}]
    await anyone.data(LIST, {"filters": filters}, headers=HERE)
    with anyone.statements() as statements:
        await anyone.data(LIST, {"filters": filters}, headers=HERE)

    assert len(statements) <= 8
