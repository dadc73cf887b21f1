"""Jobs for tests, and a pipeline that reads lines into a table, as an import reads products into the shop."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, BinaryIO, TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy import text

from app.catalog import UpsertOutcome
from app.core.context import RequestContext, Viewer
from app.core.errors import Problem
from app.core.ids import new_id
from app.exchange import (
    Difference,
    ExportFormat,
    ExportOptions,
    FilePurpose,
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportWatch,
    Progress,
    RowErrorCode,
    RowProblem,
    create_export_job,
    create_import_job,
    jobs,
    path_of,
)
from app.exchange.service import NewFile, add_file, complete_upload

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

LINES = [f"line {number:03}" for number in range(23)]
BATCH = 5
TAKEN = "CREATE TABLE IF NOT EXISTS taken (line text, run text)"


class LinePipeline:
    """Takes each line that does not begin with `bad`. `seconds` go by after each batch."""

    def __init__(self, seconds: float = 0, name: str = "") -> None:
        self.seconds = seconds
        self.name = name
        self.batches = 0

    async def __call__(
        self,
        ctx: RequestContext,
        source: BinaryIO,
        format: ImportFormat,  # noqa: A002, ARG002 - as the interface
        options: ImportOptions,
        watch: ImportWatch,
        *,
        resume_at: Progress | None = None,
    ) -> ImportReport:
        lines = source.read().decode().splitlines()
        done = resume_at or Progress()
        report = replace(done.report)
        for start in range(done.records, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            problems = [
                RowProblem(start + at, "name", Problem(RowErrorCode.MISSING, facts={"at": at}))
                for at, line in enumerate(batch, 1)
                if line.startswith("bad")
            ]
            good = [line for line in batch if not line.startswith("bad")]
            report.rows += len(batch)
            report.created += len(good)
            report.failed += len(problems)
            report.problems += len(problems)
            if options.dry_run:
                for at, line in enumerate(good):
                    watch.difference(Difference(start + at, "line", line, UpsertOutcome.CREATED))
            else:
                async with ctx.transaction() as session:
                    for line in good:
                        await session.execute(
                            text("INSERT INTO taken VALUES (:line, :run)"), {"line": line, "run": self.name}
                        )
                    await watch.checkpoint(session, Progress(start + len(batch), replace(report), tuple(problems)))
            for problem in problems:
                watch.problem(problem)
            watch.advance(sum(len(line) + 1 for line in batch))
            self.batches += 1
            await self.between_batches()
        return report

    async def between_batches(self) -> None:
        """What else happens meanwhile."""
        await asyncio.sleep(self.seconds)


async def taken(connection: Connection) -> list[str]:
    """The lines that went in, in their order."""
    return [row["line"] for row in await connection.fetch("SELECT line FROM taken ORDER BY line")]


async def prepared(ctx: RequestContext, connection: Connection) -> RequestContext:
    """A context of Ada's; the queue is empty, and no job has been."""
    await connection.execute(f"{TAKEN}; TRUNCATE taken, pgqueuer, exchange_job, exchange_problem")
    return replace(ctx, viewer=Viewer(token_id=new_id(), name="Ada"))


async def uploaded(ctx: RequestContext, lines: Iterable[str]) -> UUID:
    body = "".join(f"{line}\n" for line in lines).encode()
    file = NewFile(new_id(), FilePurpose.UPLOAD, "a.csv", "text/csv", len(body), ctx.now + timedelta(days=1))
    ctx.settings.files_dir.mkdir(exist_ok=True)
    path_of(ctx.settings.files_dir, file.id).write_bytes(body)
    async with ctx.transaction() as session:
        await add_file(session, ctx.settings, ctx.viewer, file)
        await complete_upload(session, file.id, sha256(body).digest(), ctx.now, timedelta(days=7))
    return file.id


async def importing(ctx: RequestContext, lines: Iterable[str] = LINES, *, dry_run: bool = False) -> UUID:
    """A new job."""
    made = await create_import_job(
        ctx,
        file_id=await uploaded(ctx, lines),
        url=None,
        format=ImportFormat.PRICES,
        options=ImportOptions(dry_run=dry_run),
        idempotency_key=str(new_id()),
    )
    return made.id


async def run_job(ctx: RequestContext, job_id: UUID) -> None:
    await jobs.run(ctx, {"job_id": str(job_id)})


async def stored(connection: Connection, job_id: UUID) -> dict[str, Any]:
    row = await connection.fetchrow("SELECT * FROM exchange_job WHERE id = $1", job_id)
    assert row is not None
    return dict(row)


async def counts(connection: Connection, job_id: UUID) -> tuple[Any, ...]:
    """Status, rows, created, refused, problems."""
    row = await stored(connection, job_id)
    return tuple(row[name] for name in ("status", "rows_done", "created_count", "refused_count", "problem_count"))


async def result_lines(ctx: RequestContext, connection: Connection, job_id: UUID) -> list[dict[str, Any]]:
    row = await connection.fetchrow(
        "SELECT * FROM exchange_file WHERE id = (SELECT result_file_id FROM exchange_job WHERE id = $1)", job_id
    )
    assert row is not None
    body = path_of(ctx.settings.files_dir, row["id"]).read_bytes()
    assert (row["byte_size"], row["sha256"], row["completed_at"] is not None) == (
        len(body),
        sha256(body).digest(),
        True,
    )
    return [json.loads(line) for line in body.splitlines()]


async def waiting(connection: Connection) -> list[str]:
    rows = await connection.fetch("SELECT entrypoint FROM pgqueuer ORDER BY entrypoint")
    return [row["entrypoint"] for row in rows]


async def exporting(staff: RequestContext, **options: Any) -> UUID:
    made = await create_export_job(
        staff, format=ExportFormat.JSONL, options=ExportOptions(**options), idempotency_key=str(new_id())
    )
    return made.id
