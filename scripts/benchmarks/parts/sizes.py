"""How does the time of a list grow with its length, and how with the number of those who ask at once?"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from scripts.benchmarks.feeds import ReadingFeed
from scripts.benchmarks.process import Bench
from scripts.benchmarks.scenarios import Contender, Scenario, page_of
from scripts.benchmarks.turns import Lane, Measured, Method, in_turns

SIZES: Final = (1, 24, 48, 72, 100)
CONNECTIONS: Final = (1, 2, 4, 8, 16, 32, 64)

_BY_SIZE: Final = (Contender.GRAPHQL, Contender.RESOLVERS, Contender.SQL)
_BY_CONNECTIONS: Final = (Contender.GRAPHQL, Contender.SQL)


@dataclass(frozen=True)
class Point:
    """One contender at one place of a curve."""

    contender: Contender
    at: int
    measured: Measured


async def measure_sizes(bench: Bench, method: Method) -> list[Point]:
    """Lists of several lengths, one request at a time."""
    lanes = {}
    for size in SIZES:
        for contender, lane in (await _proven_lanes(bench, size, _BY_SIZE)).items():
            lanes[contender, size] = replace(lane, connections=1)
    return [Point(*key, measured) for key, measured in (await in_turns(lanes, method)).items()]


async def measure_concurrency(bench: Bench, method: Method) -> list[Point]:
    """The list of 24 products, for more and more connections."""
    found = await _proven_lanes(bench, 24, _BY_CONNECTIONS)
    lanes = {
        (contender, count): replace(lane, connections=count)
        for count in CONNECTIONS
        for contender, lane in found.items()
    }
    return [Point(*key, measured) for key, measured in (await in_turns(lanes, method)).items()]


async def _proven_lanes(bench: Bench, size: int, contenders: tuple[Contender, ...]) -> dict[Contender, Lane]:
    feed = ReadingFeed(bench.port, Scenario.LIST_24, [page_of(size)])
    await feed.prove()
    return {each: Lane((bench.port,), partial(feed.asks, each)) for each in contenders}
