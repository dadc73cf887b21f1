"""Runs of imports and exports that break off, are taken over or given back: nothing is done twice or left undone."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, BinaryIO, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.ids import new_id
from app.core.outbound import Downloads
from app.exchange import (
    RUN_JOB,
    ExportFormat,
    ExportOptions,
    ExportReport,
    ExportWatch,
    ImportFormat,
    ImportOptions,
    create_import_job,
    jobs,
    path_of,
)
from app.exchange.jobs import running
from app.exchange.service import start_run
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
    waiting,
)
from tests.support.files import Shelf, file_server
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


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    async with file_server() as opened:
        yield opened


async def of_address(staff: RequestContext, shelf: Shelf) -> UUID:
    """A job that loads its file first."""
    settings = staff.settings.model_copy(update={"fetch_private_hosts": "127.0.0.1"})
    made = await create_import_job(
        replace(staff, settings=settings),
        file_id=None,
        is_file_named=False,
        url=shelf.url("/feed"),
        format=ImportFormat.GOOGLE_XML,
        options=ImportOptions(),
        idempotency_key=str(new_id()),
    )
    return made.id


async def test_a_run_that_breaks_off_is_gone_on_with(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    class Breaking(LinePipeline):
        async def between_batches(self) -> None:
            if self.batches == 2:
                raise ConnectionError

    pipeline(Breaking(name="first"))
    job_id = await importing(staff, [*LINES[:8], "bad", *LINES[8:]])
    with pytest.raises(ConnectionError):
        await run_job(ctx, job_id)
    assert await counts(connection, job_id) == ("QUEUED", 10, 9, 1, 1)

    pipeline(LinePipeline(name="second"))
    await run_job(ctx, job_id)

    assert await counts(connection, job_id) == ("SUCCEEDED_WITH_ERRORS", 24, 23, 1, 1)
    assert await taken(connection) == LINES
    runs = await connection.fetch("SELECT run, count(*) AS lines FROM taken GROUP BY run ORDER BY run")
    assert [tuple(row) for row in runs] == [("first", 9), ("second", 14)]
    assert [line["line"] for line in await result_lines(ctx, connection, job_id)] == [9]


async def test_what_was_written_behind_the_last_checkpoint_is_written_again(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    """A batch that is rolled back leaves its problems in the result file. They must not stand there twice."""

    class RolledBack(LinePipeline):
        async def __call__(self, ctx: RequestContext, source: BinaryIO, *rest: Any, **more: Any) -> Any:
            watch = rest[2]

            async def keep_and_fail(session: Any, progress: Any) -> None:
                await watch.checkpoint(session, progress)
                if progress.records > 5:
                    raise ConnectionError

            changed = (*rest[:2], replace(watch, checkpoint=keep_and_fail))
            return await super().__call__(ctx, source, *changed, **more)

    pipeline(RolledBack())
    job_id = await importing(staff, ["bad"] * 12)
    with pytest.raises(ConnectionError):
        await run_job(ctx, job_id)
    assert await counts(connection, job_id) == ("QUEUED", 5, 0, 5, 5)

    pipeline(LinePipeline())
    await run_job(ctx, job_id)

    assert [line["line"] for line in await result_lines(ctx, connection, job_id)] == list(range(1, 13))
    assert await connection.fetchval("SELECT count(*) FROM exchange_problem WHERE job_id = $1", job_id) == 12


async def test_a_job_that_never_gets_on_is_given_up(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    pipeline(broken)
    job_id = await importing(staff)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            await run_job(ctx, job_id)

    await run_job(ctx, job_id)

    row = await stored(connection, job_id)
    assert row["status"] == "FAILED"
    assert json.loads(row["failure"]) == {"message_id": "ExchangeErrorCode.INTERNAL", "facts": {}}


async def test_a_run_that_was_taken_for_dead_writes_nothing_more(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    job_id = await importing(staff)
    second = LinePipeline(name="second")

    class TakenOver(LinePipeline):
        async def between_batches(self) -> None:
            if self.batches == 1:
                pipeline(second)
                await jobs.attempt(ctx, job_id, new_id())  # what another worker would do

    pipeline(TakenOver(name="first"))
    await run_job(ctx, job_id)

    assert await counts(connection, job_id) == ("SUCCEEDED", 23, 23, 0, 0)
    assert await taken(connection) == LINES
    runs = await connection.fetch("SELECT run, count(*) AS lines FROM taken GROUP BY run ORDER BY run")
    assert [tuple(row) for row in runs] == [("first", 5), ("second", 18)]


async def test_a_worker_that_stops_gives_the_job_back_without_blame(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    begun = asyncio.Event()

    class Slow(LinePipeline):
        async def between_batches(self) -> None:
            begun.set()
            await asyncio.sleep(60)

    pipeline(Slow())
    job_id = await importing(staff)
    task = asyncio.create_task(run_job(ctx, job_id))
    await begun.wait()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    row = await stored(connection, job_id)
    assert (row["status"], row["rows_done"], row["run_id"]) == ("QUEUED", 5, None)
    pipeline(LinePipeline())
    await run_job(ctx, job_id)
    assert await taken(connection) == LINES


async def test_a_process_runs_one_at_a_time(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any
) -> None:
    second = await importing(staff, ["other"])
    first = await importing(staff)

    class Meanwhile(LinePipeline):
        async def between_batches(self) -> None:
            if self.batches == 1:
                await connection.execute("TRUNCATE pgqueuer")
                await run_job(ctx, second)

    pipeline(Meanwhile())
    await run_job(ctx, first)

    assert await counts(connection, second) == ("QUEUED", 0, 0, 0, 0)
    assert RUN_JOB in await waiting(connection)
    assert await taken(connection) == LINES


async def test_a_file_is_loaded_from_its_address_once(
    staff: RequestContext, ctx: RequestContext, connection: Connection, pipeline: Any, shelf: Shelf
) -> None:
    class Breaking(LinePipeline):
        async def between_batches(self) -> None:
            raise ConnectionError

    shelf.bodies["/feed"] = "\n".join(LINES).encode()
    asking = replace(ctx, parts={**ctx.parts, Downloads: Downloads({"127.0.0.1"})})
    pipeline(Breaking())
    job_id = await of_address(staff, shelf)
    with pytest.raises(ConnectionError):
        await run_job(asking, job_id)
    pipeline(LinePipeline())

    await run_job(asking, job_id)

    assert await counts(connection, job_id) == ("SUCCEEDED", 23, 23, 0, 0)
    assert await taken(connection) == LINES
    assert shelf.asked == ["/feed"]


async def test_an_address_that_gives_nothing_is_said(
    staff: RequestContext, ctx: RequestContext, connection: Connection, shelf: Shelf
) -> None:
    asking = replace(ctx, parts={**ctx.parts, Downloads: Downloads({"127.0.0.1"})})
    missing, private = await of_address(staff, shelf), await of_address(staff, shelf)

    await run_job(asking, missing)
    await run_job(ctx, private)

    reasons = [json.loads((await stored(connection, each))["failure"]) for each in (missing, private)]
    assert reasons == [
        {
            "message_id": "ExchangeErrorCode.DOWNLOAD_FAILED",
            "facts": {"reason": "The server answers with the status 404."},
        },
        {
            "message_id": "ExchangeErrorCode.DOWNLOAD_FAILED",
            "facts": {"reason": "127.0.0.1 is not on the public internet."},
        },
    ]


async def test_a_run_of_a_job_that_is_not_there_is_no_error(ctx: RequestContext, staff: RequestContext) -> None:
    await run_job(ctx, new_id())
    async with staff.transaction() as session:
        assert await start_run(session, ctx.settings, new_id(), new_id(), ctx.now) is None


async def test_an_export_is_begun_anew_after_a_break(
    staff: RequestContext, ctx: RequestContext, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ExportOptions] = []

    async def half(_: Any, target: BinaryIO, *__: Any) -> ExportReport:
        target.write(b'{"half": ')
        target.flush()
        raise ConnectionError

    async def whole(
        _: Any, target: BinaryIO, wanted: ExportFormat, options: ExportOptions, watch: ExportWatch
    ) -> ExportReport:
        asked.append(options)
        target.write(gzip.compress(wanted.value.encode()))
        watch.advance(1, 1)
        return ExportReport(rows=3, products=1)

    monkeypatch.setattr(running, "run_export", half)
    job_id = await exporting(staff, compressed=True, market_code="de")
    with pytest.raises(ConnectionError):
        await run_job(ctx, job_id)
    monkeypatch.setattr(running, "run_export", whole)

    await run_job(ctx, job_id)

    row = await stored(connection, job_id)
    file = await connection.fetchrow("SELECT * FROM exchange_file WHERE id = $1", row["result_file_id"])
    assert file is not None
    body = path_of(ctx.settings.files_dir, file["id"]).read_bytes()
    assert gzip.decompress(body) == b"JSONL"
    assert (row["status"], row["rows_done"], row["rows_total"], row["bytes_done"]) == ("SUCCEEDED", 3, 3, len(body))
    assert (file["byte_size"], file["media_type"]) == (len(body), "application/gzip")
    assert file["name"].endswith(".jsonl.gz")
    assert asked == [ExportOptions(compressed=True, market_code="de")]
