"""Tables of shipping: zones, the options that serve them from a warehouse, and what they cost."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import names
from app.core.ids import new_id


class Carrier(SQLModel, table=True):
    """A company that carries parcels."""

    __tablename__ = "carrier"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    name: str
    tracking_url: str | None = None
    """An address with `{number}` in it, where the carrier shows a parcel."""


class Zone(SQLModel, table=True):
    """A set of countries that share delivery options."""

    __tablename__ = "zone"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)


class ZoneCountry(SQLModel, table=True):
    """A country belongs to one zone."""

    __tablename__ = "zone_country"

    country_code: str = Field(primary_key=True)
    zone_id: UUID = Field(sa_column_args=(ForeignKey("zone.id"),), index=True)


class DeliveryOption(SQLModel, table=True):
    """A way to send a parcel from a warehouse to a zone."""

    __tablename__ = "delivery_option"
    __table_args__ = (
        UniqueConstraint("code", "warehouse_id", "zone_id"),
        CheckConstraint("min_days >= 0 AND max_days >= min_days", name="days"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str
    warehouse_id: UUID = Field(sa_column_args=(ForeignKey("warehouse.id"),))
    zone_id: UUID = Field(sa_column_args=(ForeignKey("zone.id"),))
    carrier_id: UUID = Field(sa_column_args=(ForeignKey("carrier.id"),))
    names: dict[str, str] = names()
    min_days: int
    """Working days in transit, at least."""
    max_days: int
    """Working days in transit, at most."""
    customs_days: int = 0
    """Working days that a parcel spends at customs on the way, at most."""
    position: int = 0


class DeliveryPrice(SQLModel, table=True):
    """What an option costs in a currency: a base and an amount per started kilogram, in minor units."""

    __tablename__ = "delivery_price"
    __table_args__ = (CheckConstraint("base_amount >= 0 AND per_kilogram_amount >= 0", name="amounts"),)

    option_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("delivery_option.id", ondelete="CASCADE"),))
    currency_code: str = Field(primary_key=True)
    base_amount: int = Field(sa_type=BigInteger)
    per_kilogram_amount: int = Field(sa_type=BigInteger)
