"""Tables of budgets."""

from datetime import datetime

from sqlalchemy import Column, Float
from sqlmodel import Field, SQLModel

from app.core.columns import timestamp


class ViewerSpending(SQLModel, table=True):
    """What one viewer has used of a budget, at a moment; it sinks by itself."""

    __tablename__ = "viewer_spending"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    viewer: str = Field(primary_key=True)
    """A keyed hash of who it is."""
    per_minute: int
    """The budget."""
    used: float = Field(sa_column=Column(Float(53), nullable=False))
    at: datetime = timestamp()
