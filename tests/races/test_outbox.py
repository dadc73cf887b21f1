"""Events arrive: with the change or not at all, at every listener, whoever is killed on the way."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import asyncpg
import pytest
from asyncpg import Connection
from pgqueuer.models import Job
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries
from pgqueuer.types import QueueEntrypoint, QueueManagerId

from app.core.context import RequestContext
from app.core.db import Database
from app.core.settings import Settings
from app.embedded import environment_for
from app.events import Event, record
from app.events.outbox import RELAY_JOB
from app.events.relay import relay
from app.jobs import enqueue
from tests.support.background import Running, eventually, make_worker

SUBJECT = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
RUN_WORKER = """
import asyncio
from app.core.settings import Settings
from app.worker import run
asyncio.run(run(Settings()))
"""
LISTENERS = {"tests.happened": ("tests.hear",)}
STARTED_WITHIN = 60.0
"""Seconds. A process of its own has the whole shop to import, beside other tests on the same processors."""


@dataclass(frozen=True)
class Happened(Event):
    type: ClassVar[str] = "tests.happened"

    order_number: str


@pytest.fixture
async def database(settings: Settings, connection: Connection) -> AsyncIterator[Database]:
    """The database of this file, without jobs and events."""
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS heard (event_id uuid, subject_id uuid, worker text);"
        "TRUNCATE pgqueuer, pgqueuer_log, outbox_event, heard"
    )
    opened = await Database.connect(settings.database_url)
    yield opened
    await opened.close()


class Ear:
    """A listener that remembers."""

    def __init__(self, failures: int = 0) -> None:
        self.heard: list[dict[str, Any]] = []
        self.failures = failures

    async def __call__(self, _: RequestContext, event: dict[str, Any]) -> None:
        self.heard.append(event)
        if len(self.heard) <= self.failures:
            raise ConnectionError


async def tell(database: Database) -> None:
    async with database.transaction() as session:
        await record(session, Happened(SUBJECT, "T-1"))


async def test_a_rollback_leaves_neither_event_nor_job(database: Database, connection: Connection) -> None:
    async def change_and_fail() -> None:
        async with database.transaction() as session:
            await record(session, Happened(SUBJECT, "T-1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_and_fail()
    assert await connection.fetchval("SELECT count(*) FROM outbox_event") == 0
    assert await connection.fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_a_commit_leaves_both(database: Database, connection: Connection) -> None:
    before = await connection.fetchval("SELECT now()")
    await tell(database)
    after = await connection.fetchval("SELECT now()")

    (event,) = await connection.fetch("SELECT * FROM outbox_event")
    assert (event["type"], event["subject_id"]) == ("tests.happened", SUBJECT)
    assert event["payload"] == '{"order_number": "T-1"}'
    assert before <= event["occurred_at"] <= after
    jobs = await connection.fetch("SELECT entrypoint, status::text, payload FROM pgqueuer")
    assert [tuple(job) for job in jobs] == [(RELAY_JOB, "queued", f'{{"event_id":"{event["id"]}"}}'.encode())]


async def test_every_listener_gets_the_event_on_its_own(database: Database, settings: Settings) -> None:
    mail, search = Ear(), Ear(failures=1)
    worker = make_worker(
        database,
        settings,
        {"tests.mail": mail, "tests.search": search},
        {"tests.happened": ("tests.mail", "tests.search"), "tests.other": ("tests.mail",)},
    )
    await tell(database)

    assert await worker.drain() == 3, "the relay and two listeners"
    assert (len(mail.heard), len(search.heard)) == (1, 1)
    assert await worker.drain(including_delayed=True) == 1, "only the one that failed"
    assert (len(mail.heard), len(search.heard)) == (1, 2)

    (event,) = mail.heard
    assert search.heard == [event, event]
    assert datetime.fromisoformat(event.pop("occurred_at")).tzinfo is not None
    assert UUID(event.pop("event_id")).version == 7
    assert event == {"type": "tests.happened", "subject_id": str(SUBJECT), "order_number": "T-1"}


async def test_an_event_that_nobody_follows_is_done_after_its_relay(
    database: Database, settings: Settings, connection: Connection
) -> None:
    await tell(database)
    assert await make_worker(database, settings, {}).drain(raise_errors=True) == 1
    assert await connection.fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_a_second_relay_makes_no_second_listener_job(database: Database, settings: Settings) -> None:
    ear = Ear()
    await tell(database)
    async with database.transaction() as session:
        event_id = (await session.connection()).exec_driver_sql("SELECT id FROM outbox_event")
        await enqueue(session, RELAY_JOB, {"event_id": (await event_id).scalar_one()})
    worker = make_worker(database, settings, {"tests.hear": ear}, LISTENERS)
    assert await worker.drain(raise_errors=True) == 3, "two relays, one listener"
    assert len(ear.heard) == 1


async def test_a_relay_that_was_taken_for_abandoned_does_nothing_when_it_wakes_up(
    database: Database, settings: Settings, connection: Connection
) -> None:
    """Even when the listener has finished, so that its key keeps nothing away."""
    ear = Ear()
    worker = make_worker(database, settings, {"tests.hear": ear}, LISTENERS)
    await tell(database)
    job = await pick_relay(connection)
    event_id = await connection.fetchval("SELECT id FROM outbox_event")

    await relay(database, job, event_id, LISTENERS)
    assert await worker.drain(raise_errors=True) == 1
    await relay(database, job, event_id, LISTENERS)
    assert await worker.drain(raise_errors=True) == 0
    assert len(ear.heard) == 1


async def test_two_relays_of_one_job_at_once_fan_out_once(database: Database, connection: Connection) -> None:
    await tell(database)
    job = await pick_relay(connection)
    event_id = await connection.fetchval("SELECT id FROM outbox_event")
    await asyncio.gather(*(relay(database, job, event_id, LISTENERS) for _ in range(4)))
    jobs = await connection.fetch("SELECT entrypoint FROM pgqueuer")
    assert [row["entrypoint"] for row in jobs] == ["tests.hear"]


@pytest.mark.slow
@pytest.mark.parametrize("killed_in", ["relay", "listener"])
async def test_a_killed_worker_loses_no_event(
    database: Database, settings: Settings, connection: Connection, killed_in: str
) -> None:
    """Killed between commit and delivery, without a chance to say goodbye; another one is started."""
    stuck_job = RELAY_JOB if killed_in == "relay" else "tests.hear"
    await tell(database)
    event_id = await connection.fetchval("SELECT id FROM outbox_event")

    async with a_connection(settings) as blocker:
        if killed_in == "relay":
            await blocker.execute("BEGIN; LOCK TABLE outbox_event IN ACCESS EXCLUSIVE MODE")
        async with worker_process(settings, "first", "hang") as process:
            await eventually(lambda: is_picked(connection, stuck_job), STARTED_WITHIN)
            process.send_signal(signal.SIGKILL)
            assert await process.wait() == -signal.SIGKILL
    assert await connection.fetchval("SELECT count(*) FROM heard") == 0

    async with worker_process(settings, "second", "deliver"):
        await eventually(lambda: is_true(connection, "SELECT count(*) = 1 FROM heard"), STARTED_WITHIN)
        await eventually(lambda: is_true(connection, "SELECT count(*) = 0 FROM pgqueuer"))
    heard = await connection.fetch("SELECT * FROM heard")
    assert [tuple(row) for row in heard] == [(event_id, SUBJECT, "second")]


async def test_two_workers_never_run_one_job_at_once(
    database: Database, settings: Settings, connection: Connection
) -> None:
    """Nor does one take over what the other still does, however long that takes."""
    runs: list[int] = []
    long_job = 0

    async def work(_: RequestContext, payload: dict[str, Any]) -> None:
        runs.append(payload["n"])
        await asyncio.sleep(2.5 if payload["n"] == long_job else 0.005)

    workers = [make_worker(database, settings, {"tests.work": work}) for _ in range(2)]
    async with Running(*workers):
        async with database.transaction() as session:
            for n in range(60):
                await enqueue(session, "tests.work", {"n": n})
        await eventually(lambda: is_true(connection, "SELECT count(*) = 0 FROM pgqueuer"))
    assert sorted(runs) == list(range(60))


@pytest.mark.slow
async def test_the_worker_command_stops_on_sigterm(settings: Settings) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUN_WORKER, env=os.environ | environment_for(settings), stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    async with asyncio.timeout(STARTED_WITHIN):
        assert b"worker started" in await process.stderr.readline()
        process.terminate()
        assert b"worker stopped" in await process.stderr.read()
        assert await process.wait() == 0


@asynccontextmanager
async def a_connection(settings: Settings) -> AsyncIterator[Connection]:
    """One that ends with the block: what it has locked holds up no other test."""
    opened = await asyncpg.connect(settings.database_url)
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def worker_process(settings: Settings, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.races.worker_process", *arguments, env=os.environ | environment_for(settings)
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def pick_relay(connection: Connection) -> Job:
    """Take the relay's job as a worker does."""
    (job,) = await Queries.from_asyncpg_connection(connection).dequeue(
        batch_size=1,
        entrypoints={QueueEntrypoint(RELAY_JOB): EntrypointExecutionParameter(0)},
        queue_manager_id=QueueManagerId(uuid4()),
        global_concurrency_limit=None,
        heartbeat_timeout=timedelta(minutes=1),
    )
    return job


async def is_true(connection: Connection, sql: str) -> bool:
    return bool(await connection.fetchval(sql))


async def is_picked(connection: Connection, job: str) -> bool:
    query = "SELECT count(*) = 1 FROM pgqueuer WHERE entrypoint = $1 AND status = 'picked'"
    return bool(await connection.fetchval(query, job))
