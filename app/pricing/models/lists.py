"""Tables of price lists and the prices in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import filled_document, timestamp
from app.core.ids import new_id
from app.pricing.models.columns import since, texts, uuids


class PriceList(SQLModel, table=True):
    """Prices in one currency, and for whom they are. What names nobody is for everybody."""

    __tablename__ = "price_list"
    __table_args__ = (
        CheckConstraint("currency_code ~ '^[A-Z]{3}$'", name="currency_code"),
        CheckConstraint("ends_at > starts_at", name="validity"),
        CheckConstraint("tax_country_code IS NULL OR tax_included", name="tax_country_code"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    names: dict[str, str] = filled_document({})
    """For staff and for what shoppers are told of it, `{language tag: text}`."""
    currency_code: str
    tax_included: bool
    tax_country_code: str | None = None
    """Whose tax stands in the amounts: shoppers elsewhere pay the same without it, and with their own. None: the
    amount with tax is the same everywhere, whatever the rate."""
    market_ids: list[UUID] = Field(default_factory=list, sa_column=uuids("market_ids"))
    channel_codes: list[str] = Field(default_factory=list, sa_column=texts("channel_codes"))
    country_codes: list[str] = Field(default_factory=list, sa_column=texts("country_codes"))
    group_codes: list[str] = Field(default_factory=list, sa_column=texts("group_codes"))
    """Customer groups. Markets, channels and countries likewise: none is all of them."""
    starts_at: datetime | None = timestamp(nullable=True)
    ends_at: datetime | None = timestamp(nullable=True)
    """The first moment at which it no longer holds."""
    priority: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Among lists that are for the same shoppers, the higher one wins."""
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    since: datetime = since()


class Price(SQLModel, table=True):
    """What a variant costs in a list from so many pieces on, until further notice. No row: it is not in the list."""

    __tablename__ = "price"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("compare_at_amount > amount", name="compare_at_amount"),
        CheckConstraint("min_quantity > 0", name="min_quantity"),
        Index("price_of_product", "product_id", "price_list_id"),
    )

    variant_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product_variant.id", ondelete="CASCADE"),))
    price_list_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("price_list.id"),))
    min_quantity: int = Field(default=1, primary_key=True, sa_column_kwargs={"server_default": text("1")})
    product_id: UUID
    """The variant's product, as its row says; kept here so that the range of a list of products is one statement of
    this domain."""
    amount: int = Field(sa_type=BigInteger)
    """Minor units of the list's currency, as are all amounts here."""
    compare_at_amount: int | None = Field(default=None, sa_type=BigInteger)
    """What the merchant says that it cost or is recommended to cost: shown struck through."""
    since: datetime = since()
    """Since when it costs this. Kept by a trigger; what it cost before stands in `price_past`."""


class DatedPrice(SQLModel, table=True):
    """What a variant costs in a list for a while. It beats the undated price of the same list and quantity; no two
    of them overlap (an exclusion constraint)."""

    __tablename__ = "dated_price"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("compare_at_amount > amount", name="compare_at_amount"),
        CheckConstraint("min_quantity > 0", name="min_quantity"),
        CheckConstraint("ends_at > starts_at", name="validity"),
        Index("dated_price_of_product", "product_id", "price_list_id"),
        Index("dated_price_of_list", "price_list_id", "ends_at"),
        Index("dated_price_by_start", "starts_at"),
        Index("dated_price_by_end", "ends_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    variant_id: UUID = Field(sa_column_args=(ForeignKey("product_variant.id", ondelete="CASCADE"),))
    price_list_id: UUID = Field(sa_column_args=(ForeignKey("price_list.id"),))
    min_quantity: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    product_id: UUID
    starts_at: datetime = timestamp()
    ends_at: datetime | None = timestamp(nullable=True)
    """The first moment at which it no longer holds. None: open."""
    amount: int = Field(sa_type=BigInteger)
    compare_at_amount: int | None = Field(default=None, sa_type=BigInteger)
    since: datetime = since()
