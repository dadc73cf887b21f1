"""Products wait in a table while the search engine is away."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "search_backlog",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("waits_since", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("noted_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("search_backlog_pkey")),
    )
    op.create_index("search_backlog_waits_since", "search_backlog", ["waits_since"], unique=False)


def downgrade() -> None:
    op.drop_table("search_backlog")
