"""What everything that makes vectors of texts does, and what none makes of nonsense."""

import math
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from search.embedding import Embedder, EmbedderUnavailableError, EmbeddingService, LocalEmbedder
from tests.support.embedding import DIMENSIONS, FakeEmbeddings, fake_embeddings, fake_package, meaning
from tests.support.json_service import Answer, document, http

pytestmark = pytest.mark.slow

TEXTS = ["Green tea", "Linen shirt", "Stoneware mug"]


def unit(numbers: list[float]) -> tuple[float, ...]:
    length = math.sqrt(sum(number * number for number in numbers))
    return tuple(number / length for number in numbers)


@pytest.fixture
async def service() -> AsyncIterator[FakeEmbeddings]:
    async with fake_embeddings() as fake:
        yield fake


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=2) as opened:
        yield opened


@pytest.fixture
def package() -> Iterator[list[str]]:
    with fake_package(lambda texts: [meaning(text) for text in texts]) as opened:
        yield opened


@pytest.fixture(params=["service", "local"])
def embedder(
    request: pytest.FixtureRequest,
    service: FakeEmbeddings,
    client: httpx2.AsyncClient,
    package: list[str],
    tmp_path: Path,
) -> Embedder:
    assert package == []
    if request.param == "service":
        return EmbeddingService(client, service.url, "themes", DIMENSIONS, "secret")
    return LocalEmbedder("model2vec", str(tmp_path), DIMENSIONS)


async def test_each_text_has_a_vector_of_length_one_in_the_order_of_the_texts(embedder: Embedder) -> None:
    assert await embedder.embed(TEXTS) == [pytest.approx(unit(meaning(text))) for text in TEXTS]
    assert embedder.dimensions == DIMENSIONS


async def test_no_text_has_no_vector(embedder: Embedder) -> None:
    assert await embedder.embed([]) == []


async def test_many_texts_and_long_ones_are_no_matter(embedder: Embedder) -> None:
    texts = [f"tea {number} " + "x" * 5_000 for number in range(100)]
    assert await embedder.embed(texts) == [pytest.approx(unit(meaning("tea")))] * 100


async def test_the_same_text_always_has_the_same_vector(embedder: Embedder) -> None:
    assert await embedder.embed(["Tea"]) == await embedder.embed(["Tea"])


async def test_models_are_told_apart_by_their_names(client: httpx2.AsyncClient, tmp_path: Path) -> None:
    names = [
        EmbeddingService(client, "http://a.example/v1", "small", 3).name,
        EmbeddingService(client, "http://b.example/v1", "small", 3).name,
        EmbeddingService(client, "http://a.example/v1", "large", 3).name,
        EmbeddingService(client, "http://a.example/v1", "small", 4).name,
        LocalEmbedder("model2vec", str(tmp_path / "small"), 3).name,
    ]
    assert names == ["small/3", "small/3", "large/3", "small/4", "model2vec/small/3"]


async def test_the_service_is_asked_by_its_protocol_in_small_batches(
    service: FakeEmbeddings, client: httpx2.AsyncClient
) -> None:
    await EmbeddingService(client, f"{service.url}/", "themes", DIMENSIONS, "secret").embed(["tea"] * 40)

    assert sorted(len(question["input"]) for question in service.questions) == [8, 32]
    assert {(question["model"], question["encoding_format"]) for question in service.questions} == {("themes", "float")}
    assert service.keys == ["Bearer secret"] * 2


def one(embedding: object, index: object = 0) -> Answer:
    return lambda _: document(data=[{"index": index, "embedding": embedding}])


