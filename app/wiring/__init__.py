"""Who is who: which adapters a process has, which jobs it can run, who hears which event, and what is stale after it.

Said only here.
"""

from app.wiring.runtime import SYSTEM, Runtime, job_handlers, listeners
from app.wiring.series import start_series
from app.wiring.stale import stale_after

__all__ = ["SYSTEM", "Runtime", "job_handlers", "listeners", "stale_after", "start_series"]
