"""Jobs: enqueued with the transaction, tried again when they fail, kept when they fail for good."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.queries import Queries

from app.core.context import RequestContext
from app.core.db import Database
from app.core.settings import Settings
from app.jobs import JobHandler, enqueue
from app.jobs.executor import MAX_ATTEMPTS
from tests.support.background import Running, eventually, make_worker

pytestmark = pytest.mark.slow

ORDER = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture
async def database(settings: Settings, connection: Connection) -> AsyncIterator[Database]:
    """The database of this file, without jobs."""
    await connection.execute("TRUNCATE pgqueuer, pgqueuer_log")
    opened = await Database.connect(settings.database_url)
    yield opened
    await opened.close()


class Ledger:
    """A handler that writes down what it was given, and fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.payloads: list[dict[str, Any]] = []
        self.failures = failures

    async def __call__(self, _: RequestContext, payload: dict[str, Any]) -> None:
        self.payloads.append(payload)
        if len(self.payloads) <= self.failures:
            raise ConnectionError(f"attempt {len(self.payloads)}")


async def statuses(connection: Connection) -> list[tuple[str, str]]:
    rows = await connection.fetch("SELECT entrypoint, status::text FROM pgqueuer ORDER BY id")
    return [tuple(row) for row in rows]


async def test_a_committed_job_runs_once_with_its_payload(
    database: Database, settings: Settings, connection: Connection
) -> None:
    ledger = Ledger()
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"order_id": ORDER, "quantity": 3, "name": "Zoë 紫"})
    stored = await connection.fetchval("SELECT payload FROM pgqueuer")
    assert json.loads(stored) == {"order_id": str(ORDER), "quantity": 3, "name": "Zoë 紫"}

    worker = make_worker(database, settings, {"tests.work": ledger})
    assert await worker.drain(raise_errors=True) == 1
    assert await worker.drain(raise_errors=True) == 0
    assert ledger.payloads == [{"order_id": str(ORDER), "quantity": 3, "name": "Zoë 紫"}]
    assert await statuses(connection) == []
    log = await connection.fetch("SELECT status::text FROM pgqueuer_log ORDER BY id")
    assert [row["status"] for row in log] == ["queued", "picked", "successful"]


async def test_a_rollback_leaves_no_job(database: Database, connection: Connection) -> None:
    async def change_and_fail() -> None:
        async with database.transaction() as session:
            await enqueue(session, "tests.work", {})  # the first statement: it must open the transaction itself
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_and_fail()
    assert await statuses(connection) == []
    assert await connection.fetchval("SELECT count(*) FROM pgqueuer_log") == 0


async def test_a_job_is_invisible_until_the_commit(database: Database, settings: Settings) -> None:
    worker = make_worker(database, settings, {"tests.work": Ledger()})
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {})
        assert await worker.drain() == 0
    assert await worker.drain() == 1


async def test_a_handler_that_fails_twice_runs_three_times(
    database: Database, settings: Settings, connection: Connection
) -> None:
    ledger = Ledger(failures=2)
    worker = make_worker(database, settings, {"tests.work": ledger})
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 1})

    with pytest.raises(ConnectionError, match="attempt 1"):
        await worker.drain(raise_errors=True)
    waiting = "SELECT status::text, attempts, execute_after - updated AS delay FROM pgqueuer"
    assert [tuple(row) for row in await connection.fetch(waiting)] == [("queued", 1, timedelta(seconds=1))]
    assert await worker.drain() == 0, "it has to wait"

    with pytest.raises(ConnectionError, match="attempt 2"):
        await worker.drain(including_delayed=True, raise_errors=True)
    assert [tuple(row) for row in await connection.fetch(waiting)] == [("queued", 2, timedelta(seconds=2))]

    assert await worker.drain(including_delayed=True, raise_errors=True) == 1
    assert ledger.payloads == [{"n": 1}] * 3
    assert await statuses(connection) == []


