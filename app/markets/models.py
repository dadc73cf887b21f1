"""Tables of markets: where the shop sells, in which languages and currency, and how it shows prices."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import names
from app.core.ids import new_id


class Language(SQLModel, table=True):
    """A language that the shop speaks, and the one to fall back to. English falls back to nothing."""

    __tablename__ = "language"

    tag: str = Field(primary_key=True)
    fallback_tag: str | None = Field(default=None, sa_column_args=(ForeignKey("language.tag"),))


class Market(SQLModel, table=True):
    """A set of countries that share a currency and a habit of showing prices."""

    __tablename__ = "market"
    __table_args__ = (
        CheckConstraint("currency_code ~ '^[A-Z]{3}$'", name="currency_code"),
        Index("market_one_default", "is_default", unique=True, postgresql_where=text("is_default")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    names: dict[str, str] = names()
    currency_code: str
    displays_tax: bool
    default_country_code: str
    default_language_tag: str = Field(sa_column_args=(ForeignKey("language.tag"),))
    is_default: bool = False


class MarketCountry(SQLModel, table=True):
    """A country belongs to one market."""

    __tablename__ = "market_country"
    __table_args__ = (CheckConstraint("country_code ~ '^[A-Z]{2}$'", name="country_code"),)

    country_code: str = Field(primary_key=True)
    market_id: UUID = Field(sa_column_args=(ForeignKey("market.id"),), index=True)


class MarketLanguage(SQLModel, table=True):
    """A language that a market offers, in the order in which it is offered."""

    __tablename__ = "market_language"

    market_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("market.id"),))
    language_tag: str = Field(primary_key=True, sa_column_args=(ForeignKey("language.tag"),))
    position: int
