"""What the database keeps by itself costs what is written, however much there is already."""

from collections.abc import Sequence

from alembic import op

from migrations.new_rows import FUNCTIONS

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    for statement in FUNCTIONS:
        op.execute(statement)
