"""What is searched for, clicked and ordered, as counts per day."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_COUNTS = (
    *("searches", "without_results", "clicked_searches", "clicks", "click_position_sum"),
    *("ordered_searches", "orders", "order_position_sum"),
)


def upgrade() -> None:
    op.create_table(
        "seen_search_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("seen_search_event_pkey")),
    )
    op.create_index("seen_search_event_by_age", "seen_search_event", ["seen_at"], unique=False)
    _create_counts("search_day", {}, _COUNTS)
    _create_counts("search_query_day", {"query": sa.String()}, _COUNTS)
    op.create_index("search_query_day_of_language", "search_query_day", ["language_tag", "day"], unique=False)
    _create_counts(
        "search_product_day",
        {"query": sa.String(), "product_id": sa.Uuid()},
        ("clicks", "click_position_sum", "orders", "order_position_sum"),
    )


def downgrade() -> None:
    for table in ("search_product_day", "search_query_day", "search_day", "seen_search_event"):
        op.drop_table(table)


def _create_counts(table: str, more: dict[str, Any], counts: Sequence[str]) -> None:
    key: dict[str, Any] = {"day": sa.Date(), "market_code": sa.String(), "language_tag": sa.String(), **more}
    op.create_table(
        table,
        *(sa.Column(name, kind, nullable=False) for name, kind in key.items()),
        *(
            sa.Column(
                name,
                sa.BigInteger() if name.endswith("_sum") else sa.Integer(),
                server_default=sa.text("0"),
                nullable=False,
            )
            for name in counts
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"{table}_pkey")),
    )
