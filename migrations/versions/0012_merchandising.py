"""What staff say about search: synonyms, stop words, the weight of fields, and rules."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "search_synonyms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language_tag", sa.String(), nullable=False),
        _enum("kind", "EQUIVALENT", "ONE_WAY", nullable=False),
        sa.Column("words", sa.ARRAY(sa.Text()), nullable=False),
        _texts("others"),
        _version(),
        sa.CheckConstraint("cardinality(words) > 0", name=op.f("search_synonyms_words_check")),
        sa.CheckConstraint(
            "(kind = 'ONE_WAY') = (cardinality(others) > 0)", name=op.f("search_synonyms_others_of_kind_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("search_synonyms_pkey")),
    )
    op.create_index("search_synonyms_of_language", "search_synonyms", ["language_tag"], unique=False)
    op.create_table(
        "search_language",
        sa.Column("language_tag", sa.String(), nullable=False),
        _texts("stop_words"),
        _texts("field_order"),
        _version(),
        sa.PrimaryKeyConstraint("language_tag", name=op.f("search_language_pkey")),
    )
    op.create_table(
        "search_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        _enum("match", "EXACT", "CONTAINED", nullable=True),
        _texts("queries"),
        _uuids("category_ids"),
        _texts("language_tags"),
        _uuids("market_ids"),
        _texts("channel_codes"),
        *(_documents(name) for name in ("pins", "boosts", "buries")),
        sa.Column("redirect", sa.String(), nullable=True),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ends_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_paused", sa.Boolean(), server_default="false", nullable=False),
        _version(),
        sa.CheckConstraint(
            "cardinality(queries) + cardinality(category_ids) > 0", name=op.f("search_rule_trigger_check")
        ),
        sa.CheckConstraint(
            "(match IS NULL) = (cardinality(queries) = 0)", name=op.f("search_rule_match_of_queries_check")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("search_rule_validity_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("search_rule_pkey")),
        sa.UniqueConstraint("code", name=op.f("search_rule_code_key")),
    )


def downgrade() -> None:
    for table in ("search_rule", "search_language", "search_synonyms"):
        op.drop_table(table)


def _enum(name: str, *values: str, nullable: bool) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=64)
    return sa.Column(name, kind, nullable=nullable)


def _texts(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.Text()), server_default="{}", nullable=False)


def _uuids(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False)


def _documents(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False)


def _version() -> sa.Column[object]:
    return sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
