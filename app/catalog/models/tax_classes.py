"""The table of tax classes: kinds of goods that laws of tax treat differently."""

from sqlalchemy import CheckConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import names

STANDARD_TAX_CLASS = "standard"
"""The class of whatever names no other. It is always there."""


class TaxClass(SQLModel, table=True):
    """A kind of goods, such as books. What its rates are in which country is not the catalog's to know."""

    __tablename__ = "tax_class"
    __table_args__ = (CheckConstraint("version > 0", name="version"),)

    code: str = Field(primary_key=True)
    names: dict[str, str] = names()
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
