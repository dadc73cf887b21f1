"""Tables of customers."""

from sqlalchemy import CheckConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import names


class CustomerGroup(SQLModel, table=True):
    """Shoppers who are priced alike. A storefront can be that of a group."""

    __tablename__ = "customer_group"
    __table_args__ = (CheckConstraint("code ~ '^[a-z][a-z0-9-]*$'", name="code"),)

    code: str = Field(primary_key=True)
    names: dict[str, str] = names()
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
