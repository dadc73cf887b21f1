"""Reads of tax."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import LargeBinary, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Database
from app.core.reads import Read, table_of
from app.tax.models import CheckedVatId, TaxRate, TaxRegistration
from app.tax.rules import DatedRate, Registration, TaxRates

KEPT_FOR: Final = timedelta(days=30)
"""How long what a register said of a VAT id is believed."""

_rate = table_of(TaxRate).c
_RATES = select(
    _rate.id,
    _rate.country_code,
    _rate.region_code,
    _rate.tax_class_code,
    _rate.component,
    _rate.rate,
    _rate.valid_from,
    _rate.valid_to,
    _rate.source,
    _rate.confidence,
    _rate.origin,
)
_rates = Read(_RATES, DatedRate)

_registration = table_of(TaxRegistration).c
_registrations = Read(
    select(
        _registration.id,
        _registration.country_code,
        _registration.number,
        _registration.is_home,
        _registration.valid_from,
        _registration.valid_to,
        _registration.version,
    ).order_by(_registration.country_code, _registration.valid_from),
    Registration,
)

_check = table_of(CheckedVatId).c


class KnownAnswer(NamedTuple):
    """What a register said of a VAT id."""

    is_valid: bool
    checked_at: datetime


_known_answer = Read(
    select(_check.is_valid, _check.checked_at).where(
        _check.id_hash == bindparam("id_hash", type_=LargeBinary()),
        _check.checked_at > bindparam("after", type_=_check.checked_at.type),
    ),
    KnownAnswer,
)


async def load_rates(database: Database) -> TaxRates:
    """Every rate of every country, those of other days included."""
    return TaxRates.of(await _rates.all(database))


async def list_rates(database: Database) -> list[DatedRate]:
    """The same, row by row."""
    return await _rates.all(database)


async def rates_to_change(session: AsyncSession) -> list[DatedRate]:
    """The same as this transaction sees it."""
    return [DatedRate(*row) for row in await session.execute(_RATES)]


async def load_registrations(database: Database) -> list[Registration]:
    """Where the seller is, was and will be registered, by country and first day."""
    return await _registrations.all(database)


async def known_answer(database: Database, id_hash: bytes, now: datetime) -> KnownAnswer | None:
    """What a register said of the VAT id in the last month."""
    return await _known_answer.first(database, id_hash=id_hash, after=now - KEPT_FOR)
