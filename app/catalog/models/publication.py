"""The table of publications: through which channel a product is seen, in which markets, and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import document, timestamp


class ProductPublication(SQLModel, table=True):
    """A product is seen through a channel from `starts_at` until before `ends_at`."""

    __tablename__ = "product_publication"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("product_publication_starts", "starts_at"),
        Index("product_publication_ends", "ends_at", postgresql_where=text("ends_at IS NOT NULL")),
        Index(
            "product_publication_windows",
            "product_id",
            postgresql_where=text("market_windows @? '$.*.* ? (@ != null)'"),
        ),
    )

    product_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    channel_code: str = Field(primary_key=True, sa_column_args=(ForeignKey("channel.code"),))
    starts_at: datetime = timestamp()
    ends_at: datetime | None = timestamp(nullable=True)
    market_windows: dict[str, Any] | None = document(nullable=True)
    """None: in every market of the channel. Otherwise in these only: `{market code: {"from": …, "to": …}}`, moments of
    ISO 8601 or null, which narrow the channel's down."""
