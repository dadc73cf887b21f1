"""Exchange rates that carts keep, and how carts and orders are taxed: by class, by part, and for businesses."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    _change_carts()
    _change_orders()
    _create_fx_quotes("cart_fx_quote", "cart_id", "cart", ondelete="CASCADE")
    _create_fx_quotes("order_fx_quote", "order_id", "order")


def downgrade() -> None:
    raise RuntimeError("The way back would lose what orders were taxed and converted by: restore a backup instead.")


def _change_carts() -> None:
    """A cart is sold through the channel and to the group that it was opened by."""
    op.add_column("cart", sa.Column("channel_code", sa.String(), nullable=True))
    # Which channel a cart was opened by was not kept until now.
    op.execute("UPDATE cart SET channel_code = (SELECT code FROM channel WHERE is_default)")
    op.alter_column("cart", "channel_code", nullable=False)
    op.add_column("cart", sa.Column("customer_group_code", sa.String(), nullable=True))
    op.add_column("cart", sa.Column("vat_id", sa.String(), nullable=True))
    op.add_column("cart", sa.Column("is_vat_id_confirmed", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(
        op.f("cart_is_vat_id_confirmed_check"), "cart", "vat_id IS NOT NULL OR NOT is_vat_id_confirmed"
    )
    op.add_column("cart", _treatment())
    op.add_column("cart", sa.Column("tax_amount", sa.BigInteger(), nullable=True))


def _change_orders() -> None:
    op.add_column("order", sa.Column("vat_id", sa.String(), nullable=True))
    op.add_column("order", _treatment())
    op.add_column("order", sa.Column("tax_note", sa.String(), nullable=True))
    for table in ("order", "order_line", "order_delivery"):
        op.add_column(
            table,
            sa.Column("taxes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        )


def _create_fx_quotes(table: str, owner: str, owners: str, ondelete: str | None = None) -> None:
    op.create_table(
        table,
        sa.Column(owner, sa.Uuid(), nullable=False),
        sa.Column("base_code", sa.String(), nullable=False),
        sa.Column("quote_code", sa.String(), nullable=False),
        sa.Column("effective_rate_id", sa.Uuid(), nullable=False),
        sa.Column("rate", sa.Numeric(24, 14), nullable=False),
        sa.Column("fee", sa.Numeric(6, 5), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("as_of", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("pinned_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f(f"{table}_rate_check")),
        sa.CheckConstraint("fee >= 0", name=op.f(f"{table}_fee_check")),
        sa.CheckConstraint("base_code <> quote_code", name=op.f(f"{table}_pair_check")),
        sa.ForeignKeyConstraint([owner], [f"{owners}.id"], name=op.f(f"{table}_{owner}_fkey"), ondelete=ondelete),
        sa.PrimaryKeyConstraint(owner, "base_code", "quote_code", name=op.f(f"{table}_pkey")),
    )


def _treatment() -> sa.Column[object]:
    kind = sa.Enum(
        "STANDARD", "REVERSE_CHARGE", name="tax_treatment", native_enum=False, create_constraint=True, length=64
    )
    return sa.Column("tax_treatment", kind, server_default="STANDARD", nullable=False)
