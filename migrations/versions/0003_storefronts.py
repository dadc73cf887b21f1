"""Channels, storefronts with their tokens and trusted documents, and the life of staff tokens.

A shop that is there goes on: it gets a default channel that sells in all its markets.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_NAMES = {
    "en": "Online shop",
    "de": "Onlineshop",
    "fr": "Boutique en ligne",
    "zh-Hans": "网上商店",
    "ja": "オンラインショップ",
    "ar": "المتجر الإلكتروني",
}


def upgrade() -> None:
    _create_channels()
    _create_storefronts()
    op.add_column("staff_token", sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("staff_token", sa.Column("replaced_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("staff_token_replaced_by_id_fkey"), "staff_token", "staff_token", ["replaced_by_id"], ["id"]
    )


def _create_channels() -> None:
    channel = op.create_table(
        "channel",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("default_market_id", sa.Uuid(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z][a-z0-9-]*$'", name=op.f("channel_code_check")),
        sa.ForeignKeyConstraint(["default_market_id"], ["market.id"], name=op.f("channel_default_market_id_fkey")),
        sa.PrimaryKeyConstraint("code", name=op.f("channel_pkey")),
    )
    op.create_index(
        "channel_one_default", "channel", ["is_default"], unique=True, postgresql_where=sa.text("is_default")
    )
    op.create_table(
        "channel_market",
        sa.Column("channel_code", sa.String(), nullable=False),
        sa.Column("market_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["channel_code"], ["channel.code"], name=op.f("channel_market_channel_code_fkey")),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("channel_market_market_id_fkey")),
        sa.PrimaryKeyConstraint("channel_code", "market_id", name=op.f("channel_market_pkey")),
    )
    op.bulk_insert(channel, [{"code": "default", "names": _NAMES, "default_market_id": None, "is_default": True}])


def _create_storefronts() -> None:
    op.create_table(
        "storefront",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel_code", sa.String(), nullable=False),
        sa.Column("allowed_origins", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("budget_per_minute", sa.Integer(), nullable=True),
        sa.Column("trusted_documents_only", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("storefront_version_check")),
        sa.CheckConstraint("budget_per_minute >= 0", name=op.f("storefront_budget_per_minute_check")),
        sa.ForeignKeyConstraint(["channel_code"], ["channel.code"], name=op.f("storefront_channel_code_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("storefront_pkey")),
        sa.UniqueConstraint("code", name=op.f("storefront_code_key")),
    )
    op.create_table(
        "storefront_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("storefront_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("PUBLIC", "SECRET", name="kind", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["storefront_id"], ["storefront.id"], name=op.f("storefront_token_storefront_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["storefront_token.id"],
            name=op.f("storefront_token_replaced_by_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("storefront_token_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("storefront_token_token_hash_key")),
    )
    op.create_index(op.f("storefront_token_storefront_id_idx"), "storefront_token", ["storefront_id"], unique=False)
    op.create_table(
        "trusted_document",
        sa.Column("storefront_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("operation_names", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("pushed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["storefront_id"], ["storefront.id"], name=op.f("trusted_document_storefront_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("storefront_id", "document_id", name=op.f("trusted_document_pkey")),
    )


def downgrade() -> None:
    op.drop_constraint(op.f("staff_token_replaced_by_id_fkey"), "staff_token", type_="foreignkey")
    op.drop_column("staff_token", "replaced_by_id")
    op.drop_column("staff_token", "last_used_at")
    for table in ("trusted_document", "storefront_token", "storefront", "channel_market", "channel"):
        op.drop_table(table)
