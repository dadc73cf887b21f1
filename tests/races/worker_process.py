"""A worker in a process of its own, for tests that kill it: `python -m tests.races.worker_process NAME deliver|hang`.

It hears of `tests.happened` and writes its name into the table `heard`, or starts to and never ends. Settings come
from the environment.
"""

import asyncio
import sys
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.context import RequestContext
from app.core.db import Database
from app.core.settings import Settings
from tests.support.background import make_worker


async def main(name: str, mode: str) -> None:
    settings = Settings()
    database = await Database.connect(settings.database_url)

    async def hear(ctx: RequestContext, event: dict[str, Any]) -> None:
        if mode == "hang":
            await asyncio.Event().wait()
        async with ctx.transaction() as session:
            await session.execute(
                text("INSERT INTO heard VALUES (:event_id, :subject_id, :worker)"),
                {"event_id": UUID(event["event_id"]), "subject_id": UUID(event["subject_id"]), "worker": name},
            )

    worker = make_worker(database, settings, {"tests.hear": hear}, {"tests.happened": ("tests.hear",)})
    await worker.run_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
