"""The questions of shoppers, answered by Postgres."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection

from app.catalog import (
    AttributeCondition,
    ProductFilters,
    VariantCondition,
)
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.inventory import in_stock_condition
from app.merchandising import RuleFacts, RuleMatch, RuleTarget, TargetKind, Weighted
from app.pricing import PricedWithin, priced_within, tariff_of
from app.wiring import Runtime
from search import fallback
from search.questions.highlights import HighlightField
from search.questions.question import ProductSearch, SearchSort
from tests.support.bag import add_bag
from tests.support.fallback import find, handles, handles_of, shopper, write_all_texts
from tests.support.shop import PUBLISHED_AT, Shop

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
async def said(runtime: Runtime, shop: Shop) -> None:
    """The small shop and a bag, which is older, and which nobody sells."""
    assert shop.markets
    await add_bag(runtime)
    assert len(await write_all_texts(runtime)) == 3


@pytest.fixture
async def english(runtime: Runtime) -> RequestContext:
    return await shopper(runtime, "GB", "en")


@pytest.mark.parametrize(
    ("country", "language", "query", "handle"),
    [
        ("GB", "en", "linen shirt", "linen-shirt"),
        ("GB", "en", "LINEN", "linen-shirt"),
        ("GB", "en", "linens", "linen-shirt"),
        ("GB", "en", "linnen shrit", "linen-shirt"),
        ("GB", "en", "mesenger", "messenger-bag"),
        ("GB", "en", "messen", "messenger-bag"),
        ("GB", "en", "stone ware", "stoneware-mug"),
        ("GB", "en", "canvasbag", "messenger-bag"),
        ("GB", "en", "travel", "messenger-bag"),
        ("GB", "en", "shirts of linen", "linen-shirt"),
        ("DE", "de", "Umhängetasche", "messenger-bag"),
        ("DE", "de", "umhaengetasche", "messenger-bag"),
        ("DE", "de", "UMHANGETASHE", "messenger-bag"),
        ("DE", "de", "tasche", "messenger-bag"),
        ("DE", "de", "hemd", "linen-shirt"),
        ("FR", "fr", "chemises", "linen-shirt"),
        ("FR", "fr", "besase", "messenger-bag"),
        ("CN", "zh-Hans", "衬衫", "linen-shirt"),
        ("CN", "zh-Hans", "包", "messenger-bag"),
        ("CN", "zh-Hans", "chenshan", "linen-shirt"),
        ("CN", "zh-Hans", "帆布包", "messenger-bag"),
        ("JP", "ja", "シャツ", "linen-shirt"),
        ("JP", "ja", "ショルダー", "messenger-bag"),
        ("AE", "ar", "قماش", "messenger-bag"),
        ("AE", "ar", "القميص", "linen-shirt"),
    ],
)
async def test_finds_by_words_in_the_language_of_the_page(
    runtime: Runtime, country: str, language: str, query: str, handle: str
) -> None:
    ctx = await shopper(runtime, country, language)
    assert (await handles(ctx, query))[:1] == [handle]
    assert await fallback.language_of(ctx, ProductSearch.of(query)) == language


@pytest.mark.parametrize(
    ("query", "language", "handle"),
    [("Leinenhemd", "de", "linen-shirt"), ("besace", "fr", "messenger-bag"), ("衬衫", "zh-Hans", "linen-shirt")],
)
async def test_what_only_another_language_says_is_found_in_that(
    english: RequestContext, query: str, language: str, handle: str
) -> None:
    assert await handles(english, query) == [handle]
    assert await fallback.language_of(english, ProductSearch.of(query)) == language


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"linen shirt"', ["linen-shirt"]),
        ('"shirt linen"', []),
        ('"canvas bag"', []),
        ("nordlicht -linen", ["stoneware-mug"]),
        ('nordlicht -"linen shirt"', ["stoneware-mug"]),
        ("-nordlicht", ["messenger-bag"]),
        ("nordlicht linen", ["linen-shirt", "stoneware-mug"]),
        ("nordlicht", ["stoneware-mug", "linen-shirt"]),
        ("🦄", []),
        ("zzzzzz", []),
        ("", ["stoneware-mug", "linen-shirt", "messenger-bag"]),
    ],
)
async def test_phrases_exclusions_and_order(english: RequestContext, query: str, expected: list[str]) -> None:
    assert await handles(english, query) == expected
    assert await fallback.count(english, ProductSearch.of(query)) == len(expected)
    ids = await fallback.matching_ids(english, ProductSearch.of(query))
    assert sorted(await handles_of(english, ids)) == sorted(expected)


async def test_a_code_finds_what_has_it_and_nothing_else(english: RequestContext) -> None:
    assert await handles(english, ProductSearch("bag-1", code="BAG1")) == ["messenger-bag"]
    assert await handles(english, ProductSearch("bag-1", code="BAG")) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (SearchSort.NEWEST, ["stoneware-mug", "linen-shirt", "messenger-bag"]),
        (SearchSort.PRICE_ASCENDING, ["stoneware-mug", "linen-shirt", "messenger-bag"]),
        (SearchSort.PRICE_DESCENDING, ["linen-shirt", "stoneware-mug", "messenger-bag"]),
    ],
)
async def test_sorts_by_what_is_asked_with_the_unsold_last(
    english: RequestContext, sort: SearchSort, expected: list[str]
) -> None:
    assert await handles(english, ProductSearch.of("", sort)) == expected
    assert await handles(english, ProductSearch.of("", sort), 1, 1) == expected[1:2]
    two = [each for each in expected if each != "messenger-bag"]
    assert await handles(english, ProductSearch.of("nordlicht", sort)) == two
    assert await handles(english, ProductSearch.of("nordlicht linen", sort)) == ["linen-shirt"], "every word"


async def test_filters_are_those_of_lists(english: RequestContext) -> None:
    within = priced_within(await tariff_of(english), PricedWithin(5_000, 6_000), english.now)
    for filters, expected in (
        (ProductFilters(category_slugs=("clothing",)), ["linen-shirt"]),
        (ProductFilters(brand_slugs=("nordlicht",)), ["stoneware-mug", "linen-shirt"]),
        (ProductFilters(tags=("travel",)), ["messenger-bag"]),
        (ProductFilters(variants=(VariantCondition(in_stock_condition, False),)), ["messenger-bag"]),
        (ProductFilters(products=(within,)), ["linen-shirt"]),
        (ProductFilters(attributes=(AttributeCondition("none", ("x",)),)), []),
    ):
        assert await handles(english, ProductSearch.of("", filters=filters)) == expected
        both = [each for each in expected if each != "messenger-bag"]
        assert sorted(await handles(english, ProductSearch.of("nordlicht", filters=filters))) == sorted(both)


async def test_only_what_the_audience_may_see_is_found(runtime: Runtime, english: RequestContext, shop: Shop) -> None:
    before = replace(english, now=PUBLISHED_AT - timedelta(seconds=1))
    assert await handles(before, "") == ["messenger-bag"]
    assert await handles(before, "linen shirt") == []
    assert await fallback.count(before, ProductSearch.of("nordlicht")) == 0
    assert shop.draft not in await fallback.matching_ids(english, ProductSearch.of(""))
    assert runtime


async def test_says_what_matched(english: RequestContext) -> None:
    (hit,) = await find(english, "linen -stoneware")
    assert [
        (each.field, "".join(f"[{part.text}]" if part.matched else part.text for part in each.parts))
        for each in hit.highlights
    ] == [
        (HighlightField.NAME, "[Linen] shirt"),
        (HighlightField.DESCRIPTION, "[Linen] shirt."),
    ]
    (bag,) = await find(english, "mesenger")
    assert [part.text for part in bag.highlights[0].parts if part.matched] == ["messenger"]
    assert [hit.highlights for hit in await find(english, "")] == [[], [], []]


async def test_letters_without_spaces_are_marked(runtime: Runtime) -> None:
    (hit,) = await find(await shopper(runtime, "CN", "zh-Hans"), "邮差包")
    assert [(part.text, part.matched) for part in hit.highlights[0].parts] == [("帆布", False), ("邮差包", True)]


def rule(**wanted: Any) -> RuleFacts:
    facts: dict[str, Any] = {
        "id": UUID(int=1),
        "code": "test",
        "match": RuleMatch.CONTAINED,
        "queries": ("nordlicht",),
        "category_ids": frozenset(),
        "language_tags": frozenset(),
        "market_ids": frozenset(),
        "channel_codes": frozenset(),
        "pins": {},
        "boosts": (),
        "buries": (),
        "redirect": None,
        "starts_at": None,
        "ends_at": None,
        "priority": 0,
        "is_paused": False,
    }
    return RuleFacts(**facts | wanted)


async def found_with(ctx: RequestContext, query: str, *rules: RuleFacts) -> list[str]:
    hits = await fallback.find(ctx, ProductSearch.of(query), 0, 20, rules)
    assert [hit.position for hit in hits] == list(range(1, len(hits) + 1))
    return await handles_of(ctx, [hit.product_id for hit in hits])


async def test_rules_pin_boost_and_bury(runtime: Runtime, english: RequestContext, shop: Shop) -> None:
    (bag,) = await fallback.matching_ids(english, ProductSearch.of("canvas"))
    as_it_is = ["stoneware-mug", "linen-shirt"]
    assert await found_with(english, "nordlicht", rule(queries=("else",), pins={1: bag})) == as_it_is
    assert await found_with(english, "nordlicht", rule(pins={2: bag})) == [
        "stoneware-mug",
        "messenger-bag",
        "linen-shirt",
    ]
    assert await found_with(english, "nordlicht", rule(pins={1: shop.draft})) == as_it_is, "nobody may see it"
    clothes = (RuleTarget(TargetKind.CATEGORY, (await category_of(runtime, shop.shirt)).hex),)
    assert await found_with(english, "nordlicht", rule(boosts=(Weighted(clothes, 2.0),))) == as_it_is[::-1]
    mug = (RuleTarget(TargetKind.PRODUCT, shop.mug.hex),)
    assert await found_with(english, "nordlicht", rule(buries=(Weighted(mug, 0.5),))) == as_it_is[::-1]
    unsold = (RuleTarget(TargetKind.IN_STOCK, "false"),)
    assert await found_with(english, "nordlicht", rule(buries=(Weighted(unsold, 0.5),))) == as_it_is


async def category_of(runtime: Runtime, product_id: UUID) -> UUID:
    sql = "SELECT category_id FROM product WHERE id = $1"
    (row,) = await runtime.database.fetch(sql, (product_id,))
    found: UUID = row["category_id"]
    return found


@pytest.mark.parametrize(
    "query",
    [
        "' | 'linen",
        "linen' & 'shirt",
        "\\",
        "'; DROP TABLE product_text; --",
        "a:* | b",
        "!linen",
        "linen:*",
        "linen & | ! ( )",
        "<->",
        "%",
        "_",
        "\u200b",
        "\u0301",
        "ﷺ",
        "x" * 200,
        "- " * 100,
        '"' * 199,
        "नमस्ते दुनिया",
        "สวัสดี",
        "\ufeff\u202e",
        "=BAG1",
        "'='",
        "1e400",
        "-1",
        "0x1F",
        "a@b.example/c?d=e",
        "<b>linen</b>",
    ],
)
async def test_whatever_is_typed_is_only_text(english: RequestContext, query: str) -> None:
    asked = ProductSearch.of(query)
    found = await handles(english, asked)
    assert set(found) <= {"linen-shirt", "stoneware-mug", "messenger-bag"}
    assert await fallback.count(english, asked) == len(found)


async def test_ten_thousand_characters_are_refused(english: RequestContext) -> None:
    with pytest.raises(RequestError, match="at most 200"):
        await find(english, "x" * 10_000)


async def test_what_takes_too_long_is_answered_in_a_hurry_or_refused(
    english: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallback, "ANSWER_SECONDS", 0)
    hits = await find(english, "nordlicht")
    assert await handles_of(english, [hit.product_id for hit in hits]) == ["stoneware-mug", "linen-shirt"]
    assert [hit.highlights for hit in hits] == [[], []]
    assert await fallback.count(english, ProductSearch.of("nordlicht")) == 2
    monkeypatch.setattr(fallback, "HURRIED_SECONDS", 0)
    with pytest.raises(RequestError) as refused:
        await find(english, "nordlicht")
    assert refused.value.code == "SEARCH_UNAVAILABLE"


async def test_the_statement_that_takes_too_long_is_cancelled(
    english: RequestContext, connection: "Connection[Any]", monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dawdle(*_: Any, **__: Any) -> list[Any]:
        return await english.db.fetch("SELECT pg_sleep(60) AS dawdling", ())

    monkeypatch.setattr(fallback, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(fallback, "HURRIED_SECONDS", 0.2)
    monkeypatch.setattr(fallback, "find_placed", dawdle)
    with pytest.raises(RequestError, match="does not answer at the moment"):
        await find(english, "nordlicht")
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'"
    for _ in range(100):
        if not await connection.fetchval(running):
            return
        await asyncio.sleep(0.05)
    pytest.fail("Postgres works on for nobody")
