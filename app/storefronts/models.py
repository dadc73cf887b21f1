"""Tables of storefronts: who builds on the API, the tokens that say so, and the documents they may run."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKey, Text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class TokenKind(DescribedEnum):
    """Who may know a token."""

    PUBLIC = "PUBLIC", "Anyone: it stands in pages and apps, and says only which storefront asks."
    SECRET = "SECRET", "Servers only: with it, a storefront may also say for which buyer's address it asks."


class Storefront(SQLModel, table=True):
    """A client of the API: a web shop, an app, a kiosk."""

    __tablename__ = "storefront"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("budget_per_minute >= 0", name="budget_per_minute"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    name: str
    channel_code: str = Field(sa_column_args=(ForeignKey("channel.code"),))
    allowed_origins: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    budget_per_minute: int | None = None
    """Cost that one of its viewers may spend in a minute. None: as the settings have it; 0: no budget."""
    trusted_documents_only: bool
    customer_group_code: str | None = Field(default=None, sa_column_args=(ForeignKey("customer_group.code"),))
    """Whose prices its shoppers see, such as those of resellers. None: everybody's."""
    version: int
    created_at: datetime = timestamp(now=True)


class StorefrontToken(SQLModel, table=True):
    """A token of a storefront, kept as a hash."""

    __tablename__ = "storefront_token"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    storefront_id: UUID = Field(sa_column_args=(ForeignKey("storefront.id", ondelete="CASCADE"),), index=True)
    kind: TokenKind = Field(sa_type=enum_type(TokenKind, "kind"))
    token_hash: bytes = Field(unique=True)
    hint: str
    """Its last characters, by which people tell tokens apart."""
    created_at: datetime = timestamp(now=True)
    expires_at: datetime | None = timestamp(nullable=True)
    revoked_at: datetime | None = timestamp(nullable=True)
    last_used_at: datetime | None = timestamp(nullable=True)
    """To the minute."""
    replaced_by_id: UUID | None = Field(
        default=None, sa_column_args=(ForeignKey("storefront_token.id", ondelete="SET NULL"),)
    )
    """The token that it was rotated to."""


class TrustedDocument(SQLModel, table=True):
    """A document that a storefront may run, under the id by which its client names it."""

    __tablename__ = "trusted_document"

    storefront_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("storefront.id", ondelete="CASCADE"),))
    document_id: str = Field(primary_key=True)
    text: str
    operation_names: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    pushed_at: datetime = timestamp(now=True)
