"""Writes of tax."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.upsert import upsert_rows
from app.events import WHOLE_SHOP, announce
from app.tax.events import RatesChanged
from app.tax.models import TaxRate


@dataclass(frozen=True)
class RateDefinition:
    """A country's standard rate from a day on, and where that is written."""

    country_code: str
    rate: Decimal
    """A fraction: 0.19 is 19 %."""
    valid_from: date
    valid_to: date | None
    """The first day on which it no longer holds."""
    source: str
    confidence: str


async def define_rates(session: AsyncSession, rates: Sequence[RateDefinition]) -> None:
    """Write these rates, each by its country and first day. Others stay; the same again changes no row.

    It is announced, whether or not anything differed: that happens once in a while, and is cheap.
    """
    rows = [
        {
            "id": new_id(),
            "country_code": rate.country_code,
            "rate": rate.rate,
            "valid_from": rate.valid_from,
            "valid_to": rate.valid_to,
            "source": rate.source,
            "confidence": rate.confidence,
        }
        for rate in rates
    ]
    await upsert_rows(session, TaxRate, ["country_code", "valid_from"], rows)
    await announce(session, RatesChanged(WHOLE_SHOP))
