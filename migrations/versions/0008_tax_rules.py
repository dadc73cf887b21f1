"""Tax by class of goods, region and component; the seller's registrations; what registers said of VAT ids."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_STANDARD = {
    "en": "Standard",
    "de": "Regelsatz",
    "fr": "Taux normal",
    "zh-Hans": "标准税率",
    "ja": "標準税率",
    "ar": "النسبة الأساسية",
}


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _classes()
    _rates()
    _registrations()


def _classes() -> None:
    tax_class = op.create_table(
        "tax_class",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("tax_class_version_check")),
        sa.PrimaryKeyConstraint("code", name=op.f("tax_class_pkey")),
    )
    op.bulk_insert(tax_class, [{"code": "standard", "names": _STANDARD}])
    op.add_column(
        "product", sa.Column("tax_class_code", sa.String(), server_default=sa.text("'standard'"), nullable=False)
    )
    op.create_foreign_key(op.f("product_tax_class_code_fkey"), "product", "tax_class", ["tax_class_code"], ["code"])
    # Most products are of the standard class, which cannot be deleted: only the others are ever looked for.
    op.create_index(
        "product_of_tax_class",
        "product",
        ["tax_class_code"],
        unique=False,
        postgresql_where=sa.text("tax_class_code <> 'standard'"),
    )


def _rates() -> None:
    op.drop_constraint("tax_rate_country_code_valid_from_key", "tax_rate", type_="unique")
    op.add_column("tax_rate", sa.Column("region_code", sa.String(), nullable=True))
    op.add_column(
        "tax_rate", sa.Column("tax_class_code", sa.String(), server_default=sa.text("'standard'"), nullable=False)
    )
    op.add_column("tax_rate", sa.Column("component", sa.String(), server_default=sa.text("'VAT'"), nullable=False))
    # What stands there came with the demo shop; from now on it comes, and is corrected, with each version.
    op.add_column("tax_rate", sa.Column("origin", sa.String(64), server_default="REFERENCE", nullable=False))
    op.alter_column("tax_rate", "origin", server_default=sa.text("'STAFF'"))
    op.alter_column(
        "tax_rate",
        "confidence",
        type_=sa.String(64),
        existing_nullable=False,
        postgresql_using="CASE confidence WHEN 'public summary' THEN 'PUBLIC_SUMMARY' ELSE 'APPROXIMATE' END",
    )
    op.create_check_constraint(
        op.f("tax_rate_confidence_check"),
        "tax_rate",
        "confidence IN ('PUBLISHED', 'PUBLIC_SUMMARY', 'APPROXIMATE')",
    )
    op.create_check_constraint(op.f("tax_rate_origin_check"), "tax_rate", "origin IN ('REFERENCE', 'STAFF')")
    op.create_foreign_key(op.f("tax_rate_tax_class_code_fkey"), "tax_rate", "tax_class", ["tax_class_code"], ["code"])
    op.create_unique_constraint(
        "tax_rate_key",
        "tax_rate",
        ["country_code", "region_code", "tax_class_code", "component", "valid_from"],
        postgresql_nulls_not_distinct=True,
    )
    # Rates without an end overlapped their successors until now: each ends where the next one begins.
    op.execute(
        """
        UPDATE tax_rate SET valid_to = following.begins
        FROM (SELECT id, lead(valid_from) OVER (PARTITION BY country_code ORDER BY valid_from) AS begins
              FROM tax_rate) AS following
        WHERE following.id = tax_rate.id AND (valid_to IS NULL OR valid_to > following.begins)
          AND following.begins IS NOT NULL
        """
    )
    op.execute(
        "ALTER TABLE tax_rate ADD CONSTRAINT tax_rate_no_overlap EXCLUDE USING gist (country_code WITH =, "
        "coalesce(region_code, ''::text) WITH =, tax_class_code WITH =, component WITH =, "
        "daterange(valid_from, valid_to) WITH &&)"
    )


def _registrations() -> None:
    op.create_table(
        "tax_registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("is_home", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("tax_registration_validity_check")),
        sa.CheckConstraint("version > 0", name=op.f("tax_registration_version_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("tax_registration_pkey")),
    )
    op.execute(
        "ALTER TABLE tax_registration ADD CONSTRAINT tax_registration_no_overlap EXCLUDE USING gist "
        "(country_code WITH =, daterange(valid_from, valid_to) WITH &&)"
    )
    op.create_table(
        "vat_id_check",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("vat_id_check_pkey")),
    )
