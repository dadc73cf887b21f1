"""What does the whole HTTP layer cost, beside a server that answers the same bytes and does nothing else?

`cached` compares two handlers of one application. Here the other side is Starlette with one route in a process of its
own, under the same uvicorn: what lies between the two is all that a request pays for the shop's limits, checks,
metrics, logs and headers, and for finding its answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from scripts.benchmarks.load import Ask
from scripts.benchmarks.parts.cached import Verb, cached_lane, hit_of, require_hit, teach, wire_of
from scripts.benchmarks.process import Bench, running_server
from scripts.benchmarks.turns import Lane, Measured, Method, in_turns, repeated


class Layer(StrEnum):
    """Who answers."""

    SHOP = "shop"
    BARE = "bare"


@dataclass(frozen=True)
class OverheadResult:
    """An answer of so many bytes, asked in one way."""

    verb: Verb
    layers: Mapping[Layer, Measured]
    bytes_answered: int

    @property
    def times(self) -> float:
        """The shop's CPU per request as a multiple of the bare server's."""
        return self.layers[Layer.SHOP].ratio_to(self.layers[Layer.BARE], lambda each: each.cpu)


async def measure_overhead(bench: Bench, method: Method, server_cpu: str) -> list[OverheadResult]:
    """Two server processes on one processor, of which one always waits, take turns."""
    async with running_server(bench.settings, server_cpu, "scripts.benchmarks.bare_server") as bare:
        return [await _measure(bench.port, bare, verb, method) for verb in Verb]


async def _measure(shop: int, bare: int, verb: Verb, method: Method) -> OverheadResult:
    hit = await hit_of(shop, verb)
    request = wire_of(verb, "/graphql")
    await teach(bare, hit, request)
    lanes = {
        Layer.SHOP: cached_lane(hit, verb, shop),
        Layer.BARE: Lane((bare,), repeated(Ask(request, partial(require_hit, hit.body)))),
    }
    return OverheadResult(verb, await in_turns(lanes, method), len(hit.body))
