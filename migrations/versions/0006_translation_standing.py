"""How far each product is in which language, so that staff need not wait while it is counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.translation_standings import install_statements

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "translation_standing",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("is_known", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("source_language_tag", sa.String(), server_default="", nullable=False),
        sa.Column("complete_tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("stale_tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("translation_standing_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("translation_standing_pkey")),
    )
    op.create_index(
        "translation_standing_unknown",
        "translation_standing",
        ["product_id"],
        unique=False,
        postgresql_where=sa.text("NOT is_known"),
    )
    for statement in install_statements():
        op.execute(statement)
