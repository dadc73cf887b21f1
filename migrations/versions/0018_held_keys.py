"""Prices, stock and what products name are held to their keys once for each statement."""

from collections.abc import Sequence

from alembic import op

from migrations.held_keys import OFFERS_ROWS, PRODUCTS_ROWS, REFUSAL_IN_A_KEYS_WORDS, hold_to

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute(REFUSAL_IN_A_KEYS_WORDS)
    for statement in hold_to(OFFERS_ROWS, known_owners={key.owner for key in PRODUCTS_ROWS}):
        op.execute(statement)
