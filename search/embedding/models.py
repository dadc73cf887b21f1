"""The table of vectors."""

from uuid import UUID

from sqlalchemy import Column, ForeignKey, LargeBinary
from sqlmodel import Field, SQLModel


class ProductVector(SQLModel, table=True):
    """The vector of a product's texts in a language: kept, because making it anew costs time and often money."""

    __tablename__ = "product_vector"

    product_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True)
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Of the model's name and the text: another one now, and the vector is of something else."""
    numbers: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """IEEE 754 half precision, little endian: what a vector of length 1 loses by it, no order of hits shows."""