async def test_a_running_worker_repeats_a_failed_job_by_itself(
    database: Database, settings: Settings, connection: Connection
) -> None:
    ledger = Ledger(failures=1)
    async with Running(make_worker(database, settings, {"tests.work": ledger})):
        async with database.transaction() as session:
            await enqueue(session, "tests.work", {"n": 1})
        await eventually(lambda: _is(len(ledger.payloads) == 2))
    assert await statuses(connection) == []


async def test_a_job_that_fails_for_good_is_kept_and_explained(
    database: Database, settings: Settings, connection: Connection
) -> None:
    ledger = Ledger(failures=MAX_ATTEMPTS)
    worker = make_worker(database, settings, {"tests.work": ledger})
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 1})
    await connection.execute("UPDATE pgqueuer SET attempts = $1", MAX_ATTEMPTS - 2)

    assert await worker.drain(including_delayed=True) == 2
    assert await statuses(connection) == [("tests.work", "failed")]
    why = await connection.fetchval("SELECT traceback FROM pgqueuer_log WHERE status = 'failed'")
    assert json.loads(why)["exception_type"] == "ConnectionError"
    assert json.loads(why)["exception_message"] == "attempt 2"


async def test_a_running_worker_keeps_what_fails_for_good(
    database: Database, settings: Settings, connection: Connection
) -> None:
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 1})
    await connection.execute("UPDATE pgqueuer SET attempts = $1", MAX_ATTEMPTS - 1)
    ledger = Ledger(failures=1)
    async with Running(make_worker(database, settings, {"tests.work": ledger})):
        await eventually(lambda: _is(len(ledger.payloads) == 1))
    assert await statuses(connection) == [("tests.work", "failed")]


async def test_a_delayed_job_waits(database: Database, settings: Settings, connection: Connection) -> None:
    ledger = Ledger()
    worker = make_worker(database, settings, {"tests.work": ledger})
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 1}, delay=timedelta(hours=1))
    assert await connection.fetchval("SELECT execute_after - created FROM pgqueuer") == timedelta(hours=1)

    assert await worker.drain() == 0
    assert ledger.payloads == []
    assert await worker.drain(including_delayed=True) == 1
    assert ledger.payloads == [{"n": 1}]


async def test_a_key_keeps_waiting_jobs_single(database: Database, settings: Settings) -> None:
    ledger = Ledger()
    worker = make_worker(database, settings, {"tests.work": ledger})
    for n in (1, 2):
        async with database.transaction() as session:
            await enqueue(session, "tests.work", {"n": n}, key="product:7")
            await enqueue(session, "tests.work", {"n": n * 10}, key="product:8")
    assert await worker.drain() == 2
    assert ledger.payloads == [{"n": 1}, {"n": 10}]

    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 3}, key="product:7")
    assert await worker.drain() == 1, "a finished job holds no key"


async def test_a_running_job_does_not_swallow_a_new_one(database: Database, settings: Settings) -> None:
    """It may have read the old state already."""
    seen: list[int] = []

    async def work(ctx: RequestContext, payload: dict[str, Any]) -> None:
        seen.append(payload["n"])
        if payload["n"] == 1:
            async with ctx.transaction() as session:
                await enqueue(session, "tests.work", {"n": 2}, key="product:7")

    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 1}, key="product:7")
    assert await make_worker(database, settings, {"tests.work": work}).drain() == 2
    assert seen == [1, 2]


async def test_a_waiting_job_waits_for_the_changes_that_rely_on_it(database: Database, settings: Settings) -> None:
    """Otherwise it would run before they are committed, and nothing would run after."""
    ledger = Ledger()
    worker = make_worker(database, settings, {"tests.work": ledger})
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 1}, key="product:7")
    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 2}, key="product:7")
        assert await worker.drain() == 0
    assert await worker.drain() == 1
    assert ledger.payloads == [{"n": 1}]


