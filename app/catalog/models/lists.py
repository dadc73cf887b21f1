"""What the database keeps by itself, so that a list of products costs the same in a small catalog and in a large one.

Triggers (migration 0004) make these rows from the categories, products, publications and collections, in the
transaction of each change: they are an index, and nobody else writes them. Decision 0012 says why.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlmodel import Field, SQLModel

from app.core.columns import timestamp

WHOLE_CATALOG: Final = UUID(int=0)
"""The list of all products of a channel."""


class CategoryAncestor(SQLModel, table=True):
    """A category stands below another one, or is it (`height` 0)."""

    __tablename__ = "category_ancestor"

    category_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("category.id", ondelete="CASCADE"),))
    ancestor_id: UUID = Field(
        primary_key=True, sa_column_args=(ForeignKey("category.id", ondelete="CASCADE"),), index=True
    )
    height: int
    """How many steps up."""


class ProductListing(SQLModel, table=True):
    """A product stands in a list of a channel: `WHOLE_CATALOG`, its category and each above it, its brand, each of its
    collections. The key is the order of the list, by the day of publication."""

    __tablename__ = "product_listing"
    __table_args__ = (Index("product_listing_of_product", "product_id"),)

    list_id: UUID = Field(primary_key=True)
    channel_code: str = Field(primary_key=True)
    starts_at: datetime = timestamp(primary_key=True)
    product_id: UUID = Field(primary_key=True)
    """When the product is deleted, so are its publications, and with them these rows."""
