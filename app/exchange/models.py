"""Tables of imports and exports that run in the background, their problems and their files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import document, enum_type, filled_document, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class FilePurpose(DescribedEnum):
    """What a file is for."""

    UPLOAD = "UPLOAD", "Somebody gives it to the shop."
    RESULT = "RESULT", "The shop made it, and somebody fetches it."


class ExchangeKind(DescribedEnum):
    """Which way a job goes."""

    IMPORT = "IMPORT", "A file is read into the shop."
    EXPORT = "EXPORT", "What is in the shop is written into a file."


class ExchangeStatus(DescribedEnum):
    """How far a job is."""

    QUEUED = "QUEUED", "It waits for a worker, for the first time or for another attempt."
    RUNNING = "RUNNING", "A worker is at it."
    SUCCEEDED = "SUCCEEDED", "It is done, and nothing was refused."
    SUCCEEDED_WITH_ERRORS = "SUCCEEDED_WITH_ERRORS", "It is done, and some rows were refused: `problems` says why."
    FAILED = "FAILED", "It came to no end: `failure` says why. What was written before stays."
    CANCELLED = "CANCELLED", "Somebody ended it. What was written before stays."


ENDED = frozenset(ExchangeStatus) - {ExchangeStatus.QUEUED, ExchangeStatus.RUNNING}


def _count() -> Any:
    return Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default=text("0")))


class ExchangeFile(SQLModel, table=True):
    """A file in the files folder, named there by its id, until it expires."""

    __tablename__ = "exchange_file"
    __table_args__ = (CheckConstraint("byte_size >= 0", name="byte_size"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    purpose: FilePurpose = Field(sa_column=Column(enum_type(FilePurpose, "purpose"), nullable=False))
    name: str
    media_type: str
    byte_size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Of an upload that has not come: as announced."""
    sha256: bytes | None = None
    secret_hash: bytes = Field(unique=True)
    """Of what is in its address."""
    completed_at: datetime | None = timestamp(nullable=True)
    """None: it has not come yet, or is still being written."""
    actor_token_id: UUID | None = None
    actor_name: str
    created_at: datetime = timestamp(now=True)
    expires_at: datetime = timestamp()


class ExchangeJob(SQLModel, table=True):
    """An import or export."""

    __tablename__ = "exchange_job"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("source_file_id IS NULL OR kind = 'IMPORT'", name="source_file_id"),
        Index("exchange_job_by_status", "status", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: ExchangeKind = Field(sa_column=Column(enum_type(ExchangeKind, "kind"), nullable=False))
    format: str
    options: dict[str, Any] = document()
    status: ExchangeStatus = Field(
        default=ExchangeStatus.QUEUED, sa_column=Column(enum_type(ExchangeStatus, "status"), nullable=False)
    )
    is_dry_run: bool = False
    source_url: str | None = None
    source_file_id: UUID | None = Field(
        default=None, sa_column_args=(ForeignKey("exchange_file.id", ondelete="SET NULL"),), index=True
    )
    result_file_id: UUID | None = Field(
        default=None, sa_column_args=(ForeignKey("exchange_file.id", ondelete="SET NULL"),), index=True
    )
    bytes_done: int = _count()
    bytes_total: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    rows_done: int = _count()
    rows_total: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    created_count: int = _count()
    updated_count: int = _count()
    unchanged_count: int = _count()
    refused_count: int = _count()
    problem_count: int = _count()
    checkpoint: dict[str, Any] | None = document(nullable=True)
    """Where to go on after a kill; written in the transaction of the batch."""
    failure: dict[str, Any] | None = document(nullable=True)
    """`{"message_id": …, "facts": {…}}`."""
    attempts: int = 0
    """Since it last got on."""
    run_id: UUID | None = None
    """Of the run that may write: another one that still goes on, in a worker that was taken for dead, may not."""
    cancel_requested_at: datetime | None = timestamp(nullable=True)
    actor_token_id: UUID | None = None
    actor_name: str
    created_at: datetime = timestamp(now=True)
    started_at: datetime | None = timestamp(nullable=True)
    finished_at: datetime | None = timestamp(nullable=True)
    expires_at: datetime | None = timestamp(nullable=True)
    """When it is forgotten. None: it has not ended."""
    version: int = 1


class ExchangeProblem(SQLModel, table=True):
    """One of the first problems of an import. All of them are in its result file."""

    __tablename__ = "exchange_problem"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    job_id: UUID = Field(sa_column_args=(ForeignKey("exchange_job.id", ondelete="CASCADE"),))
    number: int
    """From zero, in the order of the file."""
    line: int = Field(sa_column=Column(BigInteger, nullable=False))
    field: str
    message_id: str
    facts: dict[str, Any] = filled_document({})
