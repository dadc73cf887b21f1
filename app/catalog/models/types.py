"""Tables of product types: which attributes products of a type, and their variants, are described by."""

from uuid import UUID

from sqlalchemy import Column, ForeignKey, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, names
from app.core.described import DescribedEnum
from app.core.ids import new_id


class AttributeKind(DescribedEnum):
    """What the values of an attribute are."""

    TEXT = "TEXT", "Words on one line."
    RICH_TEXT = "RICH_TEXT", "Safe HTML."
    NUMBER = "NUMBER", "A decimal number, in the attribute's unit where it has one."
    BOOLEAN = "BOOLEAN", "Yes or no."
    DATE = "DATE", "A day, such as 2027-03-31."
    SELECT = "SELECT", "One of the attribute's values."
    MULTI_SELECT = "MULTI_SELECT", "Some of the attribute's values."
    SWATCH = "SWATCH", "One of the attribute's values, shown by a colour."
    FILE = "FILE", "A file to load, such as a manual: a name in the media folder, or an https address."
    REFERENCE = "REFERENCE", "A product, category, collection or brand."


class AttributeScope(DescribedEnum):
    """What an attribute describes."""

    PRODUCT = "PRODUCT", "The product as a whole."
    VARIANT = "VARIANT", "Each variant."


class Attribute(SQLModel, table=True):
    """Something that products are described by, such as their material. Several types may share it."""

    __tablename__ = "attribute"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    names: dict[str, str] = names()
    kind: AttributeKind = Field(sa_column=Column(enum_type(AttributeKind, "kind"), nullable=False))
    unit: str | None = None
    """Of numbers: a unit of CLDR such as `centimeter` or `volt`. Values are stored in it. None: plain numbers."""
    is_localizable: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Of text, rich text and files: whether each language has a value of its own."""
    is_filterable: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    is_searchable: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class AttributeValue(SQLModel, table=True):
    """One of the values that can be selected of an attribute."""

    __tablename__ = "attribute_value"
    __table_args__ = (UniqueConstraint("attribute_id", "code"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    attribute_id: UUID = Field(sa_column_args=(ForeignKey("attribute.id", ondelete="CASCADE"),))
    code: str
    names: dict[str, str] = names()
    swatch: str | None = None
    """A CSS colour such as `#1f2a44`."""
    position: int


class ProductType(SQLModel, table=True):
    """A kind of product, such as clothing."""

    __tablename__ = "product_type"

    code: str = Field(sa_column=Column(Text, primary_key=True))
    names: dict[str, str] = names()
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class TypeAttribute(SQLModel, table=True):
    """An attribute of a type, in its place."""

    __tablename__ = "type_attribute"

    type_code: str = Field(
        sa_column=Column(Text, ForeignKey("product_type.code", ondelete="CASCADE"), primary_key=True)
    )
    attribute_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("attribute.id"),), index=True)
    scope: AttributeScope = Field(sa_column=Column(enum_type(AttributeScope, "scope"), nullable=False))
    is_required: bool
    position: int
