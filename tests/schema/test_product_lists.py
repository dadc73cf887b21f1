"""Lists of products: a fixed number of statements, pages that neither skip nor repeat, filters, and what is refused."""

import base64
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.catalog import PRODUCT_ID
from tests.support.catalog import add_category, add_products
from tests.support.client import Client
from tests.support.shop import Shop

BROWSE = """
query Browse(
  $country: CountryCode, $language: LanguageCode, $filters: [ProductFilterInput!], $after: String, $first: Int! = 24
) @inContext(country: $country, language: $language) {
  products(first: $first, after: $after, sort: NEWEST, filters: $filters) {
    nodes {
      ...ProductCard
      variants(first: 3) { nodes { id sku name price { displayed { ...MoneyFields } } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
fragment ProductCard on Product {
  id slug name
  brand { id name }
  category { id name slug }
  featuredMedia { id url(maxWidth: 600, format: WEBP) alt width height }
  priceRange { min { displayed { ...MoneyFields } } max { displayed { ...MoneyFields } } }
}
fragment MoneyFields on Money { amount currencyCode formatted }
"""
SLUGS = """
query ($first: Int! = 100, $after: String, $sort: ProductSort! = NEWEST, $filters: [ProductFilterInput!]) {
  products(first: $first, after: $after, sort: $sort, filters: $filters) {
    nodes { slug }
    edges { cursor node { slug } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
MANY = 110


@pytest.fixture(scope="module")
async def many(client: Client, shop: Shop) -> list[str]:
    """Slugs of many products, newest first, in the category `many`, which is below `deep`, below `wide`."""
    database = client.runtime.database
    wide = await add_category(database, "wide")
    deep = await add_category(database, "deep", wide)
    leaf = await add_category(database, "many", deep)
    ids = await add_products(database, shop, leaf, MANY, "many")
    rows = await database.fetch(
        "SELECT slug FROM product JOIN product_publication ON product_id = id WHERE id = ANY($1) "
        "ORDER BY starts_at DESC, id DESC",
        (ids,),
    )
    return [row["slug"] for row in rows]


def in_category(slug: str) -> dict[str, Any]:
    return {"filters": [{"categorySlug": slug}]}


async def slugs(client: Client, **variables: Any) -> list[str]:
    data = await client.data(SLUGS, variables)
    return [node["slug"] for node in data["products"]["nodes"]]


async def test_a_list_costs_five_statements_whatever_its_length(client: Client, many: list[str]) -> None:
    variables = {"country": "DE", "language": "DE"} | in_category("wide")
    await client.data(BROWSE, variables)  # markets and tax rates are remembered from here on
    counts = {}
    for first in (1, 24, 100):
        with client.statements() as statements:
            answer = await client.data(BROWSE, variables | {"first": first})
        counts[first] = len(statements)
        nodes = answer["products"]["nodes"]
        assert [node["slug"] for node in nodes] == many[:first]
        assert all(node["featuredMedia"] and len(node["variants"]["nodes"]) == 3 for node in nodes)

    assert counts == {1: 5, 24: 5, 100: 5}


async def test_what_a_card_shows(client: Client, many: list[str]) -> None:
    answer = await client.data(BROWSE, {"country": "DE", "language": "FR", "first": 1} | in_category("wide"))

    (node,) = answer["products"]["nodes"]
    slug = many[0]
    assert (node["slug"], node["name"], node["brand"]) == (slug, slug.title(), None)
    assert (node["category"]["slug"], node["category"]["name"]) == ("many", "Many")
    assert node["featuredMedia"]["url"] == f"http://shop.test/media/{slug}.png?w=600&f=webp"
    assert (node["featuredMedia"]["alt"], node["featuredMedia"]["width"]) == (slug, 1000)
    assert node["priceRange"] == {
        "min": {"displayed": {"amount": "10.00", "currencyCode": "EUR", "formatted": "10,00\xa0€"}},
        "max": {"displayed": {"amount": "40.00", "currencyCode": "EUR", "formatted": "40,00\xa0€"}},
    }
    assert [each["sku"] for each in node["variants"]["nodes"]] == [f"{slug}-0", f"{slug}-1", f"{slug}-2"]
    assert [each["price"]["displayed"]["amount"] for each in node["variants"]["nodes"]] == ["10.00", "20.00", "30.00"]


@pytest.mark.parametrize("size", [1, 2, 7, 40, 100])
@pytest.mark.parametrize("sort", ["NEWEST", "OLDEST"])
async def test_pages_neither_skip_nor_repeat(client: Client, many: list[str], size: int, sort: str) -> None:
    """Three products share each moment, so page ends of every size fall between equals."""
    seen: list[str] = []
    after, pages = None, 0
    while True:
        asked = {"first": size, "after": after, "sort": sort} | in_category("many")
        page = (await client.data(SLUGS, asked))["products"]
        assert page["pageInfo"]["hasPreviousPage"] is (pages > 0)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        seen += [node["slug"] for node in page["nodes"]]
        pages += 1
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert seen == (many if sort == "NEWEST" else many[::-1])
    assert pages == -(-MANY // size)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([{"categorySlug": "clothing"}], ["linen-shirt"]),
        ([{"categorySlug": "shirts"}], ["linen-shirt"]),
        ([{"categorySlug": "home"}], ["stoneware-mug"]),
        ([{"categorySlug": "clothing"}, {"categorySlug": "shirts"}], ["linen-shirt"]),
        ([{"categorySlug": "clothing"}, {"categorySlug": "home"}], ["stoneware-mug", "linen-shirt"]),
        ([{"brandSlug": "nordlicht"}], ["stoneware-mug", "linen-shirt"]),
        ([{"brandSlug": "nordlicht"}, {"categorySlug": "home"}], ["stoneware-mug"]),
        ([{"brandSlug": "nordlicht"}, {"inStock": True}], ["stoneware-mug", "linen-shirt"]),
        ([{"brandSlug": "nordlicht"}, {"inStock": False}], []),
        (
            [{"inStock": True}, {"inStock": False}, {"brandSlug": "nordlicht"}],
            ["stoneware-mug", "linen-shirt"],
        ),
        ([{"inStock": True}], ["stoneware-mug", "linen-shirt"]),
        ([{"collectionSlug": "nowhere"}], []),
        ([{"categorySlug": "unknown"}], []),
        ([{"brandSlug": "x\x00y"}], []),
        ([{"categorySlug": "'; DROP TABLE product; --"}], []),
    ],
)
async def test_filters_on_different_things_must_all_hold(
    client: Client, many: list[str], filters: list[dict[str, Any]], expected: list[str]
) -> None:
    assert await slugs(client, filters=filters) == expected
    assert set(many).isdisjoint(expected)


async def test_products_without_stock_can_be_listed(client: Client, many: list[str]) -> None:
    found = await slugs(client, filters=[{"categorySlug": "wide"}, {"inStock": False}], first=100)

    assert found == many[:100]


async def test_a_category_lists_what_is_below_it(client: Client, many: list[str]) -> None:
    query = """query ($after: String) { category(slug: "wide") { name children { slug products(first: 2) {
      nodes { slug } pageInfo { endCursor } } } products(first: 2, sort: OLDEST, after: $after) {
      nodes { slug } pageInfo { endCursor hasNextPage } } } }"""

    first = (await client.data(query))["category"]
    second = (await client.data(query, {"after": first["products"]["pageInfo"]["endCursor"]}))["category"]

    oldest = many[::-1]
    assert [node["slug"] for node in first["products"]["nodes"]] == oldest[:2]
    assert [node["slug"] for node in second["products"]["nodes"]] == oldest[2:4]
    assert [child["slug"] for child in first["children"]] == ["deep"]
    assert [node["slug"] for node in first["children"][0]["products"]["nodes"]] == many[:2]


async def test_several_categories_are_listed_by_one_statement(client: Client, many: list[str]) -> None:
    query = "{ categories { slug products(first: 1) { nodes { slug } } } }"
    await client.data(query)

    with client.statements() as statements:
        answer = await client.data(query)

    assert {each["slug"]: [node["slug"] for node in each["products"]["nodes"]] for each in answer["categories"]} == {
        "clothing": ["linen-shirt"],
        "home": ["stoneware-mug"],
        "wide": many[:1],
    }
    assert len(statements) == 2


async def refusal(client: Client, document: str, variables: dict[str, Any], **headers: str) -> tuple[str, str]:
    """The code and the message of the one error of an answer."""
    answer = await client.ask(document, variables, headers=headers)
    (error,) = answer["errors"]
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_pages_have_one_to_a_hundred_items(client: Client, shop: Shop, first: int) -> None:
    """What is enormous is refused before it runs, for its cost."""
    way_out = " Ask for the rest with `after`." if first > 100 else ""
    expected = ("PAGE_SIZE_OUT_OF_RANGE", f"`first` must be between 1 and 100; it was {first}.{way_out}")

    assert shop
    assert await refusal(client, SLUGS, {"first": first}) == expected
    nested = "query ($first: Int!) { products { nodes { variants(first: $first) { nodes { id } } } } }"
    answer = await client.ask(nested, {"first": first})
    assert {(error["extensions"]["code"], error["message"]) for error in answer["errors"]} == {expected}


OTHER_LIST = (
    "The cursor was made with other arguments, or for another country, language or currency. "
    "Start again without `after`."
)


@pytest.mark.parametrize(
    ("changed", "headers"),
    [
        ({"sort": "OLDEST"}, {}),
        ({"filters": []}, {}),
        ({"filters": [{"categorySlug": "wide"}]}, {}),
        ({"filters": [{"categorySlug": "many"}, {"inStock": False}]}, {}),
        ({}, {"Tradewind-Country": "FR"}),
        ({}, {"Tradewind-Country": "JP"}),
        ({}, {"Tradewind-Language": "FR"}),
    ],
)
async def test_a_cursor_of_another_context_is_refused(
    client: Client, many: list[str], changed: dict[str, Any], headers: dict[str, str]
) -> None:
    asked = {"first": 5} | in_category("many")
    cursor = (await client.data(SLUGS, asked))["products"]["pageInfo"]["endCursor"]

    assert await slugs(client, **asked, after=cursor) == many[5:10]
    assert await refusal(client, SLUGS, asked | {"after": cursor} | changed, **headers) == (
        "CURSOR_OF_ANOTHER_CONTEXT",
        OTHER_LIST,
    )


def forged(cursor: str, *key: Any) -> str:
    """A cursor with the right context and another key."""
    context = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]
    return base64.urlsafe_b64encode(json.dumps([context, *key]).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "key",
    [
        ("2026-01-01T00:00:00+00:00", "no-uuid"),
        ("2026-01-01T00:00:00", str(UUID(int=1))),
        ("yesterday", str(UUID(int=1))),
        (12, str(UUID(int=1))),
        (None, None),
        ([], {}),
        ("2026-01-01T00:00:00+00:00",),
    ],
)
async def test_a_forged_cursor_is_refused(client: Client, many: list[str], key: tuple[Any, ...]) -> None:
    cursor = (await client.data(SLUGS, {"first": 1}))["products"]["pageInfo"]["endCursor"]
    expected = ("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")

    assert many
    assert await refusal(client, SLUGS, {"after": forged(cursor, *key)}) == expected
    assert await refusal(client, SLUGS, {"after": "%%%"}) == expected


async def test_a_cursor_continues_one_list_only(client: Client, many: list[str]) -> None:
    query = """query ($after: String, $slug: String!) { product(slug: $slug) {
      variants(first: 2, after: $after) { nodes { sku } pageInfo { endCursor hasNextPage } } } }"""
    first = (await client.data(query, {"slug": many[0]}))["product"]["variants"]
    cursor = first["pageInfo"]["endCursor"]

    rest = (await client.data(query, {"slug": many[0], "after": cursor}))["product"]["variants"]
    assert [node["sku"] for node in first["nodes"] + rest["nodes"]] == [f"{many[0]}-{number}" for number in range(4)]
    assert rest["pageInfo"]["hasNextPage"] is False
    assert (await refusal(client, query, {"slug": many[1], "after": cursor}))[0] == "CURSOR_OF_ANOTHER_CONTEXT"
    several = "query ($after: String) { products(first: 2) { nodes { variants(after: $after) { nodes { sku } } } } }"
    answer = await client.ask(several, {"after": cursor})
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"CURSOR_OF_ANOTHER_CONTEXT"}


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ([{}], "type 'ProductFilterInput', exactly one field must be specified"),
        ([{"inStock": True, "categorySlug": "home"}], "exactly one field must be specified"),
        ([{"inStock": None}], "must be non-null"),
        ([{"inStock": "yes"}], "Boolean cannot represent a non boolean value"),
    ],
)
async def test_a_filter_is_one_condition(
    client: Client, shop: Shop, filters: list[dict[str, Any]], message: str
) -> None:
    code, said = await refusal(client, SLUGS, {"filters": filters})

    assert shop
    assert code == "GRAPHQL_VALIDATION_FAILED"
    assert message in said


async def test_a_filter_that_does_not_exist_is_refused(client: Client, shop: Shop) -> None:
    answer = await client.ask(SLUGS, {"filters": [{"color": "red"}]})

    assert shop
    assert "data" not in answer
    assert any("unknown field 'color'" in error["message"] for error in answer["errors"])


async def test_too_many_filters_are_refused(client: Client, shop: Shop) -> None:
    assert shop
    assert await refusal(client, SLUGS, {"filters": [{"inStock": True}] * 31}) == (
        "TOO_MANY_FILTERS",
        "`filters` takes at most 30; it had 31. Leave some out.",
    )


async def test_an_id_of_nothing_is_nothing(client: Client, shop: Shop) -> None:
    query = "query ($id: ID!) { product(id: $id) { slug } node(id: $id) { id } }"
    good = PRODUCT_ID.encode(shop.shirt)

    assert (await client.data(query, {"id": good})) == {"product": {"slug": "linen-shirt"}, "node": {"id": good}}
    for wrong in (PRODUCT_ID.encode(uuid4()), good[:-1], good.upper(), "product_", "shirt", good.replace("t_", "t__")):
        assert (await client.data(query, {"id": wrong})) == {"product": None, "node": None}
