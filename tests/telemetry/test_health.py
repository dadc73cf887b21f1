"""Whether a process should be sent requests: what counts, what is only said, and how long it may take to say so."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import httpx2
import pytest

from app.core.settings import Settings
from app.http.health import Readiness
from app.jobs.runner import Runner
from app.jobs.state import WORKER_NAME, queue_state
from app.wiring import Runtime
from migrations.revisions import known_revisions
from tests.support.client import Client, open_client
from tests.support.proxy import wire_to

pytestmark = pytest.mark.slow

NEWEST = known_revisions()[0]


@asynccontextmanager
async def fresh(settings: Settings) -> AsyncIterator[Client]:
    """An application that remembers nothing of another test."""
    async with open_client(settings) as client:
        yield client


async def readiness(client: Client) -> tuple[int, dict[str, Any]]:
    response = await client.http.get("/health/ready")
    assert response.headers["cache-control"] == "no-store"
    body: dict[str, Any] = response.json()
    assert all(check.pop("ms") >= 0 for check in body["checks"].values())
    return response.status_code, body


@pytest.fixture
async def worker(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """A connection as a worker has it."""
    await connection.execute(f"SET application_name = '{WORKER_NAME}-0123456789ab'")


def sound(**changes: dict[str, Any]) -> dict[str, Any]:
    checks: dict[str, dict[str, Any]] = {
        "database": {"state": "ok"},
        "migrations": {"state": "ok", "revision": NEWEST, "needed": NEWEST},
        "search": {"state": "ok"},
        "queue": {"state": "ok", "waiting": 0, "oldestSeconds": 0.0, "workers": 1},
    }
    return checks | changes


async def test_a_process_lives(client: Client) -> None:
    response = await client.http.get("/health/live")

    assert (response.status_code, response.text) == (200, "live\n")


@pytest.mark.usefixtures("worker")
async def test_with_everything_there_it_is_ready(settings: Settings) -> None:
    async with fresh(settings) as client:
        assert await readiness(client) == (200, {"ready": True, "state": "ok", "checks": sound()})


@pytest.mark.usefixtures("worker")
async def test_without_the_search_engine_a_shop_can_sell(settings: Settings) -> None:
    nobody = settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})
    async with fresh(nobody) as client:
        search = {"state": "degraded", "error": "SearchAwayError"}
        assert await readiness(client) == (200, {"ready": True, "state": "degraded", "checks": sound(search=search)})


async def test_without_workers_orders_wait(settings: Settings) -> None:
    async with fresh(settings) as client:
        queue = {"state": "degraded", "waiting": 0, "oldestSeconds": 0.0, "workers": 0}
        assert await readiness(client) == (200, {"ready": True, "state": "degraded", "checks": sound(queue=queue)})


@pytest.mark.usefixtures("worker")
async def test_a_job_that_waits_too_long_is_told(
    settings: Settings, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await connection.execute(
        "INSERT INTO pgqueuer (priority, status, entrypoint, execute_after)"
        " SELECT 0, 'queued', 'nobody.runs_it', now() + shift FROM unnest($1::interval[]) AS shift",
        [timedelta(seconds=-301), timedelta(seconds=-1), timedelta(hours=1)],
    )
    try:
        async with fresh(settings) as client:
            status, body = await readiness(client)
            state = await queue_state(client.runtime.database)
    finally:
        await connection.execute("DELETE FROM pgqueuer WHERE entrypoint = 'nobody.runs_it'")

    queue = body["checks"]["queue"]
    assert (status, body["state"], queue["state"], queue["waiting"]) == (200, "degraded", "degraded", 2)
    assert 301 <= queue["oldestSeconds"] < 330
    assert (state.due, state.later, state.running, state.failed) == (2, 1, 0, 0)


@pytest.mark.parametrize(
    ("revision", "status", "state"),
    [("0000_long_ago", 200, "degraded"), (None, 503, "failing")],
    ids=["a newer version's", "none"],
)
@pytest.mark.usefixtures("worker")
async def test_tables_of_another_version(
    settings: Settings,
    connection: "asyncpg.Connection[asyncpg.Record]",
    revision: str | None,
    status: int,
    state: str,
) -> None:
    await connection.execute("UPDATE alembic_version SET version_num = $1", revision or "")
    if revision is None:
        await connection.execute("DELETE FROM alembic_version")
    try:
        async with fresh(settings) as client:
            found, body = await readiness(client)
    finally:
        await connection.execute("DELETE FROM alembic_version")
        await connection.execute("INSERT INTO alembic_version VALUES ($1)", NEWEST)

    assert (found, body["ready"], body["state"]) == (status, status == 200, state)
    assert body["checks"]["migrations"]["revision"] == revision
    assert body["checks"]["migrations"]["state"] == state


@pytest.mark.skipif(len(known_revisions()) < 2, reason="there is no older revision yet")
@pytest.mark.usefixtures("worker")
async def test_tables_of_an_older_version_do_not_do(
    settings: Settings, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await connection.execute("UPDATE alembic_version SET version_num = $1", known_revisions()[1])
    try:
        async with fresh(settings) as client:
            status, body = await readiness(client)
    finally:
        await connection.execute("UPDATE alembic_version SET version_num = $1", NEWEST)

    assert (status, body["checks"]["migrations"]["advice"]) == (503, "run `tradewind migrate`")


@pytest.mark.usefixtures("worker")
async def test_a_database_that_hangs_is_told_of_in_time(settings: Settings) -> None:
    async with (
        wire_to(settings.database_url) as (wire, url),
        fresh(settings.model_copy(update={"database_url": url})) as client,
    ):
        assert (await readiness(client))[0] == 200
        await asyncio.sleep(1.1)  # so that it is not remembered
        wire.hang()
        began = time.monotonic()
        status, body = await readiness(client)
        seconds = time.monotonic() - began
        wire.flow()
        await asyncio.sleep(1.1)
        later = (await readiness(client))[0]

    assert (status, body["ready"], body["state"]) == (503, False, "failing")
    assert body["checks"]["database"] == {"state": "failing", "error": "TimeoutError"}
    assert body["checks"]["search"] == {"state": "ok"}
    assert seconds < 2
    assert later == 200


async def test_a_process_that_stops_is_not_ready(settings: Settings) -> None:
    async with fresh(settings) as client:
        client.runtime.parts[Readiness].drain()
        status, body = await readiness(client)

    assert (status, body["ready"], body["state"]) == (503, False, "stopping")


async def test_many_probes_cost_no_more_than_one(settings: Settings) -> None:
    async with fresh(settings) as client:
        with client.statements() as statements:
            answers = await asyncio.gather(*(client.http.get("/health/ready") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(statements) == 3  # database, migrations, queue


async def test_a_prober_that_hangs_up_takes_nothing_from_the_next(settings: Settings) -> None:
    async with fresh(settings) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.http.get("/health/ready"), 0.0001)
        assert (await readiness(client))[0] == 200


async def until_workers(runtime: Runtime, expected: int) -> None:
    async with asyncio.timeout(5):
        while (await queue_state(runtime.database)).workers != expected:  # noqa: ASYNC110 - Postgres tells nobody
            await asyncio.sleep(0.02)


async def test_a_worker_is_seen_while_it_runs(runtime: Runtime, settings: Settings) -> None:
    before = (await queue_state(runtime.database)).workers
    runner = Runner(settings.database_url, {})
    running = asyncio.create_task(runner.run_forever())
    try:
        await until_workers(runtime, before + 1)
    finally:
        runner.stop()
        await running
    await until_workers(runtime, before)


async def test_the_response_is_json_over_http(settings: Settings) -> None:
    async with fresh(settings) as client:
        response: httpx2.Response = await client.http.get("/health/ready")

    assert response.headers["content-type"] == "application/json"
