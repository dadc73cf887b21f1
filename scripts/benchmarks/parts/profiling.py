"""Where does the server's CPU go in one request?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from scripts.benchmarks.client import read_meter, toggle_samples
from scripts.benchmarks.load import closed_loop
from scripts.benchmarks.process import Bench
from scripts.benchmarks.scenarios import Contender, Scenario
from scripts.benchmarks.turns import Lane, rate_of, supply

_WARM_UP_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Profile:
    """Where the CPU of a request goes, the largest share first."""

    scenario: Scenario
    cpu: float
    """Milliseconds of the server, per request, while it was looked at."""
    shares: list[tuple[str, float]]
    """By part of the program."""
    functions: list[tuple[str, float]]
    """By function: its own time, without that of what it calls."""
    stacks: dict[str, int]
    """How often each stack was seen: `module.function;module.function`, the outermost first."""


async def profile(bench: Bench, scenario: Scenario, seconds: float) -> Profile:
    """Look at what the server does while it answers GraphQL, without the response cache."""
    feed = await bench.feed(scenario)
    await feed.prove()
    lane = Lane((bench.port,), partial(feed.asks, Contender.GRAPHQL))
    asks = await lane.asks(supply(await rate_of(lane, _WARM_UP_SECONDS), seconds))
    await toggle_samples(bench.port)
    before = await read_meter(bench.port)
    found = await closed_loop(lane.ports, asks, seconds=seconds)
    after = await read_meter(bench.port)
    samples = await toggle_samples(bench.port)
    return Profile(
        scenario=scenario,
        cpu=1000 * (after.cpu_seconds - before.cpu_seconds) / found.answers,
        shares=_shares(samples["parts"], samples["parts"]),
        functions=_shares(samples["functions"], samples["parts"]),
        stacks=samples["stacks"],
    )


def _shares(counts: Mapping[str, int], of: Mapping[str, int]) -> list[tuple[str, float]]:
    total = sum(of.values()) or 1
    return sorted(((name, count / total) for name, count in counts.items()), key=lambda each: -each[1])
