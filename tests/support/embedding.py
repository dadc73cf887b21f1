"""A service that makes vectors of texts, on a socket of its own, which behaves well or badly; and the same as a Python
package of this machine."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from tests.support.json_service import JsonService, document, served

THEMES = (
    ("tea", "kettle", "teapot", "brew", "tee", "hot drink"),
    ("shirt", "linen", "clothing", "garment", "hemd"),
    ("mug", "stoneware", "becher", "vessel"),
    ("carpet", "rug", "woollen"),
)
"""What the model knows to mean nearly the same. A text has a number for each theme, so tests can tell what is near."""

DIMENSIONS = len(THEMES) + 1


def meaning(text: str) -> list[float]:
    """How much of each theme a text has; the last number is there for texts that have nothing of any."""
    words = text.lower()
    return [*(float(sum(words.count(word) for word in theme)) for theme in THEMES), 0.1]


@dataclass
class FakeEmbeddings(JsonService):
    """`/embeddings` of OpenAI's protocol."""

    @property
    def texts(self) -> list[str]:
        """All that was asked."""
        return [text for question in self.questions for text in question["input"]]

    def well_behaved(self, question: dict[str, Any]) -> bytes:
        """In no order, as the protocol allows."""
        data = [
            {"object": "embedding", "index": index, "embedding": meaning(text)}
            for index, text in enumerate(question["input"])
        ]
        return document(object="list", data=data[::-1], model=question["model"])


@asynccontextmanager
async def fake_embeddings() -> AsyncIterator[FakeEmbeddings]:
    """The service, on a free port of this machine."""
    async with served(FakeEmbeddings(), "/v1") as fake:
        yield fake


@contextmanager
def fake_package(encode: Callable[[Sequence[str]], Any], name: str = "model2vec") -> Iterator[list[str]]:
    """A package of models whose model answers so. Gives the folders that it was asked to open."""
    opened: list[str] = []

    class StaticModel:
        @classmethod
        def from_pretrained(cls, folder: str) -> "StaticModel":
            opened.append(folder)
            return cls()

        def encode(self, texts: Sequence[str]) -> Any:
            return encode(texts)

    module = ModuleType(name)
    module.StaticModel = StaticModel  # type: ignore[attr-defined] # a module that is made here has no attributes yet
    before = sys.modules.get(name)
    sys.modules[name] = module
    try:
        yield opened
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
