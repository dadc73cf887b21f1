"""Dated rates by hand."""

from datetime import date
from decimal import Decimal

from app.core.ids import new_id
from app.tax import DatedRate, RateConfidence, RateOrigin


def dated_rate(
    country_code: str,
    rate: str,
    valid_from: str,
    valid_to: str | None = None,
    *,
    region: str | None = None,
    tax_class: str = "standard",
    component: str = "VAT",
) -> DatedRate:
    """A rate of the staff's, from a day on."""
    return DatedRate(
        id=new_id(),
        country_code=country_code,
        region_code=region,
        tax_class_code=tax_class,
        component=component,
        rate=Decimal(rate),
        valid_from=date.fromisoformat(valid_from),
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
        source="law",
        confidence=RateConfidence.PUBLISHED,
        origin=RateOrigin.STAFF,
    )
