"""What does GraphQL cost beside answers written by hand, and beside its own resolvers?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from scripts.benchmarks.process import Bench
from scripts.benchmarks.scenarios import Contender, Scenario
from scripts.benchmarks.turns import Lane, Measured, Method, OpenLoop, at_half, in_turns


@dataclass(frozen=True)
class ScenarioResult:
    """Everything about a scenario."""

    scenario: Scenario
    contenders: Mapping[Contender, Measured]
    open_loop: OpenLoop | None


async def measure_scenario(bench: Bench, scenario: Scenario, method: Method) -> ScenarioResult:
    """Prove the answers equal, then have them take turns."""
    feed = await bench.feed(scenario)
    await feed.prove()
    lanes = {each: Lane((bench.port,), partial(feed.asks, each)) for each in Contender}
    measured = await in_turns(lanes, method)
    open_loop = await at_half(lanes[Contender.GRAPHQL], measured[Contender.GRAPHQL], method.open_seconds)
    return ScenarioResult(scenario, measured, open_loop)
