"""Tables of products with their words, options and variants."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKey, Index, Numeric, Text, UniqueConstraint, Uuid, text
from sqlmodel import Field, SQLModel

from app.core.columns import filled_document, names, timestamp
from app.core.ids import new_id


class Product(SQLModel, table=True):
    """What is sold, in one or more variants. Its publications say who sees it."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        Index("product_of_category", "category_id"),
        Index("product_by_update", "updated_at", "id"),
        Index(
            "product_with_attributes",
            "attributes",
            postgresql_using="gin",
            postgresql_ops={"attributes": "jsonb_path_ops"},
        ),
        Index("product_of_tax_class", "tax_class_code", postgresql_where=text("tax_class_code <> 'standard'")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    """Its handle: the slug of every language that has none of its own."""
    product_type: str = Field(sa_column=Column(Text, ForeignKey("product_type.code"), nullable=False, index=True))
    brand_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("brand.id"),), index=True)
    category_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("category.id"),))
    manufacturer_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("economic_operator.id"),), index=True)
    responsible_person_id: UUID | None = Field(
        default=None, sa_column_args=(ForeignKey("economic_operator.id"),), index=True
    )
    """In the EU, for a manufacturer outside it."""
    has_safety_data: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether those two say what shoppers in the EU must be told. Without, no shopper there sees it."""
    tax_class_code: str = Field(
        default="standard",
        sa_column_args=(ForeignKey("tax_class.code"),),
        sa_column_kwargs={"server_default": text("'standard'")},
    )
    tags: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    attributes: dict[str, Any] = filled_document({})
    """`{attribute code: value}`, in the form that `app.catalog.rules.attributes` gives."""
    certificates: list[dict[str, Any]] = filled_document([])
    source_language_tag: str = Field(default="en", sa_column_kwargs={"server_default": text("'en'")})
    """The language that the others are translated from."""
    metadata_: dict[str, Any] = filled_document({}, "metadata")
    """What the merchant keeps here for its own programs, for all to see."""
    private_metadata: dict[str, Any] = filled_document({})
    """The same, for staff only."""
    external_id: str | None = Field(default=None, unique=True)
    """Where it came from, as `<source>:<handle>`: an import finds its own products again."""
    digest: str | None = None
    """Of the draft that it was last made to agree with. The same draft again need not be compared."""
    created_at: datetime = timestamp(now=True)
    updated_at: datetime = timestamp(now=True, on_server=True)
    deleted_at: datetime | None = timestamp(nullable=True)
    """Kept because orders refer to its variants; shown nowhere, and its slugs and SKUs are free."""
    version: int = 1


class ProductTranslation(SQLModel, table=True):
    """A product's words in one language."""

    __tablename__ = "product_translation"

    product_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True)
    name: str
    description: str = ""
    """HTML of the safe subset that `app.catalog.rules` lets through."""
    slug: str | None = None
    """In addresses of pages in this language. None: the product's own."""
    seo_title: str | None = None
    seo_description: str | None = None
    warnings: str | None = None
    """Safety warnings, which the law wants in the language of the place."""
    source_digest: str | None = None
    """Of the texts that these were translated from, when they were. Another one now: the translation is stale."""


class ProductOption(SQLModel, table=True):
    """A choice that a product offers, such as its size."""

    __tablename__ = "product_option"
    __table_args__ = (UniqueConstraint("product_id", "code"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    product_id: UUID = Field(sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    code: str
    names: dict[str, str] = names()
    position: int


class ProductOptionValue(SQLModel, table=True):
    """One of the values of an option, such as M."""

    __tablename__ = "product_option_value"
    __table_args__ = (UniqueConstraint("option_id", "code"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    option_id: UUID = Field(sa_column_args=(ForeignKey("product_option.id", ondelete="CASCADE"),))
    code: str
    names: dict[str, str] = names()
    swatch: str | None = None
    """A CSS colour such as `#1f2a44`."""
    position: int


class ProductVariant(SQLModel, table=True):
    """One article that can be bought."""

    __tablename__ = "product_variant"
    __table_args__ = (
        Index("product_variant_in_order", "product_id", "position", "id"),
        Index("product_variant_discontinued", "id", postgresql_where=text("is_discontinued")),
        CheckConstraint("weight_grams >= 0", name="weight_grams"),
        CheckConstraint("hs_code ~ '^[0-9]{6}([0-9]{2}){0,2}$'", name="hs_code"),
        CheckConstraint("origin_country_code ~ '^[A-Z]{2}$'", name="origin_country_code"),
        CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name="measures"),
        CheckConstraint("content_quantity > 0 AND content_reference > 0", name="content"),
        CheckConstraint("(content_quantity IS NULL) = (content_unit IS NULL)", name="content_unit"),
        CheckConstraint("gtin ~ '^([0-9]{8}|[0-9]{12,14})$'", name="gtin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    product_id: UUID = Field(sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    sku: str = Field(unique=True)
    position: int
    names: dict[str, str] = names()
    """Made of the option values when they change ("Navy / M"); empty text where the product has no options."""
    attributes: dict[str, Any] = filled_document({})
    weight_grams: int | None = None
    """None is unknown, which is not zero."""
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    content_quantity: Decimal | None = Field(default=None, sa_column=Column(Numeric(12, 3)))
    """How much is in it, such as 250 of the unit `milliliter`. None: no unit price is asked for."""
    content_unit: str | None = None
    """A unit of CLDR: of mass, volume, length, area, or `piece`."""
    content_reference: Decimal | None = Field(default=None, sa_column=Column(Numeric(12, 3)))
    """How much of the unit the unit price is for, such as 100: Directive 98/6/EC, Article 2(b)."""
    hs_code: str | None = None
    """Harmonized System: six international digits, or eight or ten national ones."""
    national_hs_codes: dict[str, str] = filled_document({})
    """`{country code: digits}`, where a country has its own."""
    origin_country_code: str | None = None
    customs_descriptions: dict[str, str] = filled_document({})
    """`{language tag: text}`: what it is, as a customs declaration says it."""
    gtin: str | None = Field(default=None, index=True)
    """A Global Trade Item Number of 8, 12, 13 or 14 digits, with its check digit."""
    barcode: str | None = None
    """What is printed on it, where that is no GTIN."""
    external_id: str | None = Field(default=None, index=True)
    media_ids: list[UUID] = Field(
        default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False, server_default="{}")
    )
    """Of the product's media, those that show this variant, in their order."""
    metadata_: dict[str, Any] = filled_document({}, "metadata")
    private_metadata: dict[str, Any] = filled_document({})
    is_discontinued: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """No longer on its product: kept because carts, orders and stock refer to it, listed nowhere."""


class VariantOptionValue(SQLModel, table=True):
    """Which value of an option a variant has."""

    __tablename__ = "variant_option_value"

    variant_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product_variant.id", ondelete="CASCADE"),))
    option_id: UUID = Field(primary_key=True)
    """The value's own: the value's row refers to it."""
    value_id: UUID = Field(sa_column_args=(ForeignKey("product_option_value.id", ondelete="CASCADE"),))


class BundleItem(SQLModel, table=True):
    """What a variant consists of, where it is a bundle: so many pieces of another variant, which is no bundle."""

    __tablename__ = "bundle_item"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("bundle_variant_id <> component_variant_id", name="not_itself"),
    )

    bundle_variant_id: UUID = Field(
        primary_key=True, sa_column_args=(ForeignKey("product_variant.id", ondelete="CASCADE"),)
    )
    component_variant_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product_variant.id"),), index=True)
    quantity: int
    position: int
