"""Reads of customers."""

from typing import NamedTuple

from sqlalchemy import select

from app.core.db import Database
from app.core.reads import Read, table_of
from app.customers.models import CustomerGroup

_group = table_of(CustomerGroup).c


class CustomerGroupRow(NamedTuple):
    """A customer group."""

    code: str
    names: dict[str, str]
    version: int


_groups = Read(select(_group.code, _group.names, _group.version).order_by(_group.code), CustomerGroupRow)


async def load_customer_groups(database: Database) -> list[CustomerGroupRow]:
    """All of them, by their codes."""
    return await _groups.all(database)
