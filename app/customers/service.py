"""Writes of customers."""

from collections.abc import Mapping

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.upsert import upsert_rows
from app.customers.models import CustomerGroup


async def define_customer_group(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Make the group of this code what is said here. The same again changes no row."""
    await upsert_rows(session, CustomerGroup, ["code"], [{"code": code, "names": dict(names)}])


async def name_customer_group(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Call the group so, and count the change."""
    await session.execute(
        update(CustomerGroup)
        .where(col(CustomerGroup.code) == code)
        .values(names=dict(names), version=col(CustomerGroup.version) + 1)
    )


async def delete_customer_group(session: AsyncSession, code: str) -> bool:
    """Delete the group; False where a row refers to it, and the transaction is to be given up."""
    try:
        await session.execute(delete(CustomerGroup).where(col(CustomerGroup.code) == code))
    except IntegrityError:
        return False
    return True
