"""A register of VAT ids on a socket of its own, which behaves well or badly."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

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
class FakeVies:
    """`/check-vat-number` of VIES's REST interface."""

    valid: set[str] = field(default_factory=set)
    """The ids that somebody has."""
    answer: Answer | None = None
    """Behave so instead."""
    questions: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    """The first line of each."""
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:"))
        question = json.loads(await reader.readexactly(length))
        self.requests.append(head.split("\r\n")[0])
        self.questions.append(question)
        reply = (self.answer or self.well_behaved)(question)
        if reply is None:
            await reader.read()  # until the client gives up
        else:
            writer.write(reply)
        writer.close()

    def well_behaved(self, question: dict[str, Any]) -> bytes:
        is_valid = question["countryCode"] + question["vatNumber"] in self.valid
        return document(**question, requestDate="2026-11-22T10:00:00.000Z", valid=is_valid, name="---", address="---")


@asynccontextmanager
async def fake_vies() -> AsyncIterator[FakeVies]:
    """The register, on a free port of this machine."""
    fake = FakeVies()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/rest-api"
    try:
        yield fake
    finally:
        server.close()
