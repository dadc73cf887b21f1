"""Tables of pricing: one price list per market, one price per variant in it."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from app.core.ids import new_id


class PriceList(SQLModel, table=True):
    """Prices of a market in its currency, kept with tax or without."""

    __tablename__ = "price_list"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    market_id: UUID = Field(unique=True, sa_column_args=(ForeignKey("market.id"),))
    currency_code: str
    tax_included: bool
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class Price(SQLModel, table=True):
    """What a variant costs in a price list, in minor units of the list's currency. No row: it is not sold there."""

    __tablename__ = "price"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("price_of_product", "product_id", "price_list_id", "amount"),
    )

    variant_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product_variant.id", ondelete="CASCADE"),))
    price_list_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("price_list.id"),))
    product_id: UUID
    """The variant's product, as its row says; kept here so that the range of a list of products is one statement of
    this domain."""
    amount: int = Field(sa_type=BigInteger)
