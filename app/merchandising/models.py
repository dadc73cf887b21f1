"""Tables of merchandising."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, Text, Uuid, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, filled_document, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class SynonymKind(DescribedEnum):
    """In which direction synonyms hold."""

    EQUIVALENT = "EQUIVALENT", "Each of the words finds what all of them find."
    ONE_WAY = "ONE_WAY", "The words find what the others find too, and not the other way round."


class RuleMatch(DescribedEnum):
    """How the words of a search must agree with those of a rule. Case, accents and punctuation do not count."""

    EXACT = "EXACT", "They are the same words, in the same order."
    CONTAINED = "CONTAINED", "They have the rule's words among them, one after the other."


class SearchField(DescribedEnum):
    """A text of a product that words are looked for in. The value is its name in documents."""

    NAME = "name", "The name."
    SKU = "skus", "The SKUs of its variants."
    GTIN = "gtins", "The Global Trade Item Numbers of its variants."
    BRAND = "brand", "The brand."
    CATEGORY = "categories", "The names of the category and of those above it."
    TAG = "tags", "The tags."
    ATTRIBUTE = "attribute_words", "What its attributes say."
    DESCRIPTION = "description", "The description."


def _texts(name: str) -> Column[Any]:
    return Column(name, ARRAY(Text), nullable=False, server_default="{}")


def _uuids(name: str) -> Column[Any]:
    return Column(name, ARRAY(Uuid), nullable=False, server_default="{}")


class SearchSynonyms(SQLModel, table=True):
    """Words of one language that are looked for together."""

    __tablename__ = "search_synonyms"
    __table_args__ = (
        CheckConstraint("cardinality(words) > 0", name="words"),
        CheckConstraint("(kind = 'ONE_WAY') = (cardinality(others) > 0)", name="others_of_kind"),
        Index("search_synonyms_of_language", "language_tag"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    language_tag: str
    kind: SynonymKind = Field(sa_column=Column(enum_type(SynonymKind, "kind"), nullable=False))
    words: list[str] = Field(sa_column=Column("words", ARRAY(Text), nullable=False))
    """Words or phrases as staff write them, in small letters."""
    others: list[str] = Field(default_factory=list, sa_column=_texts("others"))
    """What the words find too, of a kind with a direction."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class SearchLanguage(SQLModel, table=True):
    """What staff say of a language as a whole. No row: all is as the shop comes with it."""

    __tablename__ = "search_language"

    language_tag: str = Field(primary_key=True)
    stop_words: list[str] = Field(default_factory=list, sa_column=_texts("stop_words"))
    """Beside those that the shop comes with."""
    field_order: list[str] = Field(default_factory=list, sa_column=_texts("field_order"))
    """Values of `SearchField`, the weightiest first: all of them, or none for the order that the shop comes with."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class SearchRule(SQLModel, table=True):
    """What staff want shoppers to find, other than by relevance alone, for some searches and for a while."""

    __tablename__ = "search_rule"
    __table_args__ = (
        CheckConstraint("cardinality(queries) + cardinality(category_ids) > 0", name="trigger"),
        CheckConstraint("(match IS NULL) = (cardinality(queries) = 0)", name="match_of_queries"),
        CheckConstraint("ends_at > starts_at", name="validity"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """For colleagues: why the rule is there."""
    match: RuleMatch | None = Field(default=None, sa_column=Column(enum_type(RuleMatch, "match"), nullable=True))
    queries: list[str] = Field(default_factory=list, sa_column=_texts("queries"))
    """What is searched for, as staff write it."""
    category_ids: list[UUID] = Field(default_factory=list, sa_column=_uuids("category_ids"))
    """Categories whose products are looked at without words."""
    language_tags: list[str] = Field(default_factory=list, sa_column=_texts("language_tags"))
    market_ids: list[UUID] = Field(default_factory=list, sa_column=_uuids("market_ids"))
    channel_codes: list[str] = Field(default_factory=list, sa_column=_texts("channel_codes"))
    """Languages, markets and channels that it is for: none is all of them."""
    pins: list[dict[str, Any]] = filled_document([])
    """`[{"product_id": hex, "position": from 1}]`, by position."""
    boosts: list[dict[str, Any]] = filled_document([])
    """`[{"targets": [{"kind", "value", "code"}], "weight": above 1}]`, as `RuleTarget` has them."""
    buries: list[dict[str, Any]] = filled_document([])
    """The same with weights from 0 up to and without 1."""
    redirect: str | None = None
    """A path of the storefront, or an http or https address, where the search leads instead."""
    starts_at: datetime | None = timestamp(nullable=True)
    ends_at: datetime | None = timestamp(nullable=True)
    """The first moment at which it no longer holds."""
    priority: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Where two rules want different things, the one with the higher number wins, then the first code."""
    is_paused: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
