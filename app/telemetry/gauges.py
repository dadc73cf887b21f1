"""What is looked at instead of counted: pools, kept answers, the process itself. Every process looks every few seconds,
because the one that Prometheus asks cannot look into the others."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from app.core.db import Database
from app.telemetry import metrics, tallies

_PAUSE_SECONDS: Final = 2.0
_PROC: Final = Path("/proc/self")


class Gauges:
    """Of one server process. `kept` tells the bytes and the number of kept answers."""

    def __init__(self, database: Database, kept: Callable[[], tuple[int, int]]) -> None:
        self._database = database
        self._kept = kept
        self._counted_cpu = 0.0

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look every few seconds, for as long as the block runs."""
        metrics.PROCESSES.set(1)
        metrics.PROCESS_STARTED.set(time.time() - _age_seconds())
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            tallies.hand_over()

    def look(self) -> None:
        """Now, and hand over what was counted since the last look."""
        tallies.hand_over()
        for pool, use in self._database.pool_use().items():
            for state, connections in use._asdict().items():
                metrics.POOL_CONNECTIONS.labels(pool, state).set(connections)
        used, entries = self._kept()
        metrics.RESPONSE_CACHE_BYTES.set(used)
        metrics.RESPONSE_CACHE_ENTRIES.set(entries)
        cpu = time.process_time()
        metrics.PROCESS_CPU.inc(cpu - self._counted_cpu)
        self._counted_cpu = cpu
        if _PROC.exists():  # Linux
            pages = int((_PROC / "statm").read_text().split()[1])
            metrics.PROCESS_MEMORY.set(pages * os.sysconf("SC_PAGE_SIZE"))
            metrics.PROCESS_FILES.set(len(os.listdir(_PROC / "fd")))

    async def _watch(self) -> None:
        while True:
            self.look()
            asked = time.monotonic()
            await asyncio.sleep(_PAUSE_SECONDS)
            metrics.LOOP_LAG.set(max(0.0, time.monotonic() - asked - _PAUSE_SECONDS))


def _age_seconds() -> float:
    """Of this process; 0 where the system does not say."""
    try:
        ticks = int((_PROC / "stat").read_text().rpartition(")")[2].split()[19])
        uptime = float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0.0
    return max(0.0, uptime - ticks / os.sysconf("SC_CLK_TCK"))
