"""Tables of markets: where the shop sells, in which languages and currency, and how it shows prices; and of channels,
through which it is seen."""

from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from app.core.columns import names
from app.core.ids import new_id

_FIRST_VERSION = {"server_default": text("1")}


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
    time_zone: str = Field(default="UTC", sa_column_kwargs={"server_default": text("'UTC'")})
    """Of the IANA database, such as `Europe/Berlin`: days of the market begin and end by it."""
    more_currency_codes: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default="{}")
    )
    """Currencies that it offers beside its own, in their order."""
    is_default: bool = False
    version: int = Field(default=1, sa_column_kwargs=_FIRST_VERSION)


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


class Channel(SQLModel, table=True):
    """A way in which the shop is seen: its web shop, an app, a partner. It sells in some markets, or in all."""

    __tablename__ = "channel"
    __table_args__ = (
        CheckConstraint("code ~ '^[a-z][a-z0-9-]*$'", name="code"),
        Index("channel_one_default", "is_default", unique=True, postgresql_where=text("is_default")),
    )

    code: str = Field(primary_key=True)
    names: dict[str, str] = names()
    default_market_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("market.id"),))
    """Of those who name no country, or one that is not served. None: the shop's."""
    is_default: bool = False
    """Of those who name no channel."""
    version: int = Field(default=1, sa_column_kwargs=_FIRST_VERSION)


class ChannelMarket(SQLModel, table=True):
    """A market that a channel sells in. A channel without any sells in all."""

    __tablename__ = "channel_market"

    channel_code: str = Field(primary_key=True, sa_column_args=(ForeignKey("channel.code"),))
    market_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("market.id"),))
