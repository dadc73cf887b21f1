"""Does the memory of a worker grow with what it has answered?"""

import asyncio
import json
from dataclasses import dataclass
from itertools import islice
from typing import Final

from scripts.benchmarks.client import ask, read_meter, wire
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.load import closed_loop, hang_up
from scripts.benchmarks.mixture import Mixture
from scripts.benchmarks.process import Bench
from scripts.benchmarks.scenarios import Contender, Scenario, page_of

REQUESTS: Final = 200_000
WARM_UP_SHARE: Final = 0.2
HANG_UP_SHARE: Final = 0.03
CACHE_BYTES: Final = 8 * 1024 * 1024
"""What the response cache may hold in a soak: so little that it is full, and drops answers, before the warm-up ends."""

_BATCHES: Final = 200
_PAGES: Final = 40
_SEED: Final = 7


@dataclass(frozen=True)
class SoakResult:
    """The memory of one worker while it answers a mixture of everything."""

    requests: int
    hang_ups: int
    warm_up: int
    """Requests after which the memory should have stopped to grow."""
    memory: list[tuple[int, int]]
    """After so many requests, so many resident bytes."""
    seconds: float

    @property
    def settled(self) -> int:
        """Resident bytes when warm."""
        return next(size for count, size in self.memory if count >= self.warm_up)

    @property
    def growth(self) -> float:
        """Of the memory at the end beyond that when warm, as a fraction of that."""
        return self.memory[-1][1] / self.settled - 1


async def soak(bench: Bench, requests: int) -> SoakResult:
    """Send so many requests, some of which are not waited for."""
    mixture = Mixture(bench.supplies, await _cursors(bench.port), _SEED)
    asks = iter(mixture)
    batch = requests // _BATCHES
    hung_up = round(batch * HANG_UP_SHARE)
    memory = [(0, await _resident_bytes(bench.port))]
    started = asyncio.get_running_loop().time()
    for number in range(1, _BATCHES + 1):
        await asyncio.gather(
            closed_loop([bench.port], islice(asks, batch - hung_up)), _hang_up(bench.port, mixture, hung_up)
        )
        memory.append((number * batch, await _resident_bytes(bench.port)))
        if number % (_BATCHES // 20) == 0:
            print(f"  {number * batch:,} requests, {memory[-1][1] / 2**20:.1f} MiB", flush=True)
    return SoakResult(
        requests=_BATCHES * batch,
        hang_ups=_BATCHES * hung_up,
        warm_up=round(_BATCHES * batch * WARM_UP_SHARE),
        memory=memory,
        seconds=asyncio.get_running_loop().time() - started,
    )


async def _hang_up(port: int, mixture: Mixture, count: int) -> None:
    for request, seconds in mixture.hang_ups(count):
        await hang_up(port, request, seconds)


async def _cursors(port: int) -> list[str]:
    cursors: list[str] = []
    for _ in range(_PAGES):
        asked = page_of(24, after=cursors[-1] if cursors else None)
        answer = json.loads(await ask(port, wire(Contender.GRAPHQL, Scenario.LIST_24, asked)))
        cursors.append(answer["data"]["products"]["pageInfo"]["endCursor"])
    return cursors


async def _resident_bytes(port: int) -> int:
    found = (await read_meter(port)).resident_bytes
    if not found:
        raise BenchError("this system does not tell how much memory a process has: the soak needs Linux")
    return found
