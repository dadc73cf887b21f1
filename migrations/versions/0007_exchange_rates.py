"""Exchange rates: what was observed, which pairs are used, and which rate held when."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

from migrations.kept_rates import install_statements, uninstall_statements

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SOURCES = ("MANUAL", "COMMERCIAL", "ECB_FEED", "ECB_TABLE")


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        _source("source"),
        *_codes(),
        _rate("rate"),
        _moment("as_of"),
        _moment("received_at"),
        _moment("holds_until", nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        *_pair_checks("exchange_rate"),
        sa.CheckConstraint("rate > 0", name=op.f("exchange_rate_rate_check")),
        sa.CheckConstraint("holds_until IS NULL OR source = 'MANUAL'", name=op.f("exchange_rate_holds_until_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("exchange_rate_pkey")),
        sa.UniqueConstraint(
            "source",
            "base_code",
            "quote_code",
            "as_of",
            name=op.f("exchange_rate_source_base_code_quote_code_as_of_key"),
        ),
    )
    _create_pairs()
    _create_effective_rates()
    for statement in install_statements():
        op.execute(statement)


def _create_pairs() -> None:
    op.create_table(
        "currency_pair",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_codes(),
        sa.Column("band", sa.Numeric(precision=6, scale=5), server_default=sa.text("0.02"), nullable=False),
        *_found("live"),
        *_found("held"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        *_pair_checks("currency_pair"),
        sa.CheckConstraint("band >= 0 AND band <= 0.5", name=op.f("currency_pair_band_check")),
        sa.CheckConstraint("live_rate > 0", name=op.f("currency_pair_live_rate_check")),
        sa.CheckConstraint("held_rate > 0", name=op.f("currency_pair_held_rate_check")),
        *(
            sa.CheckConstraint(
                f"num_nulls({kind}_rate, {kind}_source, {kind}_as_of) IN (0, 3)",
                name=op.f(f"currency_pair_{kind}_check"),
            )
            for kind in ("live", "held")
        ),
        sa.CheckConstraint("version > 0", name=op.f("currency_pair_version_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("currency_pair_pkey")),
        sa.UniqueConstraint("base_code", "quote_code", name=op.f("currency_pair_base_code_quote_code_key")),
    )


def _create_effective_rates() -> None:
    op.create_table(
        "effective_rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_codes(),
        _rate("rate"),
        _source("source"),
        _moment("as_of"),
        _moment("since"),
        _moment("until", nullable=True),
        _moment("holds_until", nullable=True),
        *_pair_checks("effective_rate"),
        sa.CheckConstraint("rate > 0", name=op.f("effective_rate_rate_check")),
        sa.CheckConstraint("until > since", name=op.f("effective_rate_times_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("effective_rate_pkey")),
    )
    op.create_index(
        "effective_rate_one_open",
        "effective_rate",
        ["base_code", "quote_code"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index("effective_rate_by_pair", "effective_rate", ["base_code", "quote_code", "since"], unique=True)


def _source(name: str, *, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*_SOURCES, name=name, native_enum=False, create_constraint=True, length=64)
    return sa.Column(name, kind, nullable=nullable)


def _codes() -> Iterator[sa.Column[str]]:
    for name in ("base_code", "quote_code"):
        yield sa.Column(name, sa.String(), nullable=False)


def _rate(name: str, *, nullable: bool = False) -> sa.Column[Decimal]:
    return sa.Column(name, sa.Numeric(precision=24, scale=14), nullable=nullable)


def _found(kind: str) -> tuple[sa.Column[Decimal], sa.Column[str], sa.Column[datetime]]:
    return (
        _rate(f"{kind}_rate", nullable=True),
        _source(f"{kind}_source", nullable=True),
        _moment(f"{kind}_as_of", nullable=True),
    )


def _pair_checks(table: str) -> Iterator[sa.CheckConstraint]:
    codes = "base_code ~ '^[A-Z]{3}$' AND quote_code ~ '^[A-Z]{3}$'"
    yield sa.CheckConstraint(codes, name=op.f(f"{table}_codes_check"))
    yield sa.CheckConstraint("base_code <> quote_code", name=op.f(f"{table}_pair_check"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=nullable)


def downgrade() -> None:
    for table in ("effective_rate", "currency_pair", "exchange_rate"):
        op.drop_table(table)
    for statement in uninstall_statements():
        op.execute(statement)
