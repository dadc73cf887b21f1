"""How long the engine takes to fill its indexes, and how much memory of its own."""

import asyncio
import os
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.core.settings import Settings
from scripts.benchmarks.failures import BenchError
from search import index_all

_MEMORY_SECONDS: Final = 0.5


async def filled(settings: Settings) -> tuple[float, int]:
    """Fill all indexes: the seconds that it took, and the most bytes of its own that the engine held meanwhile."""
    pid = _engine_pid(settings)
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, _own_bytes(pid))
            await asyncio.sleep(_MEMORY_SECONDS)

    watching = asyncio.create_task(watch())
    shared = os.sched_getaffinity(0)
    started = time.perf_counter()
    os.sched_setaffinity(0, range(os.cpu_count() or 1))  # no server is measured now: its processor is free
    try:
        await index_all(settings)
    finally:
        os.sched_setaffinity(0, shared)
        watching.cancel()
    return time.perf_counter() - started, most


def _engine_pid(settings: Settings) -> int:
    """The process that listens where the engine is: its port is among its arguments."""
    port = f":{urlsplit(settings.meili_url).port}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--http-addr" in arguments and any(each.endswith(port) for each in arguments):
            return int(folder.name)
    raise BenchError("the memory of the engine can only be read where the bench runs it itself: unset MEILI_URL")


def _own_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise BenchError("the system does not tell of a process what memory is its own")
