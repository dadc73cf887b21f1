"""How near does an answer from the response cache come to a handler that answers constant bytes?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from scripts.benchmarks.client import answer_to, ask, graphql_get, graphql_post, post, require_success
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.load import Answer, Ask
from scripts.benchmarks.process import Bench
from scripts.benchmarks.scenarios import Scenario, page_of
from scripts.benchmarks.turns import Lane, Measured, Method, OpenLoop, at_half, in_turns, repeated

_OF_THE_SERVER: Final = (b"date", b"content-length")
"""Headers that are written for every handler."""


class Verb(StrEnum):
    """How it is asked."""

    POST = "POST"
    GET = "GET"


class Answerer(StrEnum):
    """Who answers."""

    CACHE = "cache"
    CONSTANT = "constant"


@dataclass(frozen=True)
class CachedResult:
    """The list of 24 products, asked in one way."""

    verb: Verb
    answerers: Mapping[Answerer, Measured]
    open_loop: OpenLoop | None
    """Of the cache."""
    bytes_answered: int


async def measure_cached(bench: Bench, verb: Verb, method: Method) -> CachedResult:
    """Have the cache and the constant bytes take turns with the same request and the same answer."""
    hit = await hit_of(bench.port, verb)
    await teach(bench.port, hit, wire_of(verb, "/bench/constant"))
    constant_ask = Ask(wire_of(verb, "/bench/constant"), partial(require_hit, hit.body))
    lanes = {
        Answerer.CACHE: cached_lane(hit, verb, bench.port),
        Answerer.CONSTANT: Lane((bench.port,), repeated(constant_ask)),
    }
    measured = await in_turns(lanes, method)
    open_loop = await at_half(lanes[Answerer.CACHE], measured[Answerer.CACHE], method.open_seconds)
    return CachedResult(verb, measured, open_loop, len(hit.body))


async def hit_of(port: int, verb: Verb) -> Answer:
    """The cache's answer, whose first asking fills it."""
    await ask(port, wire_of(verb, "/graphql"))
    answer = await answer_to(port, wire_of(verb, "/graphql"))
    if not answer.is_hit:
        raise BenchError(f"the same list was asked for twice by {verb}, and `Cache-Status` did not tell of a hit")
    return answer


def cached_lane(hit: Answer, verb: Verb, *ports: int) -> Lane:
    """Requests for this answer, each of which must be a hit."""
    return Lane(ports, repeated(Ask(wire_of(verb, "/graphql"), partial(require_hit, hit.body))))


async def teach(port: int, hit: Answer, request: bytes) -> None:
    """Have the constant handler of a server answer what the cache does. `request` is how it is asked."""
    told = {name.decode(): value.decode() for name, value in _headers(hit).items() if name not in _OF_THE_SERVER}
    await ask(port, post("/bench/constant/learn", {"body": hit.body.decode(), "headers": told}))
    constant = await answer_to(port, request)
    if constant.body != hit.body or _headers(constant).keys() != _headers(hit).keys():
        raise BenchError("the constant handler does not answer what the cache does")


def _headers(answer: Answer) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in answer.head.split(b"\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in lines}


def wire_of(verb: Verb, path: str) -> bytes:
    """A request for the list, as it is sent."""
    write = graphql_post if verb is Verb.POST else graphql_get
    return write(path, Scenario.LIST_24.document, page_of(24))


def require_hit(expected: bytes, answer: Answer) -> None:
    """Raise unless the answer is this one, from the cache."""
    if answer.body != expected or not answer.is_hit:
        require_success(answer)
        raise BenchError("an answer that should have come from the response cache did not, or was another")
