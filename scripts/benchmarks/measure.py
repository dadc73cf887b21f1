"""The measuring: rounds in turns, so that a machine that drifts bends no ratio, and medians of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Final

from scripts.benchmarks.client import read_meter, toggle_samples
from scripts.benchmarks.feeds import Feed
from scripts.benchmarks.load import CONNECTIONS, Ask, Round, closed_loop, open_loop
from scripts.benchmarks.scenarios import Contender, Scenario

_SINGLE_REQUESTS: Final = 5
_FIRST_REQUESTS: Final = 3 * CONNECTIONS
_SPARE: Final = 1.5
"""A round that uses something up gets so many times more than the rate of the one before needs."""


@dataclass(frozen=True)
class Method:
    """How long everything takes."""

    rounds: int
    seconds: float
    """Of a round of one contender."""
    warm_up_seconds: float
    open_seconds: float = 0
    """Of the open loop; 0: none."""


QUICK: Final = Method(rounds=3, seconds=0.7, warm_up_seconds=0.3)
FULL: Final = Method(rounds=5, seconds=2.0, warm_up_seconds=1.0, open_seconds=4.0)


@dataclass
class Measured:
    """What one contender needed for one scenario."""

    statements: int
    rounds: list[Round] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    """Of the server, for each round."""

    @property
    def rate(self) -> float:
        """Requests per second."""
        return median(each.rate for each in self.rounds)

    @property
    def cpu_milliseconds(self) -> float:
        """CPU of the server per request."""
        return median(1000 * cpu / each.answers for cpu, each in zip(self.cpu_seconds, self.rounds, strict=True))

    def latency(self, fraction: float) -> float:
        """The latency in milliseconds that this fraction of the requests does not exceed."""
        return median(milliseconds_at(each, fraction) for each in self.rounds)

    def share_of(self, other: "Measured") -> float:
        """Throughput as a fraction of another's, round by round."""
        return median(mine.rate / its.rate for mine, its in zip(self.rounds, other.rounds, strict=True))


@dataclass(frozen=True)
class OpenLoop:
    """Latencies, in milliseconds, of requests that came at a fixed rate."""

    rate: float
    requests: int
    p50: float
    p99: float


@dataclass(frozen=True)
class Result:
    """Everything about a scenario."""

    scenario: Scenario
    contenders: Mapping[Contender, Measured]
    open_loop: OpenLoop | None


@dataclass(frozen=True)
class Profile:
    """Where the CPU of a request goes, the largest share first."""

    cpu_milliseconds: float
    """Of the server, per request, while it was looked at."""
    shares: list[tuple[str, float]]
    """By part of the program."""
    functions: list[tuple[str, float]]
    """By function: its own time, without that of what it calls."""


def milliseconds_at(found: Round, fraction: float) -> float:
    """The nearest-rank percentile of a round."""
    ordered = sorted(found.latencies)
    return 1000 * ordered[max(0, ceil(fraction * len(ordered)) - 1)]


async def measure(port: int, scenario: Scenario, feed: Feed, method: Method) -> Result:
    """Prove, warm up, count, and measure in turns."""
    await feed.prove()
    rates = {each: await _warm_up(port, feed, each, method) for each in Contender}
    measured = {each: Measured(await _count_statements(port, feed, each)) for each in Contender}
    for _ in range(method.rounds):
        for contender in Contender:
            asks = await feed.asks(contender, _supply(rates[contender], method.seconds))
            before = await read_meter(port)
            found = await closed_loop(port, asks, seconds=method.seconds)
            after = await read_meter(port)
            measured[contender].rounds.append(found)
            measured[contender].cpu_seconds.append(after.cpu_seconds - before.cpu_seconds)
    return Result(scenario, measured, await _open(port, feed, measured[Contender.GRAPHQL], method))


async def profile(port: int, feed: Feed, seconds: float) -> Profile:
    """Where the server's CPU goes while it answers GraphQL."""
    await feed.prove()
    rate = (await closed_loop(port, await feed.asks(Contender.GRAPHQL, _FIRST_REQUESTS), seconds=1)).rate
    asks = await feed.asks(Contender.GRAPHQL, _supply(rate, seconds))
    await toggle_samples(port)
    before = await read_meter(port)
    found = await closed_loop(port, asks, seconds=seconds)
    after = await read_meter(port)
    samples = await toggle_samples(port)
    return Profile(
        cpu_milliseconds=1000 * (after.cpu_seconds - before.cpu_seconds) / found.answers,
        shares=_shares(samples["parts"], samples["parts"]),
        functions=_shares(samples["functions"], samples["parts"]),
    )


def _shares(counts: Mapping[str, int], of: Mapping[str, int]) -> list[tuple[str, float]]:
    total = sum(of.values()) or 1
    return sorted(((name, count / total) for name, count in counts.items()), key=lambda each: -each[1])


async def _warm_up(port: int, feed: Feed, contender: Contender, method: Method) -> float:
    """Answers per second when warm, roughly."""
    first = await closed_loop(port, await feed.asks(contender, _FIRST_REQUESTS), seconds=method.warm_up_seconds / 2)
    supply = _supply(first.rate, method.warm_up_seconds)
    return (await closed_loop(port, await feed.asks(contender, supply), seconds=method.warm_up_seconds)).rate


async def _count_statements(port: int, feed: Feed, contender: Contender) -> int:
    """The fewest of some single requests: now and then one finds a cache of markets or tax rates expired."""
    counts = []
    asks = await feed.asks(contender, _SINGLE_REQUESTS)
    for _ in range(_SINGLE_REQUESTS):
        before = await read_meter(port)
        await closed_loop(port, _next(asks), connections=1)
        counts.append((await read_meter(port)).statements - before.statements)
    return min(counts)


async def _open(port: int, feed: Feed, closed: Measured, method: Method) -> OpenLoop | None:
    if not method.open_seconds:
        return None
    rate = closed.rate / 2
    asks = await feed.asks(Contender.GRAPHQL, _supply(rate, method.open_seconds))
    found = await open_loop(port, asks, rate=rate, seconds=method.open_seconds)
    return OpenLoop(rate, found.answers, milliseconds_at(found, 0.5), milliseconds_at(found, 0.99))


def _supply(rate: float, seconds: float) -> int:
    return ceil(_SPARE * rate * seconds) + CONNECTIONS


def _next(asks: Iterator[Ask]) -> Iterator[Ask]:
    yield next(asks)
