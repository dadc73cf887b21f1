"""A service that makes vectors of texts, on a socket of its own, which behaves well or badly; and the same as a Python
package of this machine."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from tests.support.vies import document

THEMES = (
    ("tea", "kettle", "teapot", "brew", "tee", "hot drink"),
    ("shirt", "linen", "clothing", "garment", "hemd"),
    ("mug", "stoneware", "becher", "vessel"),
    ("carpet", "rug", "woollen"),
)
"""What the model knows to mean nearly the same. A text has a number for each theme, so tests can tell what is near."""

DIMENSIONS = len(THEMES) + 1

Answer = Callable[[dict[str, Any]], bytes | None]
"""What is sent to a question; None: nothing, ever."""


def meaning(text: str) -> list[float]:
    """How much of each theme a text has; the last number is there for texts that have nothing of any."""
    words = text.lower()
    return [*(float(sum(words.count(word) for word in theme)) for theme in THEMES), 0.1]


@dataclass
class FakeEmbeddings:
    """`/embeddings` of OpenAI's protocol."""

    answer: Answer | None = None
    """Behave so instead."""
    questions: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """The `Authorization` of each question."""
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n"))}
        question = json.loads(await reader.readexactly(int(lines["content-length"])))
        self.keys.append(lines.get("authorization", ""))
        self.questions.append(question)
        reply = (self.answer or self.well_behaved)(question)
        if reply is None:
            await reader.read()  # until the client gives up
        else:
            writer.write(reply)
        writer.close()

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
    fake = FakeEmbeddings()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield fake
    finally:
        server.close()


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
