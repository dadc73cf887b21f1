"""Tables of inventory: warehouses, what stands in them, and what is held for orders."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, names, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class ReservationStatus(DescribedEnum):
    """What became of a reservation."""

    HELD = "HELD", "The pieces are held for an order."
    RELEASED = "RELEASED", "The pieces went back on sale."
    SHIPPED = "SHIPPED", "The pieces left the warehouse."


class Warehouse(SQLModel, table=True):
    """A place that goods leave from."""

    __tablename__ = "warehouse"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    names: dict[str, str] = names()
    country_code: str
    time_zone: str
    """An IANA zone: cut-off and working days are local."""
    cut_off_hour: int
    """Orders placed before this local hour leave on the same working day."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class Stock(SQLModel, table=True):
    """Pieces of a variant in a warehouse. What can be sold is `on_hand - reserved`, and never below zero."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("reserved <= on_hand", name="never_oversold"),
    )

    variant_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product_variant.id", ondelete="CASCADE"),))
    warehouse_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("warehouse.id"),))
    on_hand: int
    reserved: int = 0


class StockReservation(SQLModel, table=True):
    """Pieces held in a warehouse for one checkout, and then for its order."""

    __tablename__ = "stock_reservation"
    __table_args__ = (
        UniqueConstraint("reference_id", "variant_id", "warehouse_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reference_id: UUID
    """The checkout attempt that holds them."""
    variant_id: UUID
    warehouse_id: UUID = Field(sa_column_args=(ForeignKey("warehouse.id"),))
    quantity: int
    status: ReservationStatus = Field(sa_column=Column(enum_type(ReservationStatus, "status"), nullable=False))
    created_at: datetime = timestamp(now=True)
