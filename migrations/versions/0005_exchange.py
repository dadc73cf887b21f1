"""Imports and exports as jobs, with their files and problems."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_STATUSES = ("QUEUED", "RUNNING", "SUCCEEDED", "SUCCEEDED_WITH_ERRORS", "FAILED", "CANCELLED")


def upgrade() -> None:
    _create_files()
    _create_jobs()
    op.create_table(
        "exchange_problem",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("facts", _json(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["exchange_job.id"], name=op.f("exchange_problem_job_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("exchange_problem_pkey")),
        sa.UniqueConstraint("job_id", "number", name=op.f("exchange_problem_job_id_number_key")),
    )


def _create_files() -> None:
    op.create_table(
        "exchange_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        _choice("purpose", "UPLOAD", "RESULT"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("byte_size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        _moment("completed_at", nullable=True),
        sa.Column("actor_token_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        sa.CheckConstraint("byte_size >= 0", name=op.f("exchange_file_byte_size_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("exchange_file_pkey")),
        sa.UniqueConstraint("secret_hash", name=op.f("exchange_file_secret_hash_key")),
    )


def _create_jobs() -> None:
    op.create_table(
        "exchange_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        _choice("kind", "IMPORT", "EXPORT"),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("options", _json(), nullable=False),
        _choice("status", *_STATUSES),
        sa.Column("is_dry_run", sa.Boolean(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("source_file_id", sa.Uuid(), nullable=True),
        sa.Column("result_file_id", sa.Uuid(), nullable=True),
        _count("bytes_done"),
        sa.Column("bytes_total", sa.BigInteger(), nullable=True),
        _count("rows_done"),
        sa.Column("rows_total", sa.BigInteger(), nullable=True),
        *map(_count, ("created_count", "updated_count", "unchanged_count", "refused_count", "problem_count")),
        sa.Column("checkpoint", _json(), nullable=True),
        sa.Column("failure", _json(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        _moment("cancel_requested_at", nullable=True),
        sa.Column("actor_token_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        _moment("created_at"),
        _moment("started_at", nullable=True),
        _moment("finished_at", nullable=True),
        _moment("expires_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("exchange_job_version_check")),
        sa.CheckConstraint("source_file_id IS NULL OR kind = 'IMPORT'", name=op.f("exchange_job_source_file_id_check")),
        *(
            sa.ForeignKeyConstraint(
                [column], ["exchange_file.id"], name=op.f(f"exchange_job_{column}_fkey"), ondelete="SET NULL"
            )
            for column in ("source_file_id", "result_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("exchange_job_pkey")),
    )
    op.create_index("exchange_job_by_status", "exchange_job", ["status", "id"], unique=False)
    for column in ("source_file_id", "result_file_id"):
        op.create_index(op.f(f"exchange_job_{column}_idx"), "exchange_job", [column], unique=False)


def _choice(name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=64)
    return sa.Column(name, kind, nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(astext_type=sa.Text())


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=nullable)


def downgrade() -> None:
    for table in ("exchange_problem", "exchange_job", "exchange_file"):
        op.drop_table(table)