async def test_stopping_finishes_what_is_in_hand(
    database: Database, settings: Settings, connection: Connection
) -> None:
    events: list[str] = []

    async def work(_: RequestContext, __: dict[str, Any]) -> None:
        events.append("started")
        await asyncio.sleep(0.05)
        events.append("finished")

    async with database.transaction() as session:
        await enqueue(session, "tests.work", {})
    async with Running(make_worker(database, settings, {"tests.work": work})):
        await eventually(lambda: _is(events == ["started"]))
    assert events == ["started", "finished"]
    assert await statuses(connection) == []


async def test_a_lost_probe_of_the_listener_does_not_stop_the_queue(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library sends its first probe before it listens. A long job in hand keeps nobody else waiting."""
    let_go, next_one = asyncio.Event(), Ledger()

    async def lost_probe(*_: object, **__: object) -> None:
        raise FailingListenerError

    async def long(_: RequestContext, __: dict[str, Any]) -> None:
        await let_go.wait()

    monkeypatch.setattr(QueueManager, "listener_healthy", lost_probe)
    worker = make_worker(database, settings, {"tests.long": long, "tests.next": next_one})
    async with database.transaction() as session:
        await enqueue(session, "tests.long", {})
        await enqueue(session, "tests.next", {"delayed": True}, delay=timedelta(seconds=1))
    async with Running(worker):
        await eventually(lambda: _is(bool(next_one.payloads)), 10)
        let_go.set()

    assert next_one.payloads == [{"delayed": True}]


async def test_what_outlasts_the_grace_goes_back_to_the_queue(
    database: Database, settings: Settings, connection: Connection
) -> None:
    started = asyncio.Event()

    async def hang(_: RequestContext, __: dict[str, Any]) -> None:
        started.set()
        await asyncio.Event().wait()

    async with database.transaction() as session:
        await enqueue(session, "tests.work", {"n": 1})
    async with Running(make_worker(database, settings, {"tests.work": hang})):
        await started.wait()
    assert await statuses(connection) == [("tests.work", "queued")]

    ledger = Ledger()
    assert await make_worker(database, settings, {"tests.work": ledger}).drain() == 1
    assert ledger.payloads == [{"n": 1}]


@pytest.mark.parametrize("loss", ["connections", "tables"])
async def test_the_worker_survives_a_loss(
    database: Database, settings: Settings, connection: Connection, loss: str
) -> None:
    ledger = Ledger()
    async with Running(make_worker(database, settings, {"tests.work": ledger})):
        await _put_by_hand(connection, 1)
        await eventually(lambda: _is_empty(connection))  # its end is noted: it will not be repeated
        if loss == "connections":
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        else:
            await connection.execute("ALTER TABLE pgqueuer RENAME TO lost")
            await asyncio.sleep(0.2)  # two polls fail
            await connection.execute("ALTER TABLE lost RENAME TO pgqueuer")
        await _put_by_hand(connection, 2)
        await eventually(lambda: _is(ledger.payloads == [{"n": 1}, {"n": 2}]))


def test_a_listener_needs_a_handler(settings: Settings) -> None:
    async def work(_: RequestContext, __: dict[str, Any]) -> None: ...

    handlers: dict[str, JobHandler] = {"tests.work": work}
    with pytest.raises(ValueError, match=r"listeners without a job handler: tests\.forgotten"):
        make_worker(None, settings, handlers, {"tests.happened": ("tests.work", "tests.forgotten")})  # type: ignore[arg-type] # refused before it is used


async def test_the_migrated_queue_is_what_the_library_declares(connection: Connection) -> None:
    queries = Queries.from_asyncpg_connection(connection)
    assert (await queries.plan_upgrade()).statements == ()


async def _is(value: bool) -> bool:
    return value


async def _is_empty(connection: Connection) -> bool:
    return await statuses(connection) == []


async def _put_by_hand(connection: Connection, n: int) -> None:
    await connection.execute(
        "INSERT INTO pgqueuer (priority, status, entrypoint, payload) VALUES (0, 'queued', 'tests.work', $1)",
        json.dumps({"n": n}).encode(),
    )
