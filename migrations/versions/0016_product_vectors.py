"""Vectors of products are kept, for shops that search by meaning."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "product_vector",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("language_tag", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name="product_vector_product_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "language_tag", name="product_vector_pkey"),
    )
