"""What does a second worker add?"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from scripts.benchmarks.client import ask, wire
from scripts.benchmarks.feeds import require_body
from scripts.benchmarks.load import Ask
from scripts.benchmarks.parts.cached import Verb, cached_lane, hit_of
from scripts.benchmarks.process import Bench, running_server
from scripts.benchmarks.scenarios import Contender, Scenario, page_of
from scripts.benchmarks.turns import Lane, Measured, Method, OpenLoop, at_half, in_turns, repeated

_CONNECTIONS: Final = 16


@dataclass(frozen=True)
class WorkersResult:
    """One request, answered by one process and by two."""

    label: str
    one: Measured
    two: Measured
    one_open: OpenLoop | None
    two_open: OpenLoop | None


async def measure_workers(bench: Bench, method: Method) -> list[WorkersResult]:
    """A second server process for the time of this, on the processors that the first one leaves."""
    async with running_server(bench.settings, server_cpu="") as second:
        alone, both = (bench.port,), (bench.port, second)
        asked = wire(Contender.GRAPHQL, Scenario.LIST_24, page_of(24))
        request = Ask(asked, partial(require_body, await ask(bench.port, asked)))
        hit = await hit_of(bench.port, Verb.POST)
        await hit_of(second, Verb.POST)
        return [
            await _compare(
                "list of 24 products", Lane(alone, repeated(request)), Lane(both, repeated(request)), method
            ),
            await _compare(
                "the same from the response cache",
                cached_lane(hit, Verb.POST, *alone),
                cached_lane(hit, Verb.POST, *both),
                method,
            ),
        ]


async def _compare(label: str, one: Lane, two: Lane, method: Method) -> WorkersResult:
    lanes = {1: replace(one, connections=_CONNECTIONS), 2: replace(two, connections=_CONNECTIONS)}
    measured = await in_turns(lanes, method)
    one_open, two_open = [await at_half(lane, measured[key], method.open_seconds) for key, lane in lanes.items()]
    return WorkersResult(label, measured[1], measured[2], one_open, two_open)
