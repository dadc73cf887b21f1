"""Imports and exports in the background: what they come to, and that nothing is done twice or left half done."""

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext, Viewer
from app.core.errors import Problem, Refusal
from app.core.ids import new_id
from app.exchange import (
    PURGE_JOB,
    RUN_JOB,
    ExchangeErrorCode,
    ExportFormat,
    ExportOptions,
    ExportReport,
    ExportWatch,
    ImportFormat,
    ImportOptions,
    cancel_job,
    create_import_job,
    jobs,
    path_of,
)
from app.exchange.jobs import running
from app.wiring import job_handlers
from tests.support.exchange import (
    LINES,
    LinePipeline,
    counts,
    exporting,
    importing,
    prepared,
    result_lines,
    run_job,
    stored,
    taken,
    uploaded,
    waiting,
)
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext, connection: Connection) -> RequestContext:  # noqa: ARG001 - the shop is there before the context
    return await prepared(ctx, connection)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    """Puts another pipeline in the place of the real one."""

    def put(fake: Any) -> Any:
        monkeypatch.setattr(running, "run_import", fake)
        return fake

    return put


def test_a_worker_does_them() -> None:
    handlers = job_handlers()
    assert (handlers[RUN_JOB], handlers[PURGE_JOB]) == (jobs.run, jobs.purge)


