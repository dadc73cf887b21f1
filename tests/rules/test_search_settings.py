"""Settings of indexes: what staff say on top of what the shop comes with, and how a version is told from another."""

from meilisearch_python_sdk.models.settings import MeilisearchSettings

from app.merchandising import LanguageWords
from search.engine.settings import (
    FORMAT,
    SEARCHABLE,
    entry_settings,
    has_settings,
    has_synonyms,
    product_settings,
    version_of,
)
from search.engine.words import NO_WORDS, with_own_words


def test_words_of_staff_come_to_those_of_the_shop() -> None:
    said = LanguageWords({"sofa": ("chesterfield",), "mug": ("beaker",)}, ("qwertz",), ("brand", "name"))
    own, words = with_own_words("en", NO_WORDS), with_own_words("en", said)
    assert set(words.stop_words) == {*own.stop_words, "qwertz"}
    assert words.synonyms.keys() >= own.synonyms.keys() | {"sofa", "mug"}
    assert {"beaker", *own.synonyms.get("mug", ())} <= set(words.synonyms["mug"])
    settings = product_settings("en", words)
    others = [field for field in SEARCHABLE if field not in ("brand", "name", "description")]
    assert settings.searchable_attributes == ["brand", "name", *others, "spellings", "description"]
    assert set(settings.stop_words or ()) >= set(words.stop_words)
    assert "beaker" in (settings.synonyms or {})["mug"]


def test_synonyms_are_exchanged_in_place_and_all_else_needs_another_index() -> None:
    plain = product_settings("en")
    synonyms = product_settings("en", LanguageWords({"mug": ("cup",)}))
    assert has_settings(synonyms, plain)
    assert not has_synonyms(synonyms, plain)
    assert version_of(synonyms) == version_of(plain)
    for other in (
        product_settings("fr"),
        product_settings("en", LanguageWords(stop_words=("the",))),
        product_settings("en", LanguageWords(field_order=("brand",))),
        product_settings("en", embedders={"meaning": {"source": "userProvided", "dimensions": 3}}),
        entry_settings("en"),
    ):
        assert not has_settings(other, plain)
        assert version_of(other) != version_of(plain)


def test_what_somebody_changed_by_hand_is_noticed_though_the_version_is_the_same() -> None:
    plain = product_settings("en")
    changes: list[dict[str, list[str]]] = [
        {"ranking_rules": ["words"]},
        {"filterable_attributes": []},
        {"sortable_attributes": ["name"]},
    ]
    for change in changes:
        assert not has_settings(plain.model_copy(update=change), plain)


def test_an_index_that_says_no_version_is_of_none() -> None:
    assert version_of(MeilisearchSettings()) is None
    version = version_of(product_settings("en"))
    assert version is not None
    assert version.format == FORMAT
