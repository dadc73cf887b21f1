"""Bringing indexes back in line: what was changed by hand, what staff say of words, what differs in a document."""

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from meilisearch_python_sdk.models.settings import MeilisearchSettings

from app.core.db import Database
from app.core.settings import Settings
from app.fulltext import count_texts
from app.merchandising import LanguageWords
from app.wiring import Runtime
from search import SearchClient, index_all, index_if_needed, index_states, verify_index
from search.engine.client import SearchRefusedError
from search.engine.keys import KeysRefusedError, make_keys
from search.sync.healing import Healed, heal
from search.sync.indexed import Indexed
from tests.support.engines import faulty_engine
from tests.support.search import found_by, hits_of
from tests.support.shop import Shop

pytestmark = pytest.mark.slow


@pytest.fixture
async def indexed(runtime: Runtime, shop: Shop, settings: Settings) -> Indexed:
    assert shop.markets
    await index_if_needed(settings)
    return await Indexed.load(runtime.database, runtime.parts[SearchClient])


async def test_what_is_in_line_is_left_alone(indexed: Indexed, settings: Settings) -> None:
    before = await indexed.client.indexes()
    assert await heal(indexed, settings.database_url) == Healed()
    assert await indexed.client.indexes() == before


async def test_an_index_that_was_set_up_by_hand_is_made_anew_and_no_other(indexed: Indexed, settings: Settings) -> None:
    before = await indexed.client.indexes()
    plan = (await indexed.product_plans())["de"]
    await indexed.client.make(indexed.client.index_name("de"), MeilisearchSettings(ranking_rules=["words"]))
    assert [state.language_tag for state in await index_states(settings) if not state.is_complete] == ["de"]
    assert await heal(indexed, settings.database_url) == Healed(filled=("de",))
    after = await indexed.client.indexes()
    assert {name for name in after if after[name] != before[name]} == {
        indexed.client.index_name("de"),
        indexed.client.entries_name("de"),
    }
    found = await indexed.client.settings_of(indexed.client.index_name("de"))
    assert found is not None
    assert found.ranking_rules == plan.ranking_rules


async def test_synonyms_of_staff_are_exchanged_in_place_and_stop_words_in_a_new_index(
    indexed: Indexed, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, LanguageWords] = {"en": LanguageWords({"chemise": ("shirt",)})}

    async def words(_: Database) -> Mapping[str, LanguageWords]:
        return said

    monkeypatch.setattr("search.engine.words.search_words", words)
    before = await indexed.client.indexes()
    shirts = await found_by(indexed.client, "shirt")
    assert shirts
    assert await found_by(indexed.client, "chemise") == set()
    assert await heal(indexed, settings.database_url) == Healed(synonyms=("en",))
    assert await found_by(indexed.client, "chemise") == shirts
    assert await indexed.client.indexes() == before, "no index was made"

    said["en"] = LanguageWords(stop_words=("shirt",))
    assert await heal(indexed, settings.database_url) == Healed(filled=("en",))
    assert await found_by(indexed.client, "chemise") == set()
    said.clear()
    assert (await heal(indexed, settings.database_url)).filled == ("en",)


async def test_verify_finds_and_mends_what_differs(indexed: Indexed, settings: Settings) -> None:
    client = indexed.client
    documents = {tag: await hits_of(client, "", tag) for tag in indexed.chains}
    first, second = (document["id"] for document in documents["en"][:2])
    surplus = uuid4().hex
    line = '{"id":"%s","digest":"?","name":"Wrong"}'
    await client.finish(
        await client.add(client.index_name("en"), [(line % key).encode() for key in (first, surplus)]),
        await client.remove(client.index_name("de"), [second]),
    )
    found = await verify_index(settings)
    assert (found.products, found.total) == (len(documents["en"]), 3)
    assert (+found.outdated, +found.missing, +found.surplus) == ({"en": 1}, {"de": 1}, {"en": 1})
    for tag, before in documents.items():
        assert sorted(await hits_of(client, "", tag), key=lambda each: str(each["id"])) == sorted(
            before, key=lambda each: str(each["id"])
        )
    assert (await verify_index(settings)).total == 0


