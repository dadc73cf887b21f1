"""What a search makes of what was typed: article numbers, brands, other languages, typing errors, signs."""

from typing import Any

import pytest

from app.catalog import ProductDraft, Texts, VariantDraft, upsert_product
from app.catalog.models import Brand
from app.core.clock import utc_now
from app.core.settings import Settings
from app.wiring import Runtime
from search import index_all
from tests.support.client import Client
from tests.support.shop import PUBLISHED_AT, Shop, on_sale

pytestmark = pytest.mark.slow

GTIN = "4006381333931"
GOODS: dict[str, dict[str, Any]] = {
    "messenger-bag": {"names": {"en": "Canvas messenger bag", "de": "Umhängetasche aus Segeltuch"}, "sku": "BAG-1"},
    "tote": {"names": {"en": "Tote, as large as BAG 1", "fr": "Cabas"}, "sku": "BAG-10", "gtin": GTIN},
    "lamp": {"names": {"en": "Lamp", "ja": "ランプ"}, "sku": "MINT-7", "brand": "mint"},
    "mint-cup": {"names": {"en": "Mint cup with mint leaves in mint"}, "sku": "CUP-3"},
    "shirt-of-another": {"names": {"en": "Shirt"}, "sku": "SHIRT"},
}

SEARCH = """
query Search($query: String, $first: Int = 20, $after: String, $sort: SearchSort = RELEVANCE,
             $filters: [ProductFilterInput!], $country: CountryCode, $language: LanguageCode)
@inContext(country: $country, language: $language) {
  search(query: $query, first: $first, after: $after, sort: $sort, filters: $filters) {
    totalCount degraded didYouMean redirect languageCode languageTag
    nodes { slug }
    edges { node { name } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    help {
      queries { text count }
      withoutFilters { key count filters }
      products { slug }
    }
  }
}
"""


@pytest.fixture(scope="module", autouse=True)
async def indexed(runtime: Runtime, settings: Settings, shop: Shop) -> None:
    """The small shop and some goods, indexed."""
    assert shop.markets
    async with runtime.database.transaction() as session:
        session.add(Brand(slug="mint", name="Mint & Co"))
        await session.flush()
        for age, (slug, facts) in enumerate(GOODS.items(), 1):
            draft = ProductDraft(
                slug=slug,
                product_type="clothing",
                brand=facts.get("brand"),
                translations={tag: Texts(name, "") for tag, name in facts["names"].items()},
                variants=(VariantDraft(sku=facts["sku"], gtin=facts.get("gtin")),),
                **on_sale(PUBLISHED_AT.replace(year=2025 - age)),
            )
            await upsert_product(session, draft, utc_now())
    assert await index_all(settings) == 7


async def search(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    asked = {"country": "GB", "language": "EN", "query": query, **variables}
    found: dict[str, Any] = (await client.data(SEARCH, asked))["search"]
    assert found["degraded"] is False
    return found


def slugs(found: dict[str, Any]) -> list[str]:
    return [node["slug"] for node in found["nodes"]]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("BAG-1", "messenger-bag"),
        ("bag 1", "messenger-bag"),
        ("ＢＡＧ－１", "messenger-bag"),
        ("bag-10", "tote"),
        (GTIN, "tote"),
        ("4 006381 333931", "tote"),
        ("SHIRT", "shirt-of-another"),
        ("SHIRT-M", "linen-shirt"),
    ],
)
async def test_an_article_number_finds_its_product_alone(client: Client, query: str, slug: str) -> None:
    found = await search(client, query)
    assert slugs(found) == [slug]
    assert found["totalCount"] == 1
    assert found["help"] is None


async def test_what_no_product_has_as_a_number_is_words(client: Client) -> None:
    assert slugs(await search(client, "shirt")) == ["linen-shirt", "shirt-of-another"]
    assert slugs(await search(client, "LAMP")) == ["lamp"]
    assert slugs(await search(client, "bag-1", filters=[{"brandSlug": "nordlicht"}])) == []


