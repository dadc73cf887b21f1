"""Price lists for whom they are for, prices with quantities and dates, sales, rounding, conversion, and their past."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.kept_prices import install_statements

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _change_places()
    _change_price_lists()
    _change_prices()
    _create_dated_prices()
    _create_sales()
    _create_rounding_rules()
    _create_markets()
    _create_past()
    for statement in install_statements():
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The way back would lose prices and their history: restore a backup instead.")


def _change_places() -> None:
    """Markets have a time zone and more currencies; shoppers may belong to a group."""
    op.add_column("market", sa.Column("time_zone", sa.String(), server_default="UTC", nullable=False))
    op.add_column("market", _texts("more_currency_codes"))
    op.create_table(
        "customer_group",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", _json(), nullable=False),
        _version(),
        sa.CheckConstraint("code ~ '^[a-z][a-z0-9-]*$'", name=op.f("customer_group_code_check")),
        sa.PrimaryKeyConstraint("code", name=op.f("customer_group_pkey")),
    )
    op.add_column("storefront", sa.Column("customer_group_code", sa.String(), nullable=True))
    op.create_foreign_key(
        op.f("storefront_customer_group_code_fkey"), "storefront", "customer_group", ["customer_group_code"], ["code"]
    )


def _change_price_lists() -> None:
    """The list of a market becomes a list that is for one market."""
    op.add_column("price_list", sa.Column("names", _json(), server_default="{}", nullable=False))
    op.add_column("price_list", sa.Column("tax_country_code", sa.String(), nullable=True))
    op.add_column("price_list", _uuids("market_ids"))
    for name in ("channel_codes", "country_codes", "group_codes"):
        op.add_column("price_list", _texts(name))
    op.add_column("price_list", _moment("starts_at", nullable=True))
    op.add_column("price_list", _moment("ends_at", nullable=True))
    op.add_column("price_list", sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
    op.add_column("price_list", sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False))
    op.add_column("price_list", _since())
    op.execute("UPDATE price_list SET market_ids = ARRAY[market_id]")
    op.drop_column("price_list", "market_id")
    for name, condition in (
        ("currency_code", "currency_code ~ '^[A-Z]{3}$'"),
        ("validity", "ends_at > starts_at"),
        ("tax_country_code", "tax_country_code IS NULL OR tax_included"),
    ):
        op.create_check_constraint(op.f(f"price_list_{name}_check"), "price_list", condition)


def _change_prices() -> None:
    op.add_column("price", sa.Column("min_quantity", sa.Integer(), server_default="1", nullable=False))
    op.add_column("price", sa.Column("compare_at_amount", sa.BigInteger(), nullable=True))
    op.add_column("price", _since())
    op.drop_constraint("price_pkey", "price", type_="primary")
    op.create_primary_key("price_pkey", "price", ["variant_id", "price_list_id", "min_quantity"])
    op.drop_index("price_of_product", table_name="price")
    op.create_index("price_of_product", "price", ["product_id", "price_list_id"], unique=False)
    op.create_check_constraint(op.f("price_compare_at_amount_check"), "price", "compare_at_amount > amount")
    op.create_check_constraint(op.f("price_min_quantity_check"), "price", "min_quantity > 0")


def _create_dated_prices() -> None:
    op.create_table(
        "dated_price",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("min_quantity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        _moment("starts_at"),
        _moment("ends_at", nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_amount", sa.BigInteger(), nullable=True),
        _since(),
        sa.CheckConstraint("amount >= 0", name=op.f("dated_price_amount_check")),
        sa.CheckConstraint("compare_at_amount > amount", name=op.f("dated_price_compare_at_amount_check")),
        sa.CheckConstraint("min_quantity > 0", name=op.f("dated_price_min_quantity_check")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("dated_price_validity_check")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["product_variant.id"], name=op.f("dated_price_variant_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_list.id"], name=op.f("dated_price_price_list_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("dated_price_pkey")),
    )
    op.execute(
        "ALTER TABLE dated_price ADD CONSTRAINT dated_price_overlap EXCLUDE USING gist (variant_id WITH =, "
        "price_list_id WITH =, min_quantity WITH =, tstzrange(starts_at, ends_at) WITH &&)"
    )
    op.create_index("dated_price_of_product", "dated_price", ["product_id", "price_list_id"], unique=False)
    op.create_index("dated_price_of_list", "dated_price", ["price_list_id", "ends_at"], unique=False)
    op.create_index("dated_price_by_start", "dated_price", ["starts_at"], unique=False)
    op.create_index("dated_price_by_end", "dated_price", ["ends_at"], unique=False)


def _create_sales() -> None:
    op.create_table(
        "sale",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", _json(), nullable=False),
        _choice("kind", "PERCENT", "AMOUNT", "FIXED_PRICE"),
        sa.Column("percent", sa.Numeric(5, 2), nullable=True),
        sa.Column("amounts", _json(), server_default="{}", nullable=False),
        _uuids("market_ids"),
        _texts("channel_codes"),
        _texts("group_codes"),
        _uuids("list_ids"),
        _uuids("product_ids"),
        sa.Column("conditions", _json(), server_default="[]", nullable=False),
        _uuids("excluded_list_ids"),
        _uuids("excluded_product_ids"),
        sa.Column("starts_local", sa.TIMESTAMP(timezone=False), nullable=True),
        sa.Column("ends_local", sa.TIMESTAMP(timezone=False), nullable=True),
        sa.Column("is_paused", sa.Boolean(), server_default="false", nullable=False),
        _version(),
        _since(),
        sa.CheckConstraint("(kind = 'PERCENT') = (percent IS NOT NULL)", name=op.f("sale_percent_of_kind_check")),
        sa.CheckConstraint("percent > 0 AND percent < 100", name=op.f("sale_percent_check")),
        sa.CheckConstraint("ends_local > starts_local", name=op.f("sale_validity_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("sale_pkey")),
        sa.UniqueConstraint("code", name=op.f("sale_code_key")),
    )


def _create_rounding_rules() -> None:
    op.create_table(
        "rounding_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(), nullable=False),
        sa.Column("market_id", sa.Uuid(), nullable=True),
        sa.Column("bands", _json(), nullable=False),
        _version(),
        _since(),
        sa.CheckConstraint("currency_code ~ '^[A-Z]{3}$'", name=op.f("rounding_rule_currency_code_check")),
        sa.ForeignKeyConstraint(
            ["market_id"], ["market.id"], name=op.f("rounding_rule_market_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("rounding_rule_pkey")),
        sa.UniqueConstraint(
            "currency_code",
            "market_id",
            name=op.f("rounding_rule_currency_code_market_id_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def _create_markets() -> None:
    op.create_table(
        "market_pricing",
        sa.Column("market_id", sa.Uuid(), nullable=False),
        sa.Column("base_price_list_id", sa.Uuid(), nullable=True),
        sa.Column("conversion_fee", sa.Numeric(6, 5), server_default="0", nullable=False),
        sa.Column("max_rate_age_hours", sa.Integer(), server_default="120", nullable=False),
        _choice("old_rates", "KEEP", "NO_PRICE", default="KEEP"),
        sa.Column("quote_minutes", sa.Integer(), server_default="30", nullable=False),
        _version(),
        _since(),
        sa.CheckConstraint(
            "conversion_fee >= 0 AND conversion_fee < 1", name=op.f("market_pricing_conversion_fee_check")
        ),
        sa.CheckConstraint("max_rate_age_hours > 0", name=op.f("market_pricing_max_rate_age_hours_check")),
        sa.CheckConstraint("quote_minutes > 0", name=op.f("market_pricing_quote_minutes_check")),
        sa.ForeignKeyConstraint(
            ["market_id"], ["market.id"], name=op.f("market_pricing_market_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["base_price_list_id"], ["price_list.id"], name=op.f("market_pricing_base_price_list_id_fkey")
        ),
        sa.PrimaryKeyConstraint("market_id", name=op.f("market_pricing_pkey")),
    )
    op.create_table(
        "prior_price_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("prior_price_rule_days_check")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("prior_price_rule_validity_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("prior_price_rule_pkey")),
        sa.UniqueConstraint("country_code", "valid_from", name=op.f("prior_price_rule_country_code_valid_from_key")),
    )


def _create_past() -> None:
    op.create_table(
        "price_past",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("min_quantity", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        _moment("starts_at", nullable=True),
        _moment("ends_at", nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_amount", sa.BigInteger(), nullable=True),
        _moment("since"),
        _moment("until"),
        sa.Column("is_told", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("until > since", name=op.f("price_past_period_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("price_past_pkey")),
    )
    op.create_index("price_past_of_variant", "price_past", ["variant_id", "until"], unique=False)
    op.create_index("price_past_by_end", "price_past", ["until"], unique=False)
    op.create_table(
        "pricing_past",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _choice("kind", "price_list", "sale", "rounding_rule", "market_pricing"),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        _moment("since"),
        _moment("until"),
        sa.Column("document", _json(), nullable=False),
        sa.CheckConstraint("until > since", name=op.f("pricing_past_period_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("pricing_past_pkey")),
    )
    op.create_index("pricing_past_of_subject", "pricing_past", ["kind", "subject_id", "until"], unique=False)
    op.create_index("pricing_past_by_end", "pricing_past", ["until"], unique=False)
    op.create_table(
        "sale_target",
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("condition", _json(), nullable=True),
        sa.PrimaryKeyConstraint("target_id", name=op.f("sale_target_pkey")),
    )
    op.create_table(
        "sale_target_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("joined", sa.Boolean(), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("sale_target_change_pkey")),
    )
    op.create_index("sale_target_change_of_product", "sale_target_change", ["product_id", "at"], unique=False)


def _json() -> sa.types.TypeEngine[object]:
    return postgresql.JSONB(astext_type=sa.Text())


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=nullable)


def _since() -> sa.Column[object]:
    return sa.Column("since", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False)


def _version() -> sa.Column[object]:
    return sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)


def _uuids(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False)


def _texts(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.Text()), server_default="{}", nullable=False)


def _choice(name: str, *values: str, default: str | None = None) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=64)
    return sa.Column(name, kind, server_default=default, nullable=False)
