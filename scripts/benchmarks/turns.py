"""Rounds in turns, so that a machine that drifts bends no ratio, and what they found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from math import ceil
from statistics import median
from typing import Final, Protocol, TypeVar

from scripts.benchmarks.client import read_meter
from scripts.benchmarks.load import CONNECTIONS, Ask, Round, closed_loop, one_by_one, open_loop

KeyT = TypeVar("KeyT")

_SINGLE_REQUESTS: Final = 5
_FIRST_REQUESTS: Final = 3 * CONNECTIONS
_SPARE: Final = 1.5
"""A round that uses something up gets so many times more than the rate of the one before needs."""


class Asks(Protocol):
    """Where requests come from: `at_most` so many where each of them uses something up."""

    async def __call__(self, at_most: int) -> Iterator[Ask]: ...


def repeated(ask: Ask) -> Asks:
    """One request, over and over."""

    async def asks(at_most: int) -> Iterator[Ask]:
        del at_most
        return repeat(ask)

    return asks


@dataclass(frozen=True)
class Method:
    """How long the rounds are."""

    rounds: int
    seconds: float
    """Of one round."""
    warm_up_seconds: float
    open_seconds: float = 0
    """Of the open loop; 0: none."""


@dataclass(frozen=True)
class Lane:
    """One of those that take turns: requests, and the servers that share them."""

    ports: tuple[int, ...]
    asks: Asks
    connections: int = CONNECTIONS


@dataclass(frozen=True)
class RoundFigures:
    """What one round was answered like. Times in milliseconds; CPU is the servers'."""

    requests: int
    rate: float
    p50: float
    p99: float
    cpu: float
    server_busy: float
    """Of the seconds of the round, how many a server process computed."""
    load_busy: float
    """The same of the load generator: near 1 it is the limit, and not the server."""


@dataclass(frozen=True)
class OpenLoop:
    """Latencies, in milliseconds, of requests that came at a fixed rate."""

    rate: float
    requests: int
    p50: float
    p99: float


@dataclass(frozen=True)
class Measured:
    """What one lane needed: medians of its rounds."""

    statements: int
    """SQL statements of one request."""
    rounds: list[RoundFigures]

    def median(self, figure: Callable[[RoundFigures], float]) -> float:
        """The median round's."""
        return median(map(figure, self.rounds))

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.median(lambda each: each.rate)

    @property
    def cpu(self) -> float:
        """CPU of the server per request, in milliseconds."""
        return self.median(lambda each: each.cpu)

    @property
    def p50(self) -> float:
        """The median latency in milliseconds."""
        return self.median(lambda each: each.p50)

    @property
    def p99(self) -> float:
        """The latency in milliseconds that 99 of 100 requests do not exceed."""
        return self.median(lambda each: each.p99)

    def ratio_to(self, other: "Measured", figure: Callable[[RoundFigures], float]) -> float:
        """A figure as a multiple of another lane's, round by round."""
        return median(figure(mine) / figure(its) for mine, its in zip(self.rounds, other.rounds, strict=True))

    def share_of(self, other: "Measured") -> float:
        """Throughput as a fraction of another's."""
        return self.ratio_to(other, lambda each: each.rate)


async def in_turns(lanes: Mapping[KeyT, Lane], method: Method) -> dict[KeyT, Measured]:
    """Warm up, count statements, and measure in turns."""
    rates = {key: await _warm_up(lane, method) for key, lane in lanes.items()}
    statements = {key: await _count_statements(lane) for key, lane in lanes.items()}
    rounds: dict[KeyT, list[RoundFigures]] = {key: [] for key in lanes}
    for _ in range(method.rounds):
        for key, lane in lanes.items():
            rounds[key].append(await _round(lane, supply(rates[key], method.seconds), method.seconds))
    return {key: Measured(statements[key], rounds[key]) for key in lanes}


