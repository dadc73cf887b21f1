"""The words of products in Postgres: written once, changed where they change, and gone with the product."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection

from app import fulltext
from app.fulltext import ProductWords, count_texts, matching_queries
from app.wiring import Runtime
from search import SearchClient
from search.sync.indexed import Indexed
from search.sync.texts import mend_texts
from tests.support.fallback import write_all_texts
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

_ROWS = "SELECT product_id, language_tag, document::text, digest, xmin::text FROM product_text ORDER BY 1, 2"


def said(product_id: UUID, name: str, *codes: str) -> ProductWords:
    return ProductWords(product_id, name, "nordlicht", "", "woven in dundee", codes)


@pytest.fixture(autouse=True)
async def nothing_said(connection: "Connection[Any]", shop: Shop) -> AsyncIterator[None]:
    assert shop.markets
    yield
    await connection.execute("DELETE FROM product_text; DELETE FROM product_text_word")


async def test_words_stand_whole_and_by_their_stems_with_the_weight_of_their_text(
    runtime: Runtime, shop: Shop, connection: "Connection[Any]"
) -> None:
    written = await fulltext.write_texts(runtime.database, {"en": [said(shop.shirt, "linen shirts", "LS1", "400")]})
    assert written == {shop.shirt}
    document = await connection.fetchval("SELECT document::text FROM product_text")
    assert document == (
        "'=':3,6,8,10,11,12,13,17,18 '=400' '=LS1' 'dunde':16 'linen':1A,4A 'nordlicht':7B,9B 'shirt':5A 'shirts':2A"
        " 'woven':14"
    )
    words = await connection.fetch("SELECT language_tag, word FROM product_text_word ORDER BY word")
    assert [tuple(row) for row in words] == [("en", "linen"), ("en", "nordlicht"), ("en", "shirts")]


async def test_what_has_not_changed_is_not_written_again(
    runtime: Runtime, shop: Shop, connection: "Connection[Any]"
) -> None:
    assert await write_all_texts(runtime) == {shop.shirt, shop.mug}
    before = await connection.fetch(_ROWS)
    assert len(before) == 2 * 6
    assert await write_all_texts(runtime) == set()
    assert await connection.fetch(_ROWS) == before
    changed = {"en": [said(shop.mug, "porcelain mug")], "de": []}
    assert await fulltext.write_texts(runtime.database, changed) == {shop.mug}
    after = await connection.fetch(_ROWS)
    different = [row["language_tag"] for row, old in zip(after, before, strict=True) if row != old]
    assert different == ["en"]


async def test_a_product_that_was_deleted_meanwhile_is_passed_over(runtime: Runtime, shop: Shop) -> None:
    words = [said(uuid4(), "ghost"), said(shop.shirt, "linen shirt")]
    assert await fulltext.write_texts(runtime.database, {"en": words}) == {shop.shirt}
    assert await count_texts(runtime.database) == {"en": 1}


async def test_products_and_languages_are_forgotten(
    runtime: Runtime, shop: Shop, connection: "Connection[Any]"
) -> None:
    words = [said(shop.mug, "mug"), said(shop.shirt, "shirt")]
    await fulltext.write_texts(runtime.database, {"en": words, "de": words, "xx": words})
    async with runtime.database.transaction() as session:
        await fulltext.forget_texts(session, [shop.mug])
        await fulltext.forget_languages(session, ["de", "en"])
    assert await count_texts(runtime.database) == {"de": 1, "en": 1}
    assert await connection.fetchval("SELECT count(DISTINCT language_tag) FROM product_text_word") == 2


async def test_a_query_is_met_in_its_own_language_only(runtime: Runtime, shop: Shop) -> None:
    await fulltext.write_texts(runtime.database, {"en": [said(shop.mug, "mug")], "de": [said(shop.mug, "becher")]})
    asked = ["'mug'", "'becher'", fulltext.NOTHING, "'mu':* & !'x'"]
    assert await matching_queries(runtime.database, "en", asked) == [True, False, False, True]
    assert await matching_queries(runtime.database, "de", asked) == [False, True, False, False]
    assert await matching_queries(runtime.database, "de", []) == []


async def test_long_words_and_texts_fit(runtime: Runtime, shop: Shop) -> None:
    long = fulltext.shortened([*(f"word{number}" for number in range(20_000)), "x" * 100_000])
    words = ProductWords(shop.mug, long, long, long, long, tuple(f"C{number}" for number in range(5_000)))
    assert await fulltext.write_texts(runtime.database, {"en": [words], "de": [words]}) == {shop.mug}


async def test_an_upgraded_shop_gets_its_words_and_loses_those_of_what_is_hidden(
    runtime: Runtime, shop: Shop, connection: "Connection[Any]"
) -> None:
    await connection.execute("DELETE FROM pgqueuer")
    indexed = await Indexed.load(runtime.database, runtime.parts[SearchClient])
    hidden = said(shop.draft, "nobody sees it")
    await fulltext.write_texts(runtime.database, {"en": [hidden], "xx": [hidden]})
    assert await mend_texts(indexed) == 3, "two that are published, and one that is not"
    assert await count_texts(runtime.database) == dict.fromkeys(["ar", "de", "en", "fr", "ja", "zh-Hans"], 2)
    before = await connection.fetch(_ROWS)
    assert await mend_texts(indexed) == 0
    assert await connection.fetch(_ROWS) == before
