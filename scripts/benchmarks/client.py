"""Requests to the measured server: as bytes to send, and as single questions with an answer to look at."""

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.load import Answer, Ask, one
from scripts.benchmarks.scenarios import Contender, Scenario, Variables

_ERRORS: Final = (b'"errors":', b'"userErrors":[{', b'"userErrors" : [{')


_PATHS: Final = {
    Contender.GRAPHQL: "/bench/graphql",
    Contender.RESOLVERS: "/bench/resolvers",
    Contender.STRAWBERRY: "/bench/strawberry",
}
"""GraphQL is measured without the response cache, so not at `/graphql`."""


@dataclass(frozen=True)
class Meter:
    """What the servers have used up so far."""

    statements: int
    cpu_seconds: float
    resident_bytes: int
    """The memory that they have at this moment."""


def wire(contender: Contender, scenario: Scenario, variables: Variables) -> bytes:
    """The request, as it is sent."""
    if path := _PATHS.get(contender):
        return graphql_post(path, scenario.document, variables)
    return post(f"/bench/{contender}/{scenario}", variables)


def graphql_post(path: str, document: str, variables: Variables) -> bytes:
    """An operation asked by POST."""
    return post(path, {"query": document, "variables": variables})


def graphql_get(path: str, document: str, variables: Variables) -> bytes:
    """An operation asked by GET."""
    asked = urlencode({"query": document, "variables": json.dumps(variables, separators=(",", ":"))})
    return f"GET {path}?{asked} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n\r\n".encode()


def post(path: str, document: Any) -> bytes:
    """A POST of a JSON document."""
    return post_bytes(path, json.dumps(document).encode())


def post_bytes(path: str, body: bytes) -> bytes:
    """A POST of what should be JSON."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def require_success(answer: Answer) -> None:
    """Raise unless the answer has no error of any kind."""
    if answer.status != 200 or any(mark in answer.body for mark in _ERRORS):
        raise BenchError(f"the server answered {answer.status}: {answer.body[:500].decode(errors='replace')}")


def require_computed(answer: Answer) -> None:
    """Raise unless the answer is a success that no cache had ready."""
    require_success(answer)
    if answer.is_hit:
        raise BenchError("an answer that should have been computed came from the response cache")


async def answer_to(port: int, request: bytes) -> Answer:
    """The answer to one request, which must be a success."""
    answers: list[Answer] = []

    def keep(answer: Answer) -> None:
        require_success(answer)
        answers.append(answer)

    await one(port, Ask(request, keep))
    return answers[0]


async def ask(port: int, request: bytes) -> bytes:
    """The body of that."""
    return (await answer_to(port, request)).body


async def read_meter(*ports: int) -> Meter:
    """The meters of these servers, added up."""
    found = [json.loads(await ask(port, post("/bench/meter", {}))) for port in ports]
    return Meter(
        statements=sum(each["statements"] for each in found),
        cpu_seconds=sum(each["cpuSeconds"] for each in found),
        resident_bytes=sum(each["residentBytes"] for each in found),
    )


async def toggle_samples(port: int) -> dict[str, dict[str, int]]:
    """Begin sampling, or stop and get the samples."""
    found: dict[str, dict[str, int]] = json.loads(await ask(port, post("/bench/samples", {})))
    return found
