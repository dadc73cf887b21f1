"""Tables of the catalog: products and their variants, categories, collections, brands, media, translations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, names, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class MediaType(DescribedEnum):
    """What a medium is."""

    IMAGE = "IMAGE", "A still picture."


class Brand(SQLModel, table=True):
    """A maker's mark. Brand names are not translated."""

    __tablename__ = "brand"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str


class Category(SQLModel, table=True):
    """A node of the category tree. Each product stands in one."""

    __tablename__ = "category"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    parent_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("category.id"),), index=True)
    position: int = 0


class CategoryTranslation(SQLModel, table=True):
    """A category's words in one language."""

    __tablename__ = "category_translation"

    category_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("category.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True)
    name: str
    description: str = ""


class Collection(SQLModel, table=True):
    """A set of products put together by hand, across categories."""

    __tablename__ = "collection"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)


class CollectionTranslation(SQLModel, table=True):
    """A collection's words in one language."""

    __tablename__ = "collection_translation"

    collection_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("collection.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True)
    name: str
    description: str = ""


class CollectionProduct(SQLModel, table=True):
    """A product's place in a collection."""

    __tablename__ = "collection_product"

    collection_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("collection.id", ondelete="CASCADE"),))
    product_id: UUID = Field(
        primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),), index=True
    )
    position: int


class Product(SQLModel, table=True):
    """What is sold, in one or more variants. It is public from `published_at` on."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        Index(
            "product_newest",
            text("published_at DESC"),
            text("id DESC"),
            postgresql_where=text("published_at IS NOT NULL"),
        ),
        Index(
            "product_newest_by_category",
            "category_id",
            text("published_at DESC"),
            text("id DESC"),
            postgresql_where=text("published_at IS NOT NULL"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    product_type: str
    brand_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("brand.id"),), index=True)
    category_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("category.id"),))
    tags: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    external_id: str | None = Field(default=None, unique=True)
    """Where it came from, as `<source>:<handle>`: an import finds its own products again."""
    published_at: datetime | None = timestamp(nullable=True)
    created_at: datetime = timestamp(now=True)
    version: int = 1


class ProductTranslation(SQLModel, table=True):
    """A product's words in one language."""

    __tablename__ = "product_translation"

    product_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True)
    name: str
    description: str = ""
    """HTML of the safe subset that `app.catalog.rules` lets through."""


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
        CheckConstraint("weight_grams >= 0", name="weight_grams"),
        CheckConstraint("hs_code ~ '^[0-9]{6}([0-9]{2}){0,2}$'", name="hs_code"),
        CheckConstraint("origin_country_code ~ '^[A-Z]{2}$'", name="origin_country_code"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    product_id: UUID = Field(sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    sku: str = Field(unique=True)
    position: int
    names: dict[str, str] = names()
    """Made of the option values when they change ("Navy / M"); empty text where the product has no options."""
    weight_grams: int | None = None
    """None is unknown, which is not zero."""
    hs_code: str | None = None
    """Harmonized System: six international digits, or eight or ten national ones."""
    origin_country_code: str | None = None
    barcode: str | None = None
    is_discontinued: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """No longer on its product: kept because carts, orders and stock refer to it, listed nowhere."""


class VariantOptionValue(SQLModel, table=True):
    """Which value of an option a variant has."""

    __tablename__ = "variant_option_value"

    variant_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product_variant.id", ondelete="CASCADE"),))
    option_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product_option.id", ondelete="CASCADE"),))
    value_id: UUID = Field(sa_column_args=(ForeignKey("product_option_value.id", ondelete="CASCADE"),))


class ProductMedia(SQLModel, table=True):
    """A picture of a product, in the media folder (`source` is a file name) or elsewhere (an https address)."""

    __tablename__ = "product_media"
    __table_args__ = (Index("product_media_in_order", "product_id", "position", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    product_id: UUID = Field(sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    type: MediaType = Field(sa_column=Column(enum_type(MediaType, "type"), nullable=False))
    source: str
    width: int | None = None
    height: int | None = None
    alts: dict[str, str] = names()
    position: int
