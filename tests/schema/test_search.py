"""Search over HTTP, answered by a real Meilisearch."""

import json
from typing import Any

import pytest

from app.core.settings import Settings
from app.wiring import Runtime
from search import SearchClient, index_all
from tests.support.bag import add_bag
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

SEARCH = """
query Search($query: String!, $first: Int = 20, $after: String, $sort: SearchSort = RELEVANCE,
             $filters: [ProductFilterInput!], $country: CountryCode, $language: LanguageCode)
@inContext(country: $country, language: $language) {
  search(query: $query, first: $first, after: $after, sort: $sort, filters: $filters) {
    totalCount
    edges { cursor highlights { field parts { text matched } } node { slug name } }
    nodes { slug priceRange { min { displayed { amount currencyCode } } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


@pytest.fixture(scope="module", autouse=True)
async def indexed(runtime: Runtime, settings: Settings, shop: Shop) -> None:
    """The small shop and a bag, indexed."""
    assert shop.markets
    await add_bag(runtime)
    assert await index_all(settings) == 3


async def search(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(SEARCH, {"query": query, **variables}))["search"]
    return found


def slugs(found: dict[str, Any]) -> list[str]:
    return [node["slug"] for node in found["nodes"]]


@pytest.mark.parametrize(
    ("country", "language", "query", "slug", "name"),
    [
        ("GB", "EN", "linen shirt", "linen-shirt", "Linen shirt"),
        ("GB", "EN", "linnen shirt", "linen-shirt", "Linen shirt"),
        ("GB", "EN", "mesenger", "messenger-bag", "Canvas messenger bag"),
        ("DE", "DE", "Umhängetasche", "messenger-bag", "Umhängetasche aus Segeltuch"),
        ("DE", "DE", "umhangetasche", "messenger-bag", "Umhängetasche aus Segeltuch"),
        ("DE", "DE", "Umhängetashe", "messenger-bag", "Umhängetasche aus Segeltuch"),
        ("FR", "FR", "chemise", "linen-shirt", "Chemise en lin"),
        ("FR", "FR", "besase", "messenger-bag", "Besace en toile"),
        ("CN", "ZH_HANS", "衬衫", "linen-shirt", "亚麻衬衫"),
        ("CN", "ZH_HANS", "邮差包", "messenger-bag", "帆布邮差包"),
        ("JP", "JA", "シャツ", "linen-shirt", "リネンシャツ"),
        ("JP", "JA", "りねん", "linen-shirt", "リネンシャツ"),
        ("JP", "JA", "バッグ", "messenger-bag", "帆布のショルダーバッグ"),
        ("AE", "AR", "قميص", "linen-shirt", "قميص كتان"),
        ("AE", "AR", "القميص", "linen-shirt", "قميص كتان"),
        ("AE", "AR", "قماش", "messenger-bag", "حقيبة كتف من القماش"),
    ],
)
async def test_finds_words_as_they_are_written_in_each_language(
    client: Client, country: str, language: str, query: str, slug: str, name: str
) -> None:
    found = await search(client, query, country=country, language=language)
    assert [(edge["node"]["slug"], edge["node"]["name"]) for edge in found["edges"]] == [(slug, name)]
    assert found["totalCount"] == 1


async def test_a_product_without_a_translation_is_found_by_the_text_that_is_shown_instead(client: Client) -> None:
    assert slugs(await search(client, "stoneware", country="FR", language="FR")) == ["stoneware-mug"]
    found = await search(client, "Steinzeugbecher", country="FR", language="FR")
    assert slugs(found) == ["stoneware-mug"], "and by the text of another language"
    assert found["edges"][0]["node"]["name"] == "Stoneware mug"


@pytest.mark.parametrize(
    ("country", "amount", "currency"),
    [
        ("DE", "59.90", "EUR"),
        ("GB", "52.00", "GBP"),
        ("US", "64.00", "USD"),
        ("JP", "9800", "JPY"),
        ("AE", "239.00", "AED"),
    ],
)
async def test_hits_have_the_prices_of_the_market(client: Client, country: str, amount: str, currency: str) -> None:
    found = await search(client, "SHIRT-M", country=country)
    assert found["nodes"] == [
        {
            "slug": "linen-shirt",
            "priceRange": {"min": {"displayed": {"amount": amount, "currencyCode": currency}}},
        }
    ]


async def test_says_what_matched(client: Client) -> None:
    found = await search(client, "nordlicht linen", country="GB", language="EN")
    assert found["edges"][0]["highlights"] == [
        {"field": "NAME", "parts": [{"text": "Linen", "matched": True}, {"text": " shirt", "matched": False}]},
        {"field": "BRAND", "parts": [{"text": "Nordlicht", "matched": True}]},
        {"field": "DESCRIPTION", "parts": [{"text": "Linen", "matched": True}, {"text": " shirt.", "matched": False}]},
    ]
    assert slugs(found) == ["linen-shirt", "stoneware-mug"], "what lacks the last word comes after"


async def test_finds_by_category_sku_and_tag(client: Client) -> None:
    assert slugs(await search(client, "Kleidung", country="DE", language="DE")) == ["linen-shirt"]
    assert slugs(await search(client, "MUG", country="GB", language="EN")) == ["stoneware-mug"]
    assert slugs(await search(client, "travel", country="GB", language="EN")) == ["messenger-bag"]


async def test_no_words_find_everything_newest_first(client: Client) -> None:
    found = await search(client, " \n ")
    assert slugs(found) == ["stoneware-mug", "linen-shirt", "messenger-bag"]
    assert found["totalCount"] == 3
    assert [edge["highlights"] for edge in found["edges"]] == [[], [], []]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("NEWEST", ["stoneware-mug", "linen-shirt", "messenger-bag"]),
        ("PRICE_ASCENDING", ["stoneware-mug", "linen-shirt", "messenger-bag"]),
        ("PRICE_DESCENDING", ["linen-shirt", "stoneware-mug", "messenger-bag"]),
    ],
)
async def test_sorts_by_what_is_asked_with_the_unsold_last(client: Client, sort: str, expected: list[str]) -> None:
    assert slugs(await search(client, "", sort=sort, country="JP")) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], ["stoneware-mug", "linen-shirt", "messenger-bag"]),
        ([{"categorySlug": "clothing"}], ["linen-shirt"]),
        ([{"categorySlug": "shirts"}, {"brandSlug": "nordlicht"}], ["linen-shirt"]),
        ([{"brandSlug": "nordlicht"}], ["stoneware-mug", "linen-shirt"]),
        ([{"inStock": True}], ["stoneware-mug", "linen-shirt"]),
        ([{"inStock": False}], ["messenger-bag"]),
        ([{"collectionSlug": "nothing-of-the-kind"}], []),
        ([{"categorySlug": '" OR in_stock = true OR brand_slug = "'}], []),
    ],
)
async def test_filters_narrow_down(client: Client, filters: list[dict[str, Any]], expected: list[str]) -> None:
    found = await search(client, "", filters=filters)
    assert slugs(found) == expected
    assert found["totalCount"] == len(expected)


async def test_pages_follow_each_other_without_overlap(client: Client) -> None:
    seen, after = [], None
    for remaining in (2, 1, 0):
        page = await search(client, "", first=1, after=after)
        seen += slugs(page)
        assert page["pageInfo"]["hasNextPage"] is (remaining > 0)
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["endCursor"] == page["edges"][0]["cursor"] == page["pageInfo"]["startCursor"]
        after = page["pageInfo"]["endCursor"]
    assert seen == ["stoneware-mug", "linen-shirt", "messenger-bag"]


async def test_costs_the_same_statements_for_one_hit_and_for_all(client: Client) -> None:
    counts = []
    for query in ("shirt", ""):
        await search(client, query)  # the markets are cached
        with client.statements() as seen:
            await search(client, query)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 3


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"query": "x" * 10_000}, "QUERY_TOO_LONG", "at most 200"),
        ({"query": "", "first": 0}, "PAGE_SIZE_OUT_OF_RANGE", "between 1 and 100; it was 0"),
        ({"query": "", "first": 101}, "PAGE_SIZE_OUT_OF_RANGE", "between 1 and 100; it was 101"),
        ({"query": "", "after": "nonsense"}, "INVALID_CURSOR", "without `after`"),
        ({"query": "", "filters": [{"inStock": True}] * 31}, "TOO_MANY_FILTERS", "at most 30"),
    ],
)
async def test_bad_input_is_told_in_the_callers_terms(
    client: Client, variables: dict[str, Any], code: str, message: str
) -> None:
    answer = await client.ask(SEARCH, variables)
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == code
    assert message in error["message"]


@pytest.mark.parametrize("change", [{"query": "shirt"}, {"sort": "NEWEST"}, {"country": "JP"}, {"language": "DE"}])
async def test_a_cursor_is_refused_where_the_question_is_another(client: Client, change: dict[str, Any]) -> None:
    asked = {"query": "", "country": "AT", "language": "EN"}
    cursor = (await client.data(SEARCH, asked))["search"]["pageInfo"]["startCursor"]
    (error,) = (await client.ask(SEARCH, {**asked, **change, "after": cursor}))["errors"]
    assert error["extensions"]["code"] == "CURSOR_OF_ANOTHER_CONTEXT"


async def test_control_characters_are_read_as_spaces(client: Client) -> None:
    found = await search(client, "\tlinen\x1b\x85shirt\ue000\n", country="GB", language="EN")
    assert slugs(found) == ["linen-shirt"]


async def test_a_product_that_is_gone_from_the_shop_and_still_in_the_index_is_left_out(
    client: Client, runtime: Runtime, shop: Shop
) -> None:
    engine = runtime.parts[SearchClient]
    index = engine.index_name("en")
    seen = {"visible_in": ["default"], "has_safety_data": True, "published_at": 0}
    ghost = {"id": shop.draft.hex, "name": "Withdrawn ghost", **seen}
    await engine.finish(await engine.add(index, [json.dumps(ghost).encode()]))
    found = await search(client, "ghost", country="GB", language="EN")
    assert found["nodes"] == []
    assert found["edges"] == []
    await engine.finish(await engine.remove(index, [shop.draft.hex]))
