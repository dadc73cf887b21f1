"""The table of slugs: what an address leads to, for ever."""

from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type
from app.core.described import DescribedEnum


class SlugKind(DescribedEnum):
    """What a slug names."""

    PRODUCT = "PRODUCT", "A product."
    CATEGORY = "CATEGORY", "A category."
    COLLECTION = "COLLECTION", "A collection."


class Slug(SQLModel, table=True):
    """Each slug that a product, category or collection has, or has ever had, in any language. It leads to one owner.

    Triggers (migration 0004) add rows when slugs are written, refuse one that another owner has, and remove those of an
    owner that is deleted.
    """

    __tablename__ = "slug"
    __table_args__ = (Index("slug_of_owner", "owner_id"),)

    kind: SlugKind = Field(sa_column=Column(enum_type(SlugKind, "kind"), primary_key=True))
    slug: str = Field(primary_key=True)
    owner_id: UUID
