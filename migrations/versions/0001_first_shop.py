"""Every table of the first shop."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.jobs.schema import install_statements

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor_token_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_entry_pkey")),
    )
    op.create_index(op.f("audit_entry_subject_id_idx"), "audit_entry", ["subject_id"], unique=False)
    op.create_table(
        "brand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("brand_pkey")),
        sa.UniqueConstraint("slug", name=op.f("brand_slug_key")),
    )
    op.create_table(
        "carrier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tracking_url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("carrier_pkey")),
        sa.UniqueConstraint("code", name=op.f("carrier_code_key")),
    )
    op.create_table(
        "category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("category_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("category_pkey")),
        sa.UniqueConstraint("slug", name=op.f("category_slug_key")),
    )
    op.create_index(op.f("category_parent_id_idx"), "category", ["parent_id"], unique=False)
    op.create_table(
        "collection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("collection_pkey")),
        sa.UniqueConstraint("slug", name=op.f("collection_slug_key")),
    )
    op.create_table(
        "idempotent_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("idempotent_request_pkey")),
    )
    op.create_table(
        "language",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("fallback_tag", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["fallback_tag"], ["language.tag"], name=op.f("language_fallback_tag_fkey")),
        sa.PrimaryKeyConstraint("tag", name=op.f("language_pkey")),
    )
    op.create_table(
        "outbox_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_event_pkey")),
    )
    op.create_index(op.f("outbox_event_subject_id_idx"), "outbox_event", ["subject_id"], unique=False)
    op.create_table(
        "payment_callback",
        sa.Column("provider_code", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider_code", "message_id", name=op.f("payment_callback_pkey")),
    )
    op.create_table(
        "payment_method",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("provider_code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "CARD", "REDIRECT", "BANK_TRANSFER", name="kind", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("country_codes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("currency_codes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_method_pkey")),
        sa.UniqueConstraint("code", name=op.f("payment_method_code_key")),
    )
    op.create_table(
        "sandbox_charge",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("method_code", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("return_url", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "OPEN",
                "APPROVED",
                "DECLINED",
                "CAPTURED",
                "VOIDED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reported_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("sandbox_charge_pkey")),
        sa.UniqueConstraint("reference", name=op.f("sandbox_charge_reference_key")),
    )
    op.create_table(
        "sandbox_parcel",
        sa.Column("tracking_number", sa.String(), nullable=False),
        sa.Column("from_country_code", sa.String(), nullable=False),
        sa.Column("from_city", sa.String(), nullable=True),
        sa.Column("from_time_zone", sa.String(), nullable=True),
        sa.Column("to_country_code", sa.String(), nullable=False),
        sa.Column("to_city", sa.String(), nullable=True),
        sa.Column("moves_by_itself", sa.Boolean(), nullable=False),
        sa.Column("announced_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tracking_number", name=op.f("sandbox_parcel_pkey")),
    )
    op.create_table(
        "staff_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("staff_token_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("staff_token_token_hash_key")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=6, scale=5), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.CheckConstraint("rate >= 0 AND rate < 1", name=op.f("tax_rate_rate_check")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("tax_rate_validity_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("tax_rate_pkey")),
        sa.UniqueConstraint("country_code", "valid_from", name=op.f("tax_rate_country_code_valid_from_key")),
    )
    op.create_table(
        "warehouse",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("cut_off_hour", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("warehouse_pkey")),
        sa.UniqueConstraint("code", name=op.f("warehouse_code_key")),
    )
    op.create_table(
        "zone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("zone_pkey")),
        sa.UniqueConstraint("code", name=op.f("zone_code_key")),
    )
    op.create_table(
        "category_translation",
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("language_tag", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("category_translation_category_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("category_id", "language_tag", name=op.f("category_translation_pkey")),
    )
    op.create_table(
        "collection_translation",
        sa.Column("collection_id", sa.Uuid(), nullable=False),
        sa.Column("language_tag", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("collection_translation_collection_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collection_id", "language_tag", name=op.f("collection_translation_pkey")),
    )
    op.create_table(
        "delivery_option",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("min_days", sa.Integer(), nullable=False),
        sa.Column("max_days", sa.Integer(), nullable=False),
        sa.Column("customs_days", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("min_days >= 0 AND max_days >= min_days", name=op.f("delivery_option_days_check")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("delivery_option_carrier_id_fkey")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("delivery_option_warehouse_id_fkey")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("delivery_option_zone_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_option_pkey")),
        sa.UniqueConstraint(
            "code", "warehouse_id", "zone_id", name=op.f("delivery_option_code_warehouse_id_zone_id_key")
        ),
    )
    op.create_table(
        "market",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("displays_tax", sa.Boolean(), nullable=False),
        sa.Column("default_country_code", sa.String(), nullable=False),
        sa.Column("default_language_tag", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.CheckConstraint("currency_code ~ '^[A-Z]{3}$'", name=op.f("market_currency_code_check")),
        sa.ForeignKeyConstraint(
            ["default_language_tag"], ["language.tag"], name=op.f("market_default_language_tag_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("market_pkey")),
        sa.UniqueConstraint("code", name=op.f("market_code_key")),
    )
    op.create_index("market_one_default", "market", ["is_default"], unique=True, postgresql_where=sa.text("is_default"))
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.Column("provider_code", sa.String(), nullable=False),
        sa.Column("provider_reference", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "REQUIRES_ACTION",
                "AUTHORIZED",
                "CAPTURED",
                "DECLINED",
                "EXPIRED",
                "VOIDED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("next_action", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("decline_code", sa.String(), nullable=True),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("payment_amount_check")),
        sa.ForeignKeyConstraint(["method_id"], ["payment_method.id"], name=op.f("payment_method_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("payment_pkey")),
        sa.UniqueConstraint("attempt_id", name=op.f("payment_attempt_id_key")),
    )
    op.create_index(op.f("payment_order_id_idx"), "payment", ["order_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("product_type", sa.String(), nullable=False),
        sa.Column("brand_id", sa.Uuid(), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("tags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("published_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("product_version_check")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("product_brand_id_fkey")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("product_category_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("product_pkey")),
        sa.UniqueConstraint("external_id", name=op.f("product_external_id_key")),
        sa.UniqueConstraint("slug", name=op.f("product_slug_key")),
    )
    op.create_index(op.f("product_brand_id_idx"), "product", ["brand_id"], unique=False)
    op.create_index(
        "product_newest",
        "product",
        [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "product_newest_by_category",
        "product",
        ["category_id", sa.literal_column("published_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_table(
        "sandbox_scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("raw_code", sa.String(), nullable=False),
        sa.Column("raw_text", sa.String(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("occurred_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reported_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tracking_number"], ["sandbox_parcel.tracking_number"], name=op.f("sandbox_scan_tracking_number_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sandbox_scan_pkey")),
        sa.UniqueConstraint("tracking_number", "position", name=op.f("sandbox_scan_tracking_number_position_key")),
    )
    op.create_table(
        "stock_reservation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("HELD", "RELEASED", "SHIPPED", name="status", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("stock_reservation_quantity_check")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("stock_reservation_warehouse_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_reservation_pkey")),
        sa.UniqueConstraint(
            "reference_id",
            "variant_id",
            "warehouse_id",
            name=op.f("stock_reservation_reference_id_variant_id_warehouse_id_key"),
        ),
    )
    op.create_table(
        "zone_country",
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("zone_country_zone_id_fkey")),
        sa.PrimaryKeyConstraint("country_code", name=op.f("zone_country_pkey")),
    )
    op.create_index(op.f("zone_country_zone_id_idx"), "zone_country", ["zone_id"], unique=False)
    op.create_table(
        "cart",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("market_id", sa.Uuid(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("shipping_address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("cart_version_check")),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("cart_market_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cart_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("cart_token_hash_key")),
    )
    op.create_table(
        "collection_product",
        sa.Column("collection_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("collection_product_collection_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("collection_product_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "product_id", name=op.f("collection_product_pkey")),
    )
    op.create_index(op.f("collection_product_product_id_idx"), "collection_product", ["product_id"], unique=False)
    op.create_table(
        "delivery_price",
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("base_amount", sa.BigInteger(), nullable=False),
        sa.Column("per_kilogram_amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("base_amount >= 0 AND per_kilogram_amount >= 0", name=op.f("delivery_price_amounts_check")),
        sa.ForeignKeyConstraint(
            ["option_id"], ["delivery_option.id"], name=op.f("delivery_price_option_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("option_id", "currency_code", name=op.f("delivery_price_pkey")),
    )
    op.create_table(
        "market_country",
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("market_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("market_country_country_code_check")),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("market_country_market_id_fkey")),
        sa.PrimaryKeyConstraint("country_code", name=op.f("market_country_pkey")),
    )
    op.create_index(op.f("market_country_market_id_idx"), "market_country", ["market_id"], unique=False)
    op.create_table(
        "market_language",
        sa.Column("market_id", sa.Uuid(), nullable=False),
        sa.Column("language_tag", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["language_tag"], ["language.tag"], name=op.f("market_language_language_tag_fkey")),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("market_language_market_id_fkey")),
        sa.PrimaryKeyConstraint("market_id", "language_tag", name=op.f("market_language_pkey")),
    )
    op.create_table(
        "order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "AWAITING_PAYMENT",
                "CONFIRMED",
                "PARTLY_SHIPPED",
                "SHIPPED",
                "DELIVERED",
                "CANCELLED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("market_id", sa.Uuid(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("language_tag", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("shipping_address", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("subtotal_amount", sa.BigInteger(), nullable=False),
        sa.Column("discount_amount", sa.BigInteger(), nullable=False),
        sa.Column("shipping_amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_amount", sa.BigInteger(), nullable=True),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("warning_codes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("placed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "total_amount = subtotal_amount - discount_amount + shipping_amount + CASE WHEN tax_included THEN 0 ELSE coalesce(tax_amount, 0) END",
            name=op.f("order_adds_up_check"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("order_version_check")),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("order_market_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("order_pkey")),
        sa.UniqueConstraint("attempt_id", name=op.f("order_attempt_id_key")),
        sa.UniqueConstraint("cart_id", name=op.f("order_cart_id_key")),
        sa.UniqueConstraint("number", name=op.f("order_number_key")),
        sa.UniqueConstraint("token_hash", name=op.f("order_token_hash_key")),
    )
    op.create_index(
        "order_newest", "order", [sa.literal_column("placed_at DESC"), sa.literal_column("id DESC")], unique=False
    )
    op.create_table(
        "price_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("market_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("price_list_market_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("price_list_pkey")),
        sa.UniqueConstraint("code", name=op.f("price_list_code_key")),
        sa.UniqueConstraint("market_id", name=op.f("price_list_market_id_key")),
    )
    op.create_table(
        "product_media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column(
            "type", sa.Enum("IMAGE", name="type", native_enum=False, create_constraint=True, length=64), nullable=False
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("alts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_media_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_media_pkey")),
    )
    op.create_index("product_media_in_order", "product_media", ["product_id", "position", "id"], unique=False)
    op.create_table(
        "product_option",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_option_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_option_pkey")),
        sa.UniqueConstraint("product_id", "code", name=op.f("product_option_product_id_code_key")),
    )
    op.create_table(
        "product_translation",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("language_tag", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_translation_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "language_tag", name=op.f("product_translation_pkey")),
    )
    op.create_table(
        "product_variant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=True),
        sa.Column("hs_code", sa.String(), nullable=True),
        sa.Column("origin_country_code", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("is_discontinued", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("hs_code ~ '^[0-9]{6}([0-9]{2}){0,2}$'", name=op.f("product_variant_hs_code_check")),
        sa.CheckConstraint(
            "origin_country_code ~ '^[A-Z]{2}$'", name=op.f("product_variant_origin_country_code_check")
        ),
        sa.CheckConstraint("weight_grams >= 0", name=op.f("product_variant_weight_grams_check")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_variant_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_variant_pkey")),
        sa.UniqueConstraint("sku", name=op.f("product_variant_sku_key")),
    )
    op.create_index("product_variant_in_order", "product_variant", ["product_id", "position", "id"], unique=False)
    op.create_table(
        "cart_delivery_selection",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["cart.id"], name=op.f("cart_delivery_selection_cart_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["delivery_option.id"], name=op.f("cart_delivery_selection_option_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("cart_delivery_selection_warehouse_id_fkey")
        ),
        sa.PrimaryKeyConstraint("cart_id", "warehouse_id", name=op.f("cart_delivery_selection_pkey")),
    )
    op.create_table(
        "cart_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("cart_line_quantity_check")),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("cart_line_cart_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["variant_id"], ["product_variant.id"], name=op.f("cart_line_variant_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cart_line_pkey")),
        sa.UniqueConstraint("cart_id", "variant_id", name=op.f("cart_line_cart_id_variant_id_key")),
    )
    op.create_table(
        "checkout_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("cart_version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "STARTED", "COMPLETED", "FAILED", name="status", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("order_draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("return_url", sa.String(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("finished_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("checkout_attempt_cart_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("checkout_attempt_pkey")),
    )
    op.create_index(
        "checkout_attempt_one_open_per_cart",
        "checkout_attempt",
        ["cart_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'FAILED'"),
    )
    op.create_table(
        "order_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_amount", sa.BigInteger(), nullable=True),
        sa.Column("earliest_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("latest_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("estimate_reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("order_delivery_order_id_fkey")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("order_delivery_warehouse_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("order_delivery_pkey")),
    )
    op.create_index(op.f("order_delivery_order_id_idx"), "order_delivery", ["order_id"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=6, scale=5), nullable=True),
        sa.Column("tax_amount", sa.BigInteger(), nullable=True),
        sa.Column("hs_code", sa.String(), nullable=True),
        sa.Column("origin_country_code", sa.String(), nullable=True),
        sa.Column("weight_grams", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("order_line_quantity_check")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("order_line_order_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("order_line_pkey")),
    )
    op.create_index(op.f("order_line_order_id_idx"), "order_line", ["order_id"], unique=False)
    op.create_table(
        "price",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("price_amount_check")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_list.id"], name=op.f("price_price_list_id_fkey")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("price_product_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["product_variant.id"], name=op.f("price_variant_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("variant_id", "price_list_id", name=op.f("price_pkey")),
    )
    op.create_index("price_of_product", "price", ["product_id", "price_list_id", "amount"], unique=False)
    op.create_table(
        "product_option_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("swatch", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"], ["product_option.id"], name=op.f("product_option_value_option_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_option_value_pkey")),
        sa.UniqueConstraint("option_id", "code", name=op.f("product_option_value_option_id_code_key")),
    )
    op.create_table(
        "stock",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("stock_on_hand_check")),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("stock_never_oversold_check")),
        sa.CheckConstraint("reserved >= 0", name=op.f("stock_reserved_check")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["product_variant.id"], name=op.f("stock_variant_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("stock_warehouse_id_fkey")),
        sa.PrimaryKeyConstraint("variant_id", "warehouse_id", name=op.f("stock_pkey")),
    )
    op.create_table(
        "order_allocation",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("order_allocation_quantity_check")),
        sa.ForeignKeyConstraint(["delivery_id"], ["order_delivery.id"], name=op.f("order_allocation_delivery_id_fkey")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("order_allocation_order_line_id_fkey")),
        sa.PrimaryKeyConstraint("delivery_id", "order_line_id", name=op.f("order_allocation_pkey")),
    )
    op.create_table(
        "shipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "CREATED",
                "LABEL_CREATED",
                "PICKED_UP",
                "IN_TRANSIT",
                "HANDED_OVER",
                "EXPORT_CLEARED",
                "IN_CUSTOMS",
                "CUSTOMS_DELAY",
                "IMPORT_CLEARED",
                "DUTY_DUE",
                "OUT_FOR_DELIVERY",
                "DELIVERY_ATTEMPTED",
                "READY_FOR_PICKUP",
                "DELIVERED",
                "RETURNED",
                "LOST",
                "DAMAGED",
                "CANCELLED",
                "UNKNOWN",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("promised_earliest_on", sa.Date(), nullable=False),
        sa.Column("promised_latest_on", sa.Date(), nullable=False),
        sa.Column("promised_reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=False),
        sa.Column("estimate_reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("shipment_carrier_id_fkey")),
        sa.ForeignKeyConstraint(["delivery_id"], ["order_delivery.id"], name=op.f("shipment_delivery_id_fkey")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("shipment_order_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("shipment_pkey")),
        sa.UniqueConstraint("carrier_id", "tracking_number", name=op.f("shipment_carrier_id_tracking_number_key")),
        sa.UniqueConstraint("delivery_id", name=op.f("shipment_delivery_id_key")),
    )
    op.create_index(op.f("shipment_order_id_idx"), "shipment", ["order_id"], unique=False)
    op.create_table(
        "variant_option_value",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"], ["product_option.id"], name=op.f("variant_option_value_option_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["value_id"],
            ["product_option_value.id"],
            name=op.f("variant_option_value_value_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["product_variant.id"],
            name=op.f("variant_option_value_variant_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("variant_id", "option_id", name=op.f("variant_option_value_pkey")),
    )
    op.create_table(
        "shipment_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "CREATED",
                "LABEL_CREATED",
                "PICKED_UP",
                "IN_TRANSIT",
                "HANDED_OVER",
                "EXPORT_CLEARED",
                "IN_CUSTOMS",
                "CUSTOMS_DELAY",
                "IMPORT_CLEARED",
                "DUTY_DUE",
                "OUT_FOR_DELIVERY",
                "DELIVERY_ATTEMPTED",
                "READY_FOR_PICKUP",
                "DELIVERED",
                "RETURNED",
                "LOST",
                "DAMAGED",
                "CANCELLED",
                "UNKNOWN",
                name="code",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "actor",
            sa.Enum(
                "CARRIER", "CUSTOMS", "MERCHANT", name="actor", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("raw_code", sa.String(), nullable=False),
        sa.Column("raw_text", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("country_code", sa.String(), nullable=True),
        sa.Column("occurred_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("received_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("shipment_event_shipment_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("shipment_event_pkey")),
        sa.UniqueConstraint("shipment_id", "external_id", name=op.f("shipment_event_shipment_id_external_id_key")),
    )

    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for statement in install_statements():
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("There is nothing before the first migration: drop the database instead.")
