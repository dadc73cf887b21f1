"""A service that is asked and answers in JSON, on a socket of its own, which behaves well or badly."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

Answer = Callable[[dict[str, Any]], bytes | None]
"""What is sent to a question; None: nothing, ever."""


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """A response with this body."""
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def document(status: str = "200 OK", **fields: object) -> bytes:
    """A response with a JSON document."""
    return http(json.dumps(fields).encode(), status)


@dataclass
class JsonService(ABC):
    """What was asked, and how it is answered."""

    answer: Answer | None = None
    """Behave so instead."""
    questions: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    """The first line of each."""
    keys: list[str] = field(default_factory=list)
    """The `Authorization` of each."""
    url: str = ""

    @abstractmethod
    def well_behaved(self, question: dict[str, Any]) -> bytes:
        """The answer of the service as it should be."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one question, and hang up."""
        first, *others = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in others)}
        question = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.requests.append(first)
        self.keys.append(headers.get("authorization", ""))
        self.questions.append(question)
        reply = (self.answer or self.well_behaved)(question)
        if reply is None:
            await reader.read()  # until the client gives up
        else:
            writer.write(reply)
        writer.close()


ServiceT = TypeVar("ServiceT", bound=JsonService)


@asynccontextmanager
async def served(service: ServiceT, path: str) -> AsyncIterator[ServiceT]:
    """The service on a free port of this machine; its `url` ends with the path."""
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}"
    try:
        yield service
    finally:
        server.close()