async def test_the_products_of_a_brand_that_is_typed_come_first(client: Client) -> None:
    assert slugs(await search(client, "mint co")) == ["lamp", "mint-cup"]
    assert slugs(await search(client, "MINT & CO")) == ["lamp", "mint-cup"]
    assert slugs(await search(client, "mint")) == ["mint-cup", "lamp"], "that is not its name"
    first = await search(client, "mint co", first=1)
    assert first["totalCount"] == 2
    second = await search(client, "mint co", first=1, after=first["pageInfo"]["endCursor"])
    assert slugs(first) + slugs(second) == ["lamp", "mint-cup"]
    assert second["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize(
    ("query", "tag", "slug", "name"),
    [
        ("Umhängetasche", "de", "messenger-bag", "Canvas messenger bag"),
        ("umhängetashe segeltuch", "de", "messenger-bag", "Canvas messenger bag"),
        ("chemise lin", "fr", "linen-shirt", "Linen shirt"),
        ("リネンシャツ", "ja", "linen-shirt", "Linen shirt"),
        ("ランプ", "ja", "lamp", "Lamp"),
        ("قميص كتان", "ar", "linen-shirt", "Linen shirt"),
    ],
)
async def test_a_query_in_another_language_of_the_shop_finds_and_the_page_stays_in_its_own(
    client: Client, query: str, tag: str, slug: str, name: str
) -> None:
    found = await search(client, query)
    assert [(edge["node"]["name"]) for edge in found["edges"]][:1] == [name]
    assert slugs(found)[:1] == [slug]
    assert found["languageTag"] == tag
    assert found["languageCode"] == tag.upper()
    assert found["totalCount"] == len(slugs(found))


async def test_what_the_page_s_own_language_has_is_found_in_that(client: Client) -> None:
    found = await search(client, "linen shirt", language="EN", country="DE")
    assert (slugs(found)[0], found["languageTag"]) == ("linen-shirt", "en")
    found = await search(client, "qqqq wwww")
    assert (slugs(found), found["languageTag"]) == ([], "en")


async def test_pages_of_an_answer_in_another_language_stay_in_that(client: Client) -> None:
    whole = await search(client, "steinzeug umhängetasche leinenhemd", sort="RELEVANCE")
    walked, after = [], None
    for _ in range(10):
        page = await search(client, "steinzeug umhängetasche leinenhemd", first=1, after=after)
        assert page["languageTag"] == whole["languageTag"] == "de"
        walked += slugs(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert walked == slugs(whole)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("mesenger bag", "messenger bag"),
        ("Canvsa mesenger", "Canvas messenger"),
        ("messenger bag", None),
        ("messen", None),
        ("umhängetashe", "umhängetasche"),
        ("", None),
        ("zzzzzz", None),
    ],
)
async def test_says_what_may_have_been_meant(client: Client, query: str, meant: str | None) -> None:
    assert (await search(client, query))["didYouMean"] == meant


async def test_where_nothing_is_found_there_is_a_way_on(client: Client) -> None:
    found = await search(client, "qqqq canvas", filters=[{"brandSlug": "mint"}, {"tag": "none"}])
    assert slugs(found) == []
    assert found["totalCount"] == 0
    assert found["didYouMean"] is None
    assert found["help"] == {
        "queries": [],
        "withoutFilters": [],
        "products": [{"slug": "stoneware-mug"}, {"slug": "linen-shirt"}],
    }


async def test_help_proposes_shorter_queries_and_fewer_filters_that_find_something(client: Client) -> None:
    found = await search(client, "qqqq canvas bag")
    assert slugs(found) == []
    assert found["help"]["queries"] == [
        {"text": "canvas bag", "count": 1},
        {"text": "bag", "count": 2},
        {"text": "canvas", "count": 1},
    ]
    found = await search(
        client,
        "lamp",
        filters=[{"brandSlug": "nordlicht"}, {"brandSlug": "nobody"}, {"productType": "clothing"}],
    )
    assert slugs(found) == [], (found["languageTag"], slugs(found))
    assert found["help"]["withoutFilters"] == [
        {"key": "brand", "count": 1, "filters": [{"productType": "clothing"}]},
    ]
    (rest,) = found["help"]["withoutFilters"]
    assert slugs(await search(client, "lamp", filters=rest["filters"])) == ["lamp"]


async def test_without_a_query_everything_is_found(client: Client) -> None:
    found = (await client.data("{ search { totalCount nodes { slug } help { products { slug } } } }"))["search"]
    assert found["totalCount"] == 7
    assert slugs(found)[:3] == ["stoneware-mug", "linen-shirt", "messenger-bag"]
    assert found["help"] is None
