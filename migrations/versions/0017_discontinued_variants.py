"""Which variants are discontinued is looked up in an index of these few: their prices are kept, and count no more."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "product_variant_discontinued",
        "product_variant",
        ["id"],
        unique=False,
        postgresql_where=sa.text("is_discontinued"),
    )


def downgrade() -> None:
    op.drop_index("product_variant_discontinued", table_name="product_variant")
