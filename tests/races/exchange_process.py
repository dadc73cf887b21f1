"""A worker in a process of its own, for tests that kill it in the middle of an import: `python -m … NAME SECONDS`.

Its pipeline takes lines, and so many seconds after each batch. With `-` for them it is the shop's own worker. Settings
come from the environment.
"""

import asyncio
import sys

from app.core.db import Database
from app.core.settings import Settings
from app.exchange import RUN_JOB, jobs
from app.exchange.jobs import running
from app.wiring import Runtime, job_handlers, listeners
from app.worker import Worker
from tests.support.background import QUICK, make_worker
from tests.support.exchange import LinePipeline


async def main(name: str, seconds: str) -> None:
    settings = Settings()
    if seconds == "-":
        runtime = await Runtime.open(settings)
        await Worker(
            runtime.database, settings.database_url, job_handlers(), listeners(), runtime.system_context, timing=QUICK
        ).run_forever()
    else:
        setattr(running, "run_import", LinePipeline(float(seconds), name))  # noqa: B010 - it stands in for a function
        database = await Database.connect(settings.database_url)
        await make_worker(database, settings, {RUN_JOB: jobs.run}).run_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
