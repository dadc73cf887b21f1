"""Writes of the seller's registrations, and of what registers said."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.reads import table_of
from app.tax.models import CheckedVatId, TaxRegistration
from app.tax.queries import KEPT_FOR
from app.tax.rules import Registration

_TABLE = table_of(TaxRegistration)
_CHECKS = table_of(CheckedVatId)


async def put_registration(session: AsyncSession, registration: Registration, *, is_new: bool) -> None:
    """Write a registration that was judged."""
    values = registration._asdict()
    if is_new:
        await session.execute(insert(_TABLE).values(values))
    else:
        await session.execute(update(_TABLE).where(_TABLE.c.id == registration.id).values(values))


async def remove_registration(session: AsyncSession, registration_id: UUID) -> None:
    """Delete a registration."""
    await session.execute(delete(_TABLE).where(_TABLE.c.id == registration_id))


async def keep_answer(session: AsyncSession, id_hash: bytes, *, is_valid: bool, checked_at: datetime) -> None:
    """Keep what a register said, and forget what is too old to be believed."""
    await session.execute(delete(_CHECKS).where(_CHECKS.c.checked_at <= checked_at - KEPT_FOR))
    values = {"id_hash": id_hash, "is_valid": is_valid, "checked_at": checked_at}
    statement = postgresql.insert(_CHECKS).values(values)
    await session.execute(statement.on_conflict_do_update(index_elements=["id_hash"], set_=values))
