"""What makes vectors of texts is said whole or not at all."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.core.settings.embedding import EmbeddingSettings

SERVICE = {
    "TRADEWIND_SEARCH_EMBEDDER": "https://models.example/v1",
    "TRADEWIND_SEARCH_EMBEDDER_MODEL": "small",
    "TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS": "384",
}
LOCAL = {
    "TRADEWIND_SEARCH_EMBEDDER": "local:model2vec:/srv/models/small",
    "TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS": "256",
}


def read(monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> EmbeddingSettings:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    return EmbeddingSettings()


def test_nothing_is_set_unless_somebody_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, {})
    assert (settings.search_embedder, settings.search_embedder_dimensions) == ("", 0)


@pytest.mark.parametrize("said", [SERVICE, LOCAL])
def test_a_whole_embedder_is_taken(monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> None:
    settings = read(monkeypatch, said)
    assert settings.search_embedder == said["TRADEWIND_SEARCH_EMBEDDER"]
    assert settings.search_embedder_dimensions == int(said["TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS"])


def without(said: dict[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in said.items() if not each.endswith(name)}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (without(SERVICE, "_DIMENSIONS"), "TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS must say how many numbers"),
        (without(LOCAL, "_DIMENSIONS"), "TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS must say how many numbers"),
        (without(SERVICE, "_MODEL"), "TRADEWIND_SEARCH_EMBEDDER_MODEL must name the model"),
        (SERVICE | {"TRADEWIND_SEARCH_EMBEDDER": "models.example"}, "must be an address (https://host/v1) or local:"),
    ],
)
def test_half_of_one_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(monkeypatch, said)
    assert words in str(refused.value)
