"""Tables of tax: dated rates, where the seller is registered, and what registers said of VAT ids."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, Numeric, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class RateOrigin(DescribedEnum):
    """Who keeps a rate."""

    REFERENCE = "REFERENCE", "It came with this version of the shop, and the next version may correct it."
    STAFF = "STAFF", "Staff set it, and it stays as they said."


class RateConfidence(DescribedEnum):
    """How sure a rate is."""

    PUBLISHED = "PUBLISHED", "Taken from what the tax authority or the law itself says."
    PUBLIC_SUMMARY = "PUBLIC_SUMMARY", "Taken from a public summary of what the law says."
    APPROXIMATE = "APPROXIMATE", "The law knows exceptions that a rate for the whole class leaves out. Check it."


def _validity() -> Any:
    return func.daterange(text("valid_from"), text("valid_to"))


class TaxRate(SQLModel, table=True):
    """One tax on one class of goods in a country, or in one region of it, from a day on. No row: no rate is known."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        UniqueConstraint(
            "country_code",
            "region_code",
            "tax_class_code",
            "component",
            "valid_from",
            name="tax_rate_key",
            postgresql_nulls_not_distinct=True,
        ),
        ExcludeConstraint(
            ("country_code", "="),
            (func.coalesce(text("region_code"), text("''::text")), "="),
            ("tax_class_code", "="),
            ("component", "="),
            (_validity(), "&&"),
            name="tax_rate_no_overlap",
        ),
        CheckConstraint("rate >= 0 AND rate < 1", name="rate"),
        CheckConstraint("valid_to > valid_from", name="validity"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    country_code: str
    region_code: str | None = None
    """The part of an ISO 3166-2 code after the hyphen, such as `QC`. None: the whole country."""
    tax_class_code: str = Field(
        default="standard",
        sa_column_args=(ForeignKey("tax_class.code"),),
        sa_column_kwargs={"server_default": text("'standard'")},
    )
    component: str = Field(default="VAT", sa_column_kwargs={"server_default": text("'VAT'")})
    """What the tax is called in the law's own short form, such as `VAT` or `GST`."""
    rate: Decimal = Field(sa_type=Numeric(6, 5))
    """A fraction: 0.19 is 19 %."""
    valid_from: date
    valid_to: date | None = None
    """The first day on which it no longer holds."""
    source: str
    confidence: RateConfidence = Field(sa_column=Column(enum_type(RateConfidence, "confidence"), nullable=False))
    origin: RateOrigin = Field(
        default=RateOrigin.STAFF,
        sa_column=Column(enum_type(RateOrigin, "origin"), nullable=False, server_default=RateOrigin.STAFF.value),
    )


class TaxRegistration(SQLModel, table=True):
    """Where the seller is registered for tax, under which number, from a day on."""

    __tablename__ = "tax_registration"
    __table_args__ = (
        ExcludeConstraint(("country_code", "="), (_validity(), "&&"), name="tax_registration_no_overlap"),
        CheckConstraint("valid_to > valid_from", name="validity"),
        CheckConstraint("version > 0", name="version"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    country_code: str
    number: str
    """The VAT id or tax number as the register writes it, without spaces."""
    is_home: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether the seller is established there."""
    valid_from: date
    valid_to: date | None = None
    """The first day on which it no longer holds."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class CheckedVatId(SQLModel, table=True):
    """What a register said of a VAT id. The id itself is not kept: that of a sole trader is personal data."""

    __tablename__ = "vat_id_check"

    id_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    """SHA-256, keyed with the shop's secret, of country and number."""
    is_valid: bool
    checked_at: datetime = timestamp()