GOOD = [1.0] * DIMENSIONS
BADLY: dict[str, Answer] = {
    "a fault of the server": lambda _: document("500 Internal Server Error", data=[]),
    "too many requests": lambda _: document("429 Too Many Requests"),
    "a wrong key": lambda _: document("401 Unauthorized", error={"message": "no"}),
    "a way to elsewhere": lambda _: http(b"", "302 Found", Location="http://127.0.0.1:1/"),
    "too few dimensions": one(GOOD[1:]),
    "too many dimensions": one([*GOOD, 1.0]),
    "no vector": one([]),
    "nothing but zeros": one([0.0] * DIMENSIONS),
    "numbers beyond all measure": lambda _: http(b'{"data":[{"index":0,"embedding":[1e999,0,0,0,0]}]}'),
    "numbers that are none": lambda _: http(b'{"data":[{"index":0,"embedding":[NaN,0,0,0,0]}]}'),
    "numbers as text": one(["1"] * DIMENSIONS),
    "truths as numbers": one([True] * DIMENSIONS),
    "a vector for another text": one(GOOD, 1),
    "vectors for more texts": lambda _: document(data=[{"index": index, "embedding": GOOD} for index in range(2)]),
    "two vectors for one text": lambda _: document(data=[{"index": 0, "embedding": GOOD}] * 2),
    "no answer to a text": lambda _: document(data=[]),
    "no JSON": lambda _: http(b"<html>maintenance</html>"),
    "half of it": lambda _: http(b'{"data": [{"index"'),
    "no text": lambda _: http(b"\xff\xfe\x00"),
    "an empty answer": lambda _: http(b""),
    "a list": lambda _: http(b"[]"),
    "no end": lambda _: http(b'{"data": "' + b"a" * 1_000_000 + b'"}'),
    "less than it promises": lambda _: http(b'{"data": []}')[:-4],
    "no HTTP": lambda _: b"220 mail.example ESMTP\r\n",
    "a closed door": lambda _: b"",
}


@pytest.mark.parametrize("answer", BADLY.values(), ids=BADLY)
async def test_nonsense_is_no_vector(service: FakeEmbeddings, client: httpx2.AsyncClient, answer: Answer) -> None:
    service.answer = answer
    embedder = EmbeddingService(client, service.url, "themes", DIMENSIONS)

    with pytest.raises(EmbedderUnavailableError):
        await embedder.embed(["tea"])
    assert len(service.questions) == 1, "and it is not asked again at once"

    service.answer = None
    assert await embedder.embed(["tea"]) == [pytest.approx(unit(meaning("tea")))], "and is believed again afterwards"


async def test_a_service_that_says_nothing_is_not_waited_for(
    service: FakeEmbeddings, client: httpx2.AsyncClient
) -> None:
    service.answer = lambda _: None
    with pytest.raises(EmbedderUnavailableError, match="the embedding service: TimeoutError"):
        await EmbeddingService(client, service.url, "themes", DIMENSIONS, seconds=0.05).embed(["tea"])


async def test_a_service_that_is_away_is_soon_not_asked_any_more(client: httpx2.AsyncClient) -> None:
    embedder = EmbeddingService(client, "http://127.0.0.1:1/v1", "themes", DIMENSIONS)
    for _ in range(3):
        with pytest.raises(EmbedderUnavailableError):
            await embedder.embed(["tea"])
    with pytest.raises(EmbedderUnavailableError, match="was not asked"):
        await embedder.embed(["tea"])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ([[1.0]], "have 1 dimensions, and TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS says 5"),
        ([], "answers 1 texts with 0 vectors"),
        ([[0.0] * DIMENSIONS], "points nowhere"),
        ([[math.nan] * DIMENSIONS], "points nowhere"),
        ([["a"] * DIMENSIONS], "fails: could not convert"),
        (None, "fails:"),
    ],
)
async def test_a_local_model_is_believed_as_little(tmp_path: Path, answer: Any, words: str) -> None:
    with fake_package(lambda _: answer):
        embedder = LocalEmbedder("model2vec", str(tmp_path), DIMENSIONS)
        with pytest.raises(EmbedderUnavailableError, match=words):
            await embedder.embed(["tea"])


async def test_a_local_model_is_opened_once_and_with_the_first_text_only(package: list[str], tmp_path: Path) -> None:
    embedder = LocalEmbedder("model2vec", str(tmp_path), DIMENSIONS)
    assert package == []
    for _ in range(2):
        await embedder.embed(["tea"])
    assert package == [str(tmp_path)]


@pytest.mark.parametrize(
    ("package_name", "folder", "words"),
    [
        (
            "sentence_transformers",
            ".",
            (
                "the package sentence_transformers is not installed: install it beside the shop, or unset "
                "TRADEWIND_SEARCH_EMBEDDER"
            ),
        ),
        ("os", ".", "the package 'os' is not one that can be used; use model2vec or sentence_transformers"),
        ("model2vec", "missing", "there is no folder missing with a model"),
    ],
)
async def test_what_is_missing_is_said(package_name: str, folder: str, words: str) -> None:
    with pytest.raises(EmbedderUnavailableError) as refused:
        await LocalEmbedder(package_name, folder, DIMENSIONS).embed(["tea"])
    assert str(refused.value) == words
