"""The rows of products are held to their products once for each statement."""

from collections.abc import Sequence

from alembic import op

from migrations.held_keys import PRODUCTS_ROWS, REFUSALS, hold_to

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    for statement in (*REFUSALS, *hold_to(PRODUCTS_ROWS)):
        op.execute(statement)
