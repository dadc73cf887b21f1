"""Reads of tax."""

from sqlalchemy import select

from app.core.db import Database
from app.core.reads import Read, table_of
from app.tax.models import TaxRate
from app.tax.rules import StandardRate, TaxRates

_rate = table_of(TaxRate).c
_rates = Read(
    select(
        _rate.id,
        _rate.country_code,
        _rate.rate,
        _rate.valid_from,
        _rate.valid_to,
        _rate.source,
        _rate.confidence,
    ),
    StandardRate,
)


async def load_rates(database: Database) -> TaxRates:
    """Every rate of every country, those of other days included."""
    return TaxRates.of(await _rates.all(database))
