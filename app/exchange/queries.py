"""Reads of jobs, their problems and their files."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Integer, LargeBinary, Text, Uuid, any_, bindparam, or_, select

from app.core.reads import Read, array_parameter, table_of
from app.exchange.models import (
    ExchangeFile,
    ExchangeJob,
    ExchangeKind,
    ExchangeProblem,
    ExchangeStatus,
    FilePurpose,
)

_file = table_of(ExchangeFile).c
_job = table_of(ExchangeJob).c
_problem = table_of(ExchangeProblem).c


class FileRow(NamedTuple):
    """A file."""

    id: UUID
    purpose: FilePurpose
    name: str
    media_type: str
    byte_size: int
    sha256: bytes | None
    completed_at: datetime | None
    created_at: datetime
    expires_at: datetime


class JobRow(NamedTuple):
    """An import or export."""

    id: UUID
    kind: ExchangeKind
    format: str
    status: ExchangeStatus
    is_dry_run: bool
    source_url: str | None
    source_file_id: UUID | None
    result_file_id: UUID | None
    bytes_done: int
    bytes_total: int | None
    rows_done: int
    rows_total: int | None
    created_count: int
    updated_count: int
    unchanged_count: int
    refused_count: int
    problem_count: int
    failure: dict[str, Any] | None
    cancel_requested_at: datetime | None
    actor_token_id: UUID | None
    actor_name: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None
    version: int


class ProblemRow(NamedTuple):
    """A problem of an import."""

    id: UUID
    job_id: UUID
    number: int
    line: int
    field: str
    message_id: str
    facts: dict[str, Any]


class _Id(NamedTuple):
    id: UUID


_files = select(*(_file[name] for name in FileRow._fields))
_jobs = select(*(_job[name] for name in JobRow._fields))
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_limit = bindparam("limit", type_=Integer())
_before = bindparam("before", type_=Uuid())
_status = bindparam("status", type_=Text())

file_by_secret_hash = Read(
    _files.where(_file.secret_hash == bindparam("secret_hash", type_=LargeBinary()), _file.expires_at > _now), FileRow
)
files_by_id = Read(_files.where(_file.id == any_(array_parameter("ids", Uuid())), _file.expires_at > _now), FileRow)
known_files = Read(select(_file.id).where(_file.id == any_(array_parameter("ids", Uuid()))), _Id)
jobs_by_id = Read(_jobs.where(_job.id == any_(array_parameter("ids", Uuid()))), JobRow)
jobs_page = Read(
    _jobs.where(or_(_before.is_(None), _job.id < _before), or_(_status.is_(None), _job.status == _status))
    .order_by(_job.id.desc())
    .limit(_limit),
    JobRow,
)
"""The newest first, behind an id or (None) from the start; `status` None is all."""
_problems = select(*(_problem[name] for name in ProblemRow._fields))
problems_by_id = Read(_problems.where(_problem.id == any_(array_parameter("ids", Uuid()))), ProblemRow)
problems_of_jobs = Read(
    _problems.where(
        _problem.job_id == any_(array_parameter("job_ids", Uuid())),
        _problem.number > bindparam("after", type_=Integer()),
        _problem.number <= bindparam("last", type_=Integer()),
    ).order_by(_problem.job_id, _problem.number),
    ProblemRow,
)
"""In the order of the file, behind a number (-1 is the start) and up to another: the numbers have no gaps."""
