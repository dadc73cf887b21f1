"""The machine: who runs on which processor, and what to say about it."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_HAS_AFFINITY: Final = hasattr(os, "sched_setaffinity")


def share_processors() -> str:
    """Keep this process, and the servers that it is going to start, off one processor; gives that one's number.

    It is for the measured server alone, so that PostgreSQL, Meilisearch and the load do not take its time: its
    throughput is then what one processor gives. Empty where there is only one, or the system does not let us choose.
    """
    if not _HAS_AFFINITY or len(mine := sorted(os.sched_getaffinity(0))) < 2:
        return ""
    os.sched_setaffinity(0, set(mine[1:]))
    return str(mine[0])


def describe(server_cpu: str) -> Mapping[str, str]:
    """What figures of this machine have to be read with. To be asked before the run adds to the machine's work."""
    return {
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Memory": _memory(),
        "System": f"{platform.system()} {platform.release().split('-')[0]}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "Other work": f"{os.getloadavg()[0]:.1f} processes on average in the minute before the run",
        "Placement": "the server on a processor of its own, all else on the others"
        if server_cpu
        else "everything on every processor, which they share",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
