"""Requests to the measured server: as bytes to send, and as single questions with an answer to look at."""

import json
from dataclasses import dataclass
from typing import Any, Final

from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.load import Ask, one
from scripts.benchmarks.scenarios import Contender, Scenario, Variables

_ERRORS: Final = (b'"errors":', b'"userErrors":[{', b'"userErrors" : [{')


@dataclass(frozen=True)
class Meter:
    """What the server has used up so far."""

    statements: int
    cpu_seconds: float


def wire(contender: Contender, scenario: Scenario, variables: Variables) -> bytes:
    """The request, as it is sent."""
    if contender is Contender.GRAPHQL:
        return _post("/graphql", {"query": scenario.document, "variables": variables})
    return _post(f"/bench/{contender}/{scenario}", variables)


def require_success(status: int, body: bytes) -> None:
    """Raise unless the answer has no error of any kind."""
    if status != 200 or any(mark in body for mark in _ERRORS):
        raise BenchError(f"the server answered {status}: {body[:500].decode(errors='replace')}")


async def ask(port: int, request: bytes) -> bytes:
    """The body of the answer to one request, which must be a success."""
    bodies: list[bytes] = []

    def keep(status: int, body: bytes) -> None:
        require_success(status, body)
        bodies.append(body)

    await one(port, Ask(request, keep))
    return bodies[0]


async def read_meter(port: int) -> Meter:
    """The server's meter."""
    found = json.loads(await ask(port, _post("/bench/meter", {})))
    return Meter(found["statements"], found["cpuSeconds"])


async def toggle_samples(port: int) -> dict[str, dict[str, int]]:
    """Begin sampling, or stop and get the samples."""
    found: dict[str, dict[str, int]] = json.loads(await ask(port, _post("/bench/samples", {})))
    return found


def _post(path: str, document: dict[str, Any]) -> bytes:
    body = json.dumps(document).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
