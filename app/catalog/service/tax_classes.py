"""Writes of tax classes."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import TaxClass
from app.core.reads import table_of

_TABLE = table_of(TaxClass)


async def define_tax_classes(session: AsyncSession, classes: Mapping[str, Mapping[str, str]]) -> bool:
    """Make those of these classes, names by code, that are not there; says whether there were any."""
    rows = [{"code": code, "names": dict(names)} for code, names in classes.items()]
    statement = postgresql.insert(_TABLE).values(rows).on_conflict_do_nothing().returning(_TABLE.c.code)
    return bool((await session.execute(statement)).scalars().all())


async def create_tax_class(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Make a class. Its code is free."""
    await session.execute(insert(_TABLE).values(code=code, names=dict(names)))


async def name_tax_class(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Give a class other names."""
    statement = update(_TABLE).where(_TABLE.c.code == code)
    await session.execute(statement.values(names=dict(names), version=_TABLE.c.version + 1))


async def delete_tax_class(session: AsyncSession, code: str) -> None:
    """Delete a class that nothing has."""
    await session.execute(delete(_TABLE).where(_TABLE.c.code == code))
