"""Tables of words."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel


class ProductText(SQLModel, table=True):
    """What a product says in a language, as it is searched. Written by the job that tells the search engine of the
    product, before the engine is told; a published product that the job has not come by yet has no row."""

    __tablename__ = "product_text"
    __table_args__ = (Index("product_text_found", "language_tag", "document", postgresql_using="gin"),)

    product_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    language_tag: str = Field(primary_key=True, sa_type=Text)
    document: Any = Field(sa_column=Column(TSVECTOR, nullable=False))
    """Weights: A the name; B brand and categories; C tags, attributes and SKUs; D the description. The words of A to C
    stand there whole and by their stems, those of D by their stems. Codes stand there as `=CODE`, without a weight."""
    digest: bytes = Field(sa_type=LargeBinary)
    """Of all that the row was made of: what has not changed is not written again."""


class ProductTextWord(SQLModel, table=True):
    """A word that names of products, brands, categories, tags and attributes have, or had, in a language: what a word
    may have been meant to be that nothing has."""

    __tablename__ = "product_text_word"
    __table_args__ = (
        Index("product_text_word_alike", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )

    language_tag: str = Field(primary_key=True, sa_type=Text)
    word: str = Field(primary_key=True, sa_type=Text)
