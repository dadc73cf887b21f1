"""What products say in each language, to be found by where the search engine is away.

The rows are written by the jobs that index products. A shop that exists already has none until
`tradewind search reindex`, or the job that compares the index with the database, has come by its products.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # Both are trusted: the owner of the database may make them.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    op.create_table(
        "product_text",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("language_tag", sa.Text(), nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_text_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "language_tag", name=op.f("product_text_pkey")),
    )
    op.create_index(
        "product_text_found", "product_text", ["language_tag", "document"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "product_text_word",
        sa.Column("language_tag", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("language_tag", "word", name=op.f("product_text_word_pkey")),
    )
    op.create_index(
        "product_text_word_alike",
        "product_text_word",
        ["word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )


def downgrade() -> None:
    op.drop_table("product_text_word")
    op.drop_table("product_text")
