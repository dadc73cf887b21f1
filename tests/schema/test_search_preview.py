"""A search tried out by staff before a rule or synonyms are saved, answered by a real Meilisearch."""

from typing import Any

import pytest

from app.catalog import ProductDraft, Texts, VariantDraft, upsert_product
from app.core.clock import utc_now
from app.core.settings import Settings
from app.identity import Scope
from app.wiring import Runtime
from search import index_all
from tests.support.client import Client
from tests.support.shop import PUBLISHED_AT, Shop, on_sale
from tests.support.staff import Headers, staff_headers, write

pytestmark = pytest.mark.slow

PREVIEW = """
query ($query: String!, $first: Int = 20, $rule: SearchRuleCreateInput, $synonyms: [SearchSynonymsCreateInput!],
       $filters: [ProductFilterInput!], $country: CountryCode = GB, $language: LanguageCode = EN)
@inContext(country: $country, language: $language) {
  searchPreview(query: $query, first: $first, rule: $rule, synonyms: $synonyms, filters: $filters) {
    products {
      position positionBefore isPinned weight score product { slug } reasons { rule score facts }
    }
    ruleCodes redirect redirectBefore languageCode degraded
    userErrors { code path message }
  }
}
"""
KETTLES = ("glass-kettle", "steel-kettle", "travel-kettle")


@pytest.fixture(scope="module")
async def staff(runtime: Runtime, settings: Settings, shop: Shop, database_url: str) -> Headers:
    """Headers of staff of the small shop with three kettles, the last one the newest, all indexed."""
    assert shop
    async with runtime.database.transaction() as session:
        for day, slug in enumerate(KETTLES, start=1):
            draft = ProductDraft(
                slug=slug,
                product_type="clothing",
                translations={"en": Texts(slug.replace("-", " ").capitalize())},
                variants=(VariantDraft(sku=slug.upper()),),
                tags=("hot",) if slug == "glass-kettle" else (),
                **on_sale(PUBLISHED_AT.replace(year=2025, day=day)),
            )
            await upsert_product(session, draft, utc_now())
    assert await index_all(settings) == 5
    return await staff_headers(database_url, "Grace", [Scope.SEARCH_READ, Scope.SEARCH_WRITE])


@pytest.fixture(scope="module")
async def ids(staff: Headers, client: Client) -> dict[str, str]:
    assert staff
    found = await client.data("{ products(first: 20) { nodes { id slug } } }")
    return {node["slug"]: node["id"] for node in found["products"]["nodes"]}


async def preview(client: Client, staff: Headers, query: str, **tried: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(PREVIEW, {"query": query, **tried}, headers=staff))["searchPreview"]
    return found


def places(found: dict[str, Any]) -> list[tuple[str, int | None, int | None]]:
    return [(each["product"]["slug"], each["position"], each["positionBefore"]) for each in found["products"]]


def rule(**said: Any) -> dict[str, Any]:
    return {"code": "kettles", "queries": ["kettle"], **said}


async def test_nothing_tried_shows_what_is_in_force(client: Client, staff: Headers) -> None:
    found = await preview(client, staff, "kettle")
    assert places(found) == [("travel-kettle", 1, 1), ("steel-kettle", 2, 2), ("glass-kettle", 3, 3)]
    assert (found["ruleCodes"], found["redirect"], found["languageCode"], found["degraded"]) == ([], None, "EN", False)
    first = found["products"][0]
    assert (first["isPinned"], first["weight"]) == (False, 1.0)
    assert 0 < first["score"] <= 1
    reasons = {each["rule"]: each for each in first["reasons"]}
    assert reasons["words"]["facts"]["matchingWords"] == reasons["words"]["facts"]["maxMatchingWords"] == 1
    assert reasons["typo"]["facts"]["typoCount"] == 0
    typed = await preview(client, staff, "ketle")
    (typo,) = [each for each in typed["products"][0]["reasons"] if each["rule"] == "typo"]
    assert typo["facts"]["typoCount"] == 1


