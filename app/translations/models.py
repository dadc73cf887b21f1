"""What is remembered of translations: how far each product is in which language."""

from uuid import UUID

from sqlalchemy import ARRAY, Column, ForeignKey, Index, Text, false, text
from sqlmodel import Field, SQLModel


def _tags() -> list[str]:
    column: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )
    return column


class TranslationStanding(SQLModel, table=True):
    """In which languages a product has all its texts. Triggers make the row, and say when it is no longer known
    (`migrations/translation_standings.py`); a job finds it out again."""

    __tablename__ = "translation_standing"
    __table_args__ = (Index("translation_standing_unknown", "product_id", postgresql_where=text("NOT is_known")),)

    product_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    is_known: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether the others are right. Products that are deleted have no row."""
    source_language_tag: str = Field(default="", sa_column_kwargs={"server_default": ""})
    complete_tags: list[str] = _tags()
    """Languages that lack no text that another one has."""
    stale_tags: list[str] = _tags()
    """Languages of which the words were translated from an older source."""