async def test_keys_reach_the_indexes_of_their_shop_and_the_search_key_writes_nothing(tmp_path: Path) -> None:
    async with faulty_engine(tmp_path) as engine:
        master_key = engine.master_key
        keys = make_keys(engine.direct_url, master_key, "shop-a_")
        assert make_keys(engine.direct_url, master_key, "shop-a_") == keys, "the same keys again"
        assert make_keys(engine.direct_url, master_key, "shop-b_") != keys
        with pytest.raises(KeysRefusedError, match="API key is invalid"):
            make_keys(engine.direct_url, keys.index_key, "shop-a_")

        ours = SearchClient(engine.url, keys.index_key, "shop-a_", keys.search_key)
        searches = SearchClient(engine.url, keys.search_key, "shop-a_")
        astray = SearchClient(engine.url, keys.index_key, "shop-b_", keys.search_key)
        try:
            index = ours.index_name("en")
            await ours.finish(await ours.add(index, [b'{"id":"a","digest":"1","name":"Lamp"}']))
            assert [hit["id"] for hit in (await searches.ask(index, {"q": "lamp"}))["hits"]] == ["a"]
            await searches.check()
            for refused in (
                searches.add(index, [b'{"id":"b"}']),
                searches.remove(index, ["a"]),
                searches.digests(index, ["a"]),
                astray.add(astray.index_name("en"), [b'{"id":"b"}']),
                astray.ask(astray.index_name("en"), {"q": "lamp"}),
            ):
                with pytest.raises(SearchRefusedError) as error:
                    await refused
                assert error.value.code == "invalid_api_key"
            assert await ours.digests(index, ["a", "b"]) == {"a": "1"}
        finally:
            for client in (ours, searches, astray):
                await client.close()


@pytest.mark.parametrize("way", ["healing", "filling"])
async def test_what_was_written_in_a_language_that_no_market_offers_any_more_is_let_go(
    indexed: Indexed, settings: Settings, runtime: Runtime, connection: "asyncpg.Connection[asyncpg.Record]", way: str
) -> None:
    client, kept = indexed.client, await indexed.client.published_indexes()
    for name in (client.index_name("tlh"), client.entries_name("tlh")):
        await client.make(name, MeilisearchSettings())
    draft = await client.new_draft(client.index_name("tlh"), MeilisearchSettings())
    await connection.execute(
        "INSERT INTO product_text (product_id, language_tag, document, digest) SELECT id, 'tlh', '', '' FROM product"
    )
    if way == "healing":
        discarded = (client.entries_name("tlh"), client.index_name("tlh"))
        assert await heal(indexed, settings.database_url) == Healed(discarded=discarded)
    else:
        await index_all(settings)
    assert await client.published_indexes() == kept
    assert await count_texts(runtime.database) == dict.fromkeys(indexed.chains, 2)
    assert draft in await client.indexes(), "somebody may be filling it"
    await client.discard([draft])
    assert await heal(indexed, settings.database_url) == Healed()


async def test_a_language_that_was_offered_a_moment_ago_keeps_what_another_process_made_for_it(
    indexed: Indexed, settings: Settings
) -> None:
    outdated = indexed.in_languages(set(indexed.chains) - {"fr"})
    before = await indexed.client.indexes()
    assert await heal(outdated, settings.database_url) == Healed()
    assert await indexed.client.indexes() == before


async def test_an_index_of_a_newer_version_is_left_alone(
    indexed: Indexed, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While two versions run side by side, they do not make the indexes anew by turns."""
    monkeypatch.setattr("search.sync.states.FORMAT", 1)
    monkeypatch.setattr("search.engine.settings.FORMAT", 1)
    before = await indexed.client.indexes()
    assert await heal(indexed, settings.database_url) == Healed()
    assert await indexed.client.indexes() == before
    assert {state.verdict for state in await index_states(settings)} == {
        "set up by a newer version of the shop, which runs beside this one"
    }