async def test_a_file_goes_in(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    pipeline(LinePipeline())
    job_id = await importing(staff)
    assert await waiting(connection) == [PURGE_JOB, RUN_JOB]
    assert (await counts(connection, job_id))[0] == "QUEUED"

    await run_job(ctx, job_id)

    assert await counts(connection, job_id) == ("SUCCEEDED", 23, 23, 0, 0)
    assert await taken(connection) == LINES
    row = await stored(connection, job_id)
    assert (row["bytes_done"], row["bytes_total"]) == (23 * 9, 23 * 9)
    assert (row["actor_name"], row["result_file_id"], row["failure"], row["run_id"]) == ("Ada", None, None, None)
    assert row["expires_at"] - row["finished_at"] == timedelta(days=7)
    await run_job(ctx, job_id)
    assert await stored(connection, job_id) == row


async def test_the_audit_log_says_who(staff: RequestContext, connection: Connection) -> None:
    job_id = await importing(staff)

    audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE subject_id = $1", job_id)

    assert audit is not None
    assert (audit["action"], audit["actor_name"], audit["subject_type"]) == (
        "exchange.job_created",
        "Ada",
        "exchangejob",
    )


async def test_the_one_who_asked_is_the_one_who_writes(
    staff: RequestContext, ctx: RequestContext, pipeline: Any
) -> None:
    seen: list[Viewer] = []

    class Looking(LinePipeline):
        async def __call__(self, ctx: RequestContext, *arguments: Any, **more: Any) -> Any:
            seen.append(ctx.viewer)
            return await super().__call__(ctx, *arguments, **more)

    pipeline(Looking())
    await run_job(ctx, await importing(staff))

    assert [(viewer.name, viewer.token_id) for viewer in seen] == [("Ada", staff.viewer.token_id)]


async def test_problems_are_kept_and_written_down(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    pipeline(LinePipeline())
    job_id = await importing(staff, ["good 1", "bad 1", "good 2", *["bad"] * 6])

    await run_job(ctx, job_id)

    assert await counts(connection, job_id) == ("SUCCEEDED_WITH_ERRORS", 9, 2, 7, 7)
    rows = await connection.fetch("SELECT * FROM exchange_problem WHERE job_id = $1 ORDER BY number", job_id)
    assert [(row["number"], row["line"], row["field"], row["message_id"]) for row in rows] == [
        (number, line, "name", "RowErrorCode.MISSING") for number, line in enumerate((2, 4, 5, 6, 7, 8, 9))
    ]
    lines = await result_lines(ctx, connection, job_id)
    assert [(line["type"], line["line"], line["field"], line["code"]) for line in lines] == [
        ("problem", line, "name", "MISSING") for line in (2, 4, 5, 6, 7, 8, 9)
    ]


async def test_only_the_first_thousand_problems_are_rows(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    pipeline(LinePipeline())
    job_id = await importing(staff, ["bad"] * 1013)

    await run_job(ctx, job_id)

    numbers = await connection.fetch("SELECT number FROM exchange_problem WHERE job_id = $1 ORDER BY number", job_id)
    assert [row["number"] for row in numbers] == list(range(1000))
    assert len(await result_lines(ctx, connection, job_id)) == 1013


async def test_a_dry_run_says_what_would_change(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    pipeline(LinePipeline())
    job_id = await importing(staff, ["good 1", "bad 1"], dry_run=True)

    await run_job(ctx, job_id)

    assert await counts(connection, job_id) == ("SUCCEEDED_WITH_ERRORS", 2, 1, 1, 1)
    assert await taken(connection) == []
    lines = await result_lines(ctx, connection, job_id)
    assert lines[0] == {
        "type": "difference",
        "line": 0,
        "kind": "line",
        "key": "good 1",
        "outcome": "CREATED",
        "fields": [],
    }
    assert [(line["type"], line["line"]) for line in lines[1:]] == [("problem", 2)]
    assert await connection.fetchval("SELECT count(*) FROM exchange_problem WHERE job_id = $1", job_id) == 1


async def test_a_refusal_is_the_end(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    async def refusing(*_: Any, **__: Any) -> Any:
        raise Refusal(Problem(ExchangeErrorCode.UNKNOWN_CURRENCY, facts={"currency": "XAU"}))

    pipeline(refusing)
    job_id = await importing(staff)

    await run_job(ctx, job_id)

    row = await stored(connection, job_id)
    assert (row["status"], json.loads(row["failure"])) == (
        "FAILED",
        {"message_id": "ExchangeErrorCode.UNKNOWN_CURRENCY", "facts": {"currency": "XAU"}},
    )


async def test_a_waiting_job_is_cancelled_at_once(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    pipeline(LinePipeline())
    job_id = await importing(staff)

    assert await cancel_job(staff, job_id) == job_id
    await run_job(ctx, job_id)

    assert await counts(connection, job_id) == ("CANCELLED", 0, 0, 0, 0)
    assert await taken(connection) == []
    with pytest.raises(Refusal) as caught:
        await cancel_job(staff, job_id)
    assert [each.code for each in caught.value.problems] == [ExchangeErrorCode.JOB_ENDED]


async def test_a_running_job_is_cancelled_between_two_batches(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    job_id = await importing(staff)

    class Cancelled(LinePipeline):
        async def between_batches(self) -> None:
            if self.batches == 2:
                await cancel_job(staff, job_id)
                assert (await counts(connection, job_id))[0] == "RUNNING"

    pipeline(Cancelled())
    await run_job(ctx, job_id)

    assert await counts(connection, job_id) == ("CANCELLED", 10, 10, 0, 0)
    assert await taken(connection) == LINES[:10]


async def test_a_cancelled_export_leaves_no_file(
    staff: RequestContext, ctx: RequestContext, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await exporting(staff)

    async def cancelled(
        _: Any, target: BinaryIO, __: ExportFormat, ___: ExportOptions, watch: ExportWatch
    ) -> ExportReport:
        target.write(b"half")
        await cancel_job(staff, job_id)
        async with asyncio.timeout(10):
            while True:  # until the pulse has heard
                watch.advance(1, 2)
                await asyncio.sleep(0.05)

    monkeypatch.setattr(running, "run_export", cancelled)
    await run_job(ctx, job_id)

    row = await stored(connection, job_id)
    assert (row["status"], row["result_file_id"]) == ("CANCELLED", None)


async def test_one_key_makes_one_job(staff: RequestContext, connection: Connection) -> None:
    file_id = await uploaded(staff, LINES)
    wanted: dict[str, Any] = {"file_id": file_id, "url": None, "format": ImportFormat.STOCK, "idempotency_key": "k1"}

    first, again = [await create_import_job(staff, options=ImportOptions(), **wanted) for _ in range(2)]
    with pytest.raises(Refusal) as caught:
        await create_import_job(staff, options=ImportOptions(dry_run=True), **wanted)

    assert (first.replayed, again.replayed, again.id) == (False, True, first.id)
    assert [each.code for each in caught.value.problems] == [ExchangeErrorCode.IDEMPOTENCY_KEY_REUSED]
    assert await connection.fetchval("SELECT count(*) FROM exchange_job") == 1


async def later(ctx: RequestContext) -> RequestContext:
    return replace(ctx, now=ctx.now + timedelta(minutes=1))


def exists(path: Path) -> bool:
    return path.exists()


def old_file(path: Path) -> Path:
    path.write_bytes(b"left behind")
    os.utime(path, (0, 0))
    return path


async def test_what_has_expired_is_deleted(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    folder = ctx.settings.files_dir
    pipeline(LinePipeline())
    old, new, waits = await importing(staff), await importing(staff, ["new"]), await importing(staff, ["waits"])
    await run_job(ctx, old)
    await run_job(ctx, new)
    sources = {each: (await stored(connection, each))["source_file_id"] for each in (old, new, waits)}
    await connection.execute("UPDATE exchange_job SET expires_at = now() - interval '1 s' WHERE id = $1", old)
    await connection.execute(
        "UPDATE exchange_file SET expires_at = now() - interval '1 s' WHERE id = any($1)",
        [sources[old], sources[waits]],
    )
    left = old_file(folder / f"{new_id().hex}"), old_file(folder / "x.part")

    await connection.execute("TRUNCATE pgqueuer")
    await jobs.purge(await later(ctx), {})

    ids = {row["id"] for row in await connection.fetch("SELECT id FROM exchange_job")}
    assert ids == {new, waits}
    assert [exists(path_of(folder, sources[each])) for each in (old, new, waits)] == [False, True, True]
    assert [exists(path) for path in left] == [False, False]
    assert await waiting(connection) == [PURGE_JOB]
