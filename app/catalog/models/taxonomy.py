"""Tables of what products are sorted into: brands, the tree of categories, collections."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import document, filled_document, timestamp
from app.core.ids import new_id

_FIRST_VERSION = {"server_default": text("1")}
_ENGLISH = {"server_default": text("'en'")}


class Brand(SQLModel, table=True):
    """A maker's mark. Brand names are not translated; what is said of them is."""

    __tablename__ = "brand"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    descriptions: dict[str, str] = filled_document({})
    """`{language tag: safe HTML}`."""
    website: str | None = None
    metadata_: dict[str, Any] = filled_document({}, "metadata")
    private_metadata: dict[str, Any] = filled_document({})
    version: int = Field(default=1, sa_column_kwargs=_FIRST_VERSION)


class Category(SQLModel, table=True):
    """A node of the category tree. Each product stands in one."""

    __tablename__ = "category"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    parent_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("category.id"),), index=True)
    position: int = 0
    source_language_tag: str = Field(default="en", sa_column_kwargs=_ENGLISH)
    """The language that the others are translated from."""
    metadata_: dict[str, Any] = filled_document({}, "metadata")
    private_metadata: dict[str, Any] = filled_document({})
    created_at: datetime = timestamp(now=True, on_server=True)
    version: int = Field(default=1, sa_column_kwargs=_FIRST_VERSION)


class CategoryTranslation(SQLModel, table=True):
    """A category's words in one language."""

    __tablename__ = "category_translation"

    category_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("category.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True)
    name: str
    description: str = ""
    slug: str | None = None
    """In addresses of pages in this language. None: the category's own."""
    seo_title: str | None = None
    seo_description: str | None = None
    source_digest: str | None = None
    """Of the texts that these were translated from, when they were. Another one now: the translation is stale."""


class Collection(SQLModel, table=True):
    """A set of products across categories, put together by hand or by a rule."""

    __tablename__ = "collection"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    rule: dict[str, Any] | None = document(nullable=True)
    """What its products have in common, as `app.catalog.rules.collections` reads it. None: put together by hand."""
    source_language_tag: str = Field(default="en", sa_column_kwargs=_ENGLISH)
    metadata_: dict[str, Any] = filled_document({}, "metadata")
    private_metadata: dict[str, Any] = filled_document({})
    created_at: datetime = timestamp(now=True, on_server=True)
    version: int = Field(default=1, sa_column_kwargs=_FIRST_VERSION)


class CollectionTranslation(SQLModel, table=True):
    """A collection's words in one language."""

    __tablename__ = "collection_translation"

    collection_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("collection.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True)
    name: str
    description: str = ""
    slug: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    source_digest: str | None = None


class CollectionProduct(SQLModel, table=True):
    """A product's place in a collection."""

    __tablename__ = "collection_product"
    __table_args__ = (Index("collection_product_by_hand", "collection_id", "position", "product_id"),)

    collection_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("collection.id", ondelete="CASCADE"),))
    product_id: UUID = Field(
        primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),), index=True
    )
    position: int
    """As put together by hand; 0 for all in a collection by rule."""