async def in_turns_by_request(lanes: Mapping[KeyT, Lane], method: Method) -> dict[KeyT, Measured]:
    """The same of lanes that have a server and one connection each: the rounds of all of them are one, and take turns
    within it request by request. A machine that changes its speed from second to second bends no ratio either."""
    rates = {key: await _warm_up(lane, method) for key, lane in lanes.items()}
    statements = {key: await _count_statements(lane) for key, lane in lanes.items()}
    rounds = [await _round_of_all(lanes, rates, method.seconds) for _ in range(method.rounds)]
    return {key: Measured(statements[key], [each[key] for each in rounds]) for key in lanes}


async def at_half(lane: Lane, closed: Measured, seconds: float) -> OpenLoop | None:
    """Latencies at half of the closed loop's throughput."""
    if not seconds:
        return None
    rate = closed.rate / 2
    found = await open_loop(lane.ports, await lane.asks(supply(rate, seconds)), rate=rate, seconds=seconds)
    return OpenLoop(rate, found.answers, milliseconds_at(found, 0.5), milliseconds_at(found, 0.99))


async def rate_of(lane: Lane, seconds: float) -> float:
    """Answers per second, roughly, and the server warmer than before."""
    asks = await lane.asks(_FIRST_REQUESTS)
    return (await closed_loop(lane.ports, asks, connections=lane.connections, seconds=seconds)).rate


def supply(rate: float, seconds: float) -> int:
    """How many requests a round may need."""
    return ceil(_SPARE * rate * seconds) + CONNECTIONS


def milliseconds_at(found: Round, fraction: float) -> float:
    """The nearest-rank percentile of a round."""
    ordered = sorted(found.latencies)
    return 1000 * ordered[max(0, ceil(fraction * len(ordered)) - 1)]


async def _round(lane: Lane, at_most: int, seconds: float) -> RoundFigures:
    asks = await lane.asks(at_most)
    before = await read_meter(*lane.ports)
    found = await closed_loop(lane.ports, asks, connections=lane.connections, seconds=seconds)
    return _figures(lane, found, (await read_meter(*lane.ports)).cpu_seconds - before.cpu_seconds)


async def _round_of_all(
    lanes: Mapping[KeyT, Lane], rates: Mapping[KeyT, float], seconds: float
) -> dict[KeyT, RoundFigures]:
    asked = [(lane.ports[0], await lane.asks(supply(rates[key], seconds))) for key, lane in lanes.items()]
    before = [await read_meter(*lane.ports) for lane in lanes.values()]
    found = await one_by_one(asked, seconds=len(lanes) * seconds)
    after = [await read_meter(*lane.ports) for lane in lanes.values()]
    return {
        key: _figures(lane, round_, end.cpu_seconds - start.cpu_seconds)
        for (key, lane), round_, start, end in zip(lanes.items(), found, before, after, strict=True)
    }


def _figures(lane: Lane, found: Round, cpu_seconds: float) -> RoundFigures:
    return RoundFigures(
        requests=found.answers,
        rate=found.rate,
        p50=milliseconds_at(found, 0.5),
        p99=milliseconds_at(found, 0.99),
        cpu=1000 * cpu_seconds / found.answers,
        server_busy=cpu_seconds / found.seconds / len(lane.ports),
        load_busy=found.own_cpu_seconds / found.seconds,
    )


async def _warm_up(lane: Lane, method: Method) -> float:
    """Answers per second when warm, roughly."""
    at_most = supply(await rate_of(lane, method.warm_up_seconds / 2), method.warm_up_seconds)
    asks = await lane.asks(at_most)
    seconds = method.warm_up_seconds
    return (await closed_loop(lane.ports, asks, connections=lane.connections, seconds=seconds)).rate


async def _count_statements(lane: Lane) -> int:
    """The fewest of some single requests: now and then one finds a cache of markets or tax rates expired."""
    counts = []
    asks = await lane.asks(_SINGLE_REQUESTS)
    for _ in range(_SINGLE_REQUESTS):
        before = await read_meter(*lane.ports)
        await closed_loop(lane.ports, iter([next(asks)]), connections=1)
        counts.append((await read_meter(*lane.ports)).statements - before.statements)
    return min(counts)
