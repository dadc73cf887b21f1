"""The whole catalog: types with attributes, safety, publications, bundles, translated slugs, and lists kept by triggers.

A shop that is there goes on: its products' types become rows, what was published is published in the default channel.
Shoppers in the European Economic Area see a product again once it has safety data.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.kept_lists import install_statements

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TYPES_OF_PRODUCTS = """
    INSERT INTO product_type (code, names)
    SELECT product_type, jsonb_build_object('en', initcap(replace(product_type, '-', ' ')))
    FROM product GROUP BY product_type
"""
_PUBLICATIONS_OF_PRODUCTS = """
    INSERT INTO product_publication (product_id, channel_code, starts_at)
    SELECT product.id, channel.code, product.published_at FROM product, channel
    WHERE product.published_at IS NOT NULL AND channel.is_default
"""

_TOLD_ELSEWHERE = (("price", "product_id"), ("variant_option_value", "option_id"))
"""Keys that follow from another key of the row, which is checked: each check is a look into the other table for each
row, and these were a quarter of all that the import of a product costs PostgreSQL."""

_CHECKS = (
    ("product_media", "type", "type IN ('IMAGE', 'VIDEO', 'EXTERNAL_VIDEO', 'MODEL_3D')"),
    ("product_media", "focal_point", "(focal_x IS NULL) = (focal_y IS NULL)"),
    ("product_variant", "measures", "length_mm > 0 AND width_mm > 0 AND height_mm > 0"),
    ("product_variant", "content", "content_quantity > 0 AND content_reference > 0"),
    ("product_variant", "content_unit", "(content_quantity IS NULL) = (content_unit IS NULL)"),
    ("product_variant", "gtin", "gtin ~ '^([0-9]{8}|[0-9]{12,14})$'"),
)


def upgrade() -> None:
    _create_types()
    _create_safety()
    _extend_taxonomy()
    _extend_products()
    _extend_media()
    for table, name, condition in _CHECKS:
        op.create_check_constraint(op.f(f"{table}_{name}_check"), table, condition)
    for table in ("cart_line", "order_line"):  # who deletes a variant asks whether one refers to it
        op.create_index(op.f(f"{table}_variant_id_idx"), table, ["variant_id"])
    _create_bundles()
    _create_publications()
    _create_kept_lists()
    _version_settings()
    for table, column in _TOLD_ELSEWHERE:
        op.drop_constraint(op.f(f"{table}_{column}_fkey"), table, type_="foreignkey")


def downgrade() -> None:
    raise RuntimeError("The way back would lose what products say now: restore a backup instead.")


def _create_types() -> None:
    op.create_table(
        "attribute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "TEXT",
                "RICH_TEXT",
                "NUMBER",
                "BOOLEAN",
                "DATE",
                "SELECT",
                "MULTI_SELECT",
                "SWATCH",
                "FILE",
                "REFERENCE",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("is_localizable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_filterable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_searchable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("attribute_pkey")),
        sa.UniqueConstraint("code", name=op.f("attribute_code_key")),
    )
    op.create_table(
        "product_type",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("product_type_pkey")),
    )
    op.create_table(
        "attribute_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attribute_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("swatch", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribute_id"], ["attribute.id"], name=op.f("attribute_value_attribute_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("attribute_value_pkey")),
        sa.UniqueConstraint("attribute_id", "code", name=op.f("attribute_value_attribute_id_code_key")),
    )
    op.create_table(
        "type_attribute",
        sa.Column("type_code", sa.Text(), nullable=False),
        sa.Column("attribute_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("PRODUCT", "VARIANT", name="scope", native_enum=False, create_constraint=True, length=64),
            nullable=False,
        ),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attribute_id"], ["attribute.id"], name=op.f("type_attribute_attribute_id_fkey")),
        sa.ForeignKeyConstraint(
            ["type_code"], ["product_type.code"], name=op.f("type_attribute_type_code_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("type_code", "attribute_id", name=op.f("type_attribute_pkey")),
    )
    op.create_index(op.f("type_attribute_attribute_id_idx"), "type_attribute", ["attribute_id"], unique=False)


def _create_safety() -> None:
    op.create_table(
        "economic_operator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address_lines", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("economic_operator_country_code_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("economic_operator_pkey")),
        sa.UniqueConstraint("code", name=op.f("economic_operator_code_key")),
    )
    op.create_table(
        "destination_restriction",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "PROHIBITED",
                "LICENCE_REQUIRED",
                "DANGEROUS_GOODS",
                "FOOD_AND_PLANT_HEALTH",
                "SANCTIONS",
                "RIGHTS",
                "MERCHANT_CHOICE",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("legal_ground", sa.String(), nullable=True),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("destination_restriction_country_code_check")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("destination_restriction_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "country_code", name=op.f("destination_restriction_pkey")),
    )


def _extend_taxonomy() -> None:
    op.add_column(
        "brand",
        sa.Column(
            "descriptions", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("brand", sa.Column("website", sa.String(), nullable=True))
    op.add_column(
        "brand",
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "brand",
        sa.Column(
            "private_metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("brand", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column(
        "category", sa.Column("source_language_tag", sa.String(), server_default=sa.text("'en'"), nullable=False)
    )
    op.add_column(
        "category",
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "category",
        sa.Column(
            "private_metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column(
        "category",
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("category", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("category_translation", sa.Column("slug", sa.String(), nullable=True))
    op.add_column("category_translation", sa.Column("seo_title", sa.String(), nullable=True))
    op.add_column("category_translation", sa.Column("seo_description", sa.String(), nullable=True))
    op.add_column("category_translation", sa.Column("source_digest", sa.String(), nullable=True))
    op.add_column(
        "collection", sa.Column("rule", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )
    op.add_column(
        "collection", sa.Column("source_language_tag", sa.String(), server_default=sa.text("'en'"), nullable=False)
    )
    op.add_column(
        "collection",
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "collection",
        sa.Column(
            "private_metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column(
        "collection",
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("collection", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_index(
        "collection_product_by_hand", "collection_product", ["collection_id", "position", "product_id"], unique=False
    )
    op.add_column("collection_translation", sa.Column("slug", sa.String(), nullable=True))
    op.add_column("collection_translation", sa.Column("seo_title", sa.String(), nullable=True))
    op.add_column("collection_translation", sa.Column("seo_description", sa.String(), nullable=True))
    op.add_column("collection_translation", sa.Column("source_digest", sa.String(), nullable=True))


def _extend_products() -> None:
    op.add_column("product", sa.Column("manufacturer_id", sa.Uuid(), nullable=True))
    op.add_column("product", sa.Column("responsible_person_id", sa.Uuid(), nullable=True))
    op.add_column(
        "product", sa.Column("has_safety_data", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "product",
        sa.Column(
            "attributes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column(
        "product",
        sa.Column(
            "certificates", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
    )
    op.add_column(
        "product", sa.Column("source_language_tag", sa.String(), server_default=sa.text("'en'"), nullable=False)
    )
    op.add_column(
        "product",
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "product",
        sa.Column(
            "private_metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("product", sa.Column("digest", sa.String(), nullable=True))
    op.add_column(
        "product", sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False)
    )
    op.add_column("product", sa.Column("deleted_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.alter_column("product", "product_type", existing_type=sa.VARCHAR(), type_=sa.Text(), existing_nullable=False)
    op.create_index("product_by_update", "product", ["updated_at", "id"], unique=False)
    op.create_index(op.f("product_manufacturer_id_idx"), "product", ["manufacturer_id"], unique=False)
    op.create_index("product_of_category", "product", ["category_id"], unique=False)
    op.create_index(op.f("product_product_type_idx"), "product", ["product_type"], unique=False)
    op.create_index(op.f("product_responsible_person_id_idx"), "product", ["responsible_person_id"], unique=False)
    op.create_index(
        "product_with_attributes",
        "product",
        ["attributes"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"attributes": "jsonb_path_ops"},
    )
    op.create_foreign_key(
        op.f("product_responsible_person_id_fkey"), "product", "economic_operator", ["responsible_person_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("product_manufacturer_id_fkey"), "product", "economic_operator", ["manufacturer_id"], ["id"]
    )
    op.add_column("product_translation", sa.Column("slug", sa.String(), nullable=True))
    op.add_column("product_translation", sa.Column("seo_title", sa.String(), nullable=True))
    op.add_column("product_translation", sa.Column("seo_description", sa.String(), nullable=True))
    op.add_column("product_translation", sa.Column("warnings", sa.String(), nullable=True))
    op.add_column("product_translation", sa.Column("source_digest", sa.String(), nullable=True))
    op.add_column(
        "product_variant",
        sa.Column(
            "attributes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("product_variant", sa.Column("length_mm", sa.Integer(), nullable=True))
    op.add_column("product_variant", sa.Column("width_mm", sa.Integer(), nullable=True))
    op.add_column("product_variant", sa.Column("height_mm", sa.Integer(), nullable=True))
    op.add_column("product_variant", sa.Column("content_quantity", sa.Numeric(precision=12, scale=3), nullable=True))
    op.add_column("product_variant", sa.Column("content_unit", sa.String(), nullable=True))
    op.add_column("product_variant", sa.Column("content_reference", sa.Numeric(precision=12, scale=3), nullable=True))
    op.add_column(
        "product_variant",
        sa.Column(
            "national_hs_codes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column(
        "product_variant",
        sa.Column(
            "customs_descriptions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.add_column("product_variant", sa.Column("gtin", sa.String(), nullable=True))
    op.add_column("product_variant", sa.Column("external_id", sa.String(), nullable=True))
    op.add_column("product_variant", sa.Column("media_ids", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False))
    op.add_column(
        "product_variant",
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "product_variant",
        sa.Column(
            "private_metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.create_index(op.f("product_variant_external_id_idx"), "product_variant", ["external_id"], unique=False)
    op.create_index(op.f("product_variant_gtin_idx"), "product_variant", ["gtin"], unique=False)
    op.execute(_TYPES_OF_PRODUCTS)
    op.create_foreign_key(op.f("product_product_type_fkey"), "product", "product_type", ["product_type"], ["code"])


def _extend_media() -> None:
    op.drop_constraint(op.f("product_media_type_check"), "product_media", type_="check")  # pictures only, until now
    op.add_column(
        "product_media",
        sa.Column(
            "role",
            sa.Enum(
                "GALLERY",
                "LIFESTYLE",
                "DETAIL",
                "SIZE_CHART",
                "SWATCH",
                "LABEL",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            server_default="GALLERY",
            nullable=False,
        ),
    )
    op.add_column("product_media", sa.Column("origin_url", sa.String(), nullable=True))
    op.add_column(
        "product_media",
        sa.Column(
            "status",
            sa.Enum("READY", "PENDING", "FAILED", name="status", native_enum=False, create_constraint=True, length=64),
            server_default="READY",
            nullable=False,
        ),
    )
    op.add_column("product_media", sa.Column("failure", sa.String(), nullable=True))
    op.add_column("product_media", sa.Column("mime_type", sa.String(), nullable=True))
    op.add_column("product_media", sa.Column("byte_size", sa.Integer(), nullable=True))
    op.add_column("product_media", sa.Column("duration_ms", sa.Integer(), nullable=True))
    op.add_column("product_media", sa.Column("focal_x", sa.Numeric(precision=4, scale=3), nullable=True))
    op.add_column("product_media", sa.Column("focal_y", sa.Numeric(precision=4, scale=3), nullable=True))
    op.add_column(
        "product_media",
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.create_index(
        "product_media_to_fetch", "product_media", ["id"], unique=False, postgresql_where=sa.text("status = 'PENDING'")
    )


def _create_bundles() -> None:
    op.create_table(
        "bundle_item",
        sa.Column("bundle_variant_id", sa.Uuid(), nullable=False),
        sa.Column("component_variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("bundle_variant_id <> component_variant_id", name=op.f("bundle_item_not_itself_check")),
        sa.CheckConstraint("quantity > 0", name=op.f("bundle_item_quantity_check")),
        sa.ForeignKeyConstraint(
            ["bundle_variant_id"],
            ["product_variant.id"],
            name=op.f("bundle_item_bundle_variant_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["component_variant_id"], ["product_variant.id"], name=op.f("bundle_item_component_variant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("bundle_variant_id", "component_variant_id", name=op.f("bundle_item_pkey")),
    )
    op.create_index(op.f("bundle_item_component_variant_id_idx"), "bundle_item", ["component_variant_id"], unique=False)


def _create_publications() -> None:
    op.create_table(
        "product_publication",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(), nullable=False),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ends_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("market_windows", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("product_publication_ends_after_start_check")),
        sa.ForeignKeyConstraint(["channel_code"], ["channel.code"], name=op.f("product_publication_channel_code_fkey")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_publication_product_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "channel_code", name=op.f("product_publication_pkey")),
    )
    op.create_index(
        "product_publication_ends",
        "product_publication",
        ["ends_at"],
        unique=False,
        postgresql_where=sa.text("ends_at IS NOT NULL"),
    )
    op.create_index("product_publication_starts", "product_publication", ["starts_at"], unique=False)
    op.create_index(
        "product_publication_windows",
        "product_publication",
        ["product_id"],
        unique=False,
        postgresql_where=sa.text("market_windows @? '$.*.* ? (@ != null)'"),
    )
    op.execute(_PUBLICATIONS_OF_PRODUCTS)
    op.drop_index(op.f("product_newest"), table_name="product", postgresql_where="(published_at IS NOT NULL)")
    op.drop_index(
        op.f("product_newest_by_category"), table_name="product", postgresql_where="(published_at IS NOT NULL)"
    )
    op.drop_column("product", "published_at")


def _create_kept_lists() -> None:
    op.create_table(
        "slug",
        sa.Column(
            "kind",
            sa.Enum(
                "PRODUCT", "CATEGORY", "COLLECTION", name="kind", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("slug_pkey")),
    )
    op.create_index("slug_of_owner", "slug", ["owner_id"], unique=False)
    op.create_table(
        "category_ancestor",
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("ancestor_id", sa.Uuid(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["category.id"], name=op.f("category_ancestor_ancestor_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("category_ancestor_category_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("category_id", "ancestor_id", name=op.f("category_ancestor_pkey")),
    )
    op.create_index(op.f("category_ancestor_ancestor_id_idx"), "category_ancestor", ["ancestor_id"], unique=False)
    op.create_table(
        "product_listing",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(), nullable=False),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint(
            "list_id", "channel_code", "starts_at", "product_id", name=op.f("product_listing_pkey")
        ),
    )
    op.create_index("product_listing_of_product", "product_listing", ["product_id"], unique=False)
    for statement in install_statements():
        op.execute(statement)


def _version_settings() -> None:
    for table in ("market", "channel", "price_list", "warehouse"):
        op.add_column(table, sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