async def test_a_rule_is_seen_before_it_is_saved(client: Client, staff: Headers, ids: dict[str, str]) -> None:
    tried = rule(
        pins=[{"productId": ids["stoneware-mug"], "position": 2}],
        boosts=[{"weight": 3, "tags": ["hot"]}],
        buries=[{"weight": 0.2, "productIds": [ids["travel-kettle"]]}],
        redirect="/kettles",
        startsAt="2999-01-01T00:00:00",
        isPaused=True,
    )
    found = await preview(client, staff, "Kettle", rule=tried)
    assert places(found) == [
        ("glass-kettle", 1, 3),
        ("stoneware-mug", 2, None),
        ("steel-kettle", 3, 2),
        ("travel-kettle", 4, 1),
    ]
    assert [each["isPinned"] for each in found["products"]] == [False, True, False, False]
    assert [each["weight"] for each in found["products"]] == [3.0, 1.0, 1.0, 0.2]
    assert found["products"][1]["score"] is None
    assert (found["ruleCodes"], found["redirect"], found["redirectBefore"]) == (["kettles"], "/kettles", None)
    assert (await client.data("{ searchRules { id } }", headers=staff))["searchRules"] == []
    cut = await preview(client, staff, "kettle", rule=tried, first=2)
    assert places(cut) == [
        ("glass-kettle", 1, None),
        ("stoneware-mug", 2, None),
        ("travel-kettle", None, 1),
        ("steel-kettle", None, 2),
    ]
    elsewhere = await preview(client, staff, "shirt", rule=tried)
    assert (places(elsewhere), elsewhere["ruleCodes"]) == ([("linen-shirt", 1, 1)], [])


async def test_a_rule_stands_in_for_the_one_of_its_code(client: Client, staff: Headers, ids: dict[str, str]) -> None:
    first = rule(pins=[{"productId": ids["glass-kettle"], "position": 1}], redirect="/old")
    made = await write(client, staff, "searchRuleCreate", "searchRule { id }", **first)
    in_force = await preview(client, staff, "kettle")
    assert places(in_force) == [("glass-kettle", 1, 3), ("travel-kettle", 2, 1), ("steel-kettle", 3, 2)]
    assert (in_force["redirect"], in_force["redirectBefore"]) == ("/old", None)
    tried = rule(pins=[{"productId": ids["steel-kettle"], "position": 1}])
    found = await preview(client, staff, "kettle", rule=tried)
    assert places(found) == [("steel-kettle", 1, 3), ("travel-kettle", 2, 2), ("glass-kettle", 3, 1)]
    assert (found["redirect"], found["redirectBefore"]) == (None, "/old")
    await write(client, staff, "searchRuleDelete", "deletedSearchRuleId", id=made["searchRule"]["id"])


async def test_synonyms_are_seen_before_they_are_saved(client: Client, staff: Headers) -> None:
    assert places(await preview(client, staff, "boiler")) == []
    boiler = {"languageCode": "EN", "words": ["boiler", "kettle"]}
    found = await preview(client, staff, "Boiler", synonyms=[boiler])
    assert places(found) == [("travel-kettle", 1, None), ("steel-kettle", 2, None), ("glass-kettle", 3, None)]
    assert all(0 < each["score"] <= 1 for each in found["products"])
    german = await preview(client, staff, "boiler", synonyms=[boiler | {"languageCode": "DE"}])
    assert places(german) == []
    one_way = {"languageCode": "EN", "kind": "ONE_WAY", "words": ["mug"], "others": ["steel kettle"]}
    there = await preview(client, staff, "mug", synonyms=[one_way])
    assert {slug for slug, _, _ in places(there)} >= {"stoneware-mug", "steel-kettle"}
    back = await preview(client, staff, "steel kettle", synonyms=[one_way])
    assert "stoneware-mug" not in {slug for slug, _, _ in places(back)}


async def test_what_would_be_refused_is_refused(client: Client, staff: Headers) -> None:
    tried = rule(code="X!", redirect="/x")
    found = await preview(client, staff, "kettle", rule=tried, synonyms=[{"languageCode": "EN", "words": ["one"]}])
    assert [(error["code"], error["path"]) for error in found["userErrors"]] == [("INVALID_CODE", ["rule", "code"])]
    assert (found["products"], found["languageCode"]) == ([], None)
    gone = rule(pins=[{"productId": "product_01h455vb4pex5vsknk084sn02q", "position": 1}])
    found = await preview(client, staff, "kettle", rule=gone)
    assert [(error["code"], error["path"]) for error in found["userErrors"]] == [
        ("PRODUCT_NOT_FOUND", ["rule", "pins", "0", "productId"])
    ]
    few = await preview(client, staff, "kettle", synonyms=[{"languageCode": "EN", "words": ["one"]}])
    assert [(error["code"], error["path"]) for error in few["userErrors"]] == [
        ("TOO_FEW_WORDS", ["synonyms", "0", "words"])
    ]
    many = await preview(client, staff, "kettle", synonyms=[{"languageCode": "EN", "words": ["one", "two"]}] * 11)
    assert [(error["code"], error["path"]) for error in many["userErrors"]] == [("TOO_MANY", ["synonyms"])]
    for first in (0, 51):
        answer = await client.ask(PREVIEW, {"query": "kettle", "first": first}, headers=staff)
        assert answer["errors"][0]["extensions"]["code"] == "PAGE_SIZE_OUT_OF_RANGE"
