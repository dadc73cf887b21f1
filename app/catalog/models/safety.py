"""Tables of product safety and of goods that must not go everywhere.

Since 13 December 2024 a product is offered to consumers in the EU only with the name and the postal and electronic
addresses of its manufacturer and, where that is outside the Union, of a responsible person inside it: Regulation (EU)
2023/988 on general product safety, Articles 16 and 19.
"""

from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKey, Text, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type
from app.core.described import DescribedEnum
from app.core.ids import new_id


class EconomicOperator(SQLModel, table=True):
    """One who answers for products: a manufacturer, an importer, an authorised representative."""

    __tablename__ = "economic_operator"
    __table_args__ = (CheckConstraint("country_code ~ '^[A-Z]{2}$'", name="country_code"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    name: str
    """Its name, registered trade name or trade mark."""
    address_lines: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    """The postal address, without the country."""
    country_code: str
    email: str | None = None
    website: str | None = None
    """An electronic address is one of the two."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class RestrictionReason(DescribedEnum):
    """Why goods do not go to a country."""

    PROHIBITED = "PROHIBITED", "The country does not let them in."
    LICENCE_REQUIRED = "LICENCE_REQUIRED", "They need a licence that the shop does not have."
    DANGEROUS_GOODS = "DANGEROUS_GOODS", "No carrier takes them there, for they are dangerous goods."
    FOOD_AND_PLANT_HEALTH = "FOOD_AND_PLANT_HEALTH", "Rules on food, plants or animals keep them out."
    SANCTIONS = "SANCTIONS", "Sanctions or export controls forbid it."
    RIGHTS = "RIGHTS", "Trade mark or distribution rights do not reach there."
    MERCHANT_CHOICE = "MERCHANT_CHOICE", "The merchant does not sell them there."


class DestinationRestriction(SQLModel, table=True):
    """A country that a product does not go to."""

    __tablename__ = "destination_restriction"
    __table_args__ = (CheckConstraint("country_code ~ '^[A-Z]{2}$'", name="country_code"),)

    product_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    country_code: str = Field(primary_key=True)
    reason: RestrictionReason = Field(sa_column=Column(enum_type(RestrictionReason, "reason"), nullable=False))
    legal_ground: str | None = None
    """The law, such as `Regulation (EU) 2019/1148`."""
